"""Ten seconds in which someone can bring back what they took back by a slip.

Taken back is erased: the server forgets the words and their key at once. For these seconds they lie sealed in a cookie
on the device from which they were taken back, good for this one session and for no longer.
"""

import base64
import hashlib
import json
import zlib
from datetime import datetime
from functools import lru_cache
from secrets import token_bytes
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mutuality.kit import cookies
from mutuality.rooms.models import Word

SECONDS = 10
# For a slow line, over what the page says.
_GRACE = 5
_NONCE = 12
_STEP = 256
# What a browser takes for one cookie. Longer words can't be brought back.
MOST_SEALED = 3800
COOKIE = cookies.declare("r")
Kept: TypeAlias = dict[str, Any]


def packed(word: Word) -> Kept:
    """Return all of a word, before it is erased."""
    texts = {part: word.text(part) for part in ("words", "note", "asks")}
    plain = {"id": word.pk, "topic": word.topic_id, "order": word.order, "reworded": word.reworded}
    return texts | plain | {"said_at": word.said_at.isoformat(), "ends_at": word.ends_at.isoformat()}


def offer(response: HttpResponse, kept: Kept, *, session: str, now: datetime) -> bool:
    """Give the words to this device for a moment. Returns whether they are short enough for that."""
    content = zlib.compress(json.dumps([now.timestamp() + SECONDS + _GRACE, kept]).encode(), 9)
    content = len(content).to_bytes(2, "big") + content
    nonce = token_bytes(_NONCE)
    padded = content + bytes(-len(content) % _STEP)
    sealed = base64.urlsafe_b64encode(
        nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, padded, session.encode())
    )
    if len(sealed) > MOST_SEALED:
        return False
    COOKIE.give(response, sealed.decode(), seconds=SECONDS + _GRACE)
    return True


def offered(request: HttpRequest, *, session: str, now: datetime) -> Kept | None:
    """Return what this session took back a moment ago; nothing once the moment is over."""
    try:
        sealed = base64.urlsafe_b64decode(COOKIE.of(request))
        padded = _cipher(settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], session.encode())
    except (ValueError, InvalidTag):
        return None
    length = int.from_bytes(padded[:2], "big")
    until, kept = json.loads(zlib.decompress(padded[2 : 2 + length]))
    return kept if now.timestamp() < until else None


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"mutuality.rooms.undo:" + secret.encode()).digest())
