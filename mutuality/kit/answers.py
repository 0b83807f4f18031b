"""One calm line that answers an act, on the next page and only there: "Saved." Also where scripts are off.

``answered`` puts the line on the response to the act. On the way out it is sealed into a cookie that is good for a
minute, for one session; the next page of that session shows the line and takes the cookie away. It is sealed because
it may hold a group's name, and devices are shared.
"""

import base64
import hashlib
import json
from datetime import datetime
from functools import lru_cache
from secrets import token_bytes
from typing import Any, NamedTuple, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mutuality.kit import clock, cookies

SECONDS = 60
# What is sealed is as long as a multiple of this, so that its length doesn't tell a group by its name.
_STEP = 256
_NONCE = 12
COOKIE = cookies.declare("a")
_AHEAD_OF_TIME = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")

AnyResponse = TypeVar("AnyResponse", bound=HttpResponse)


class Answer(NamedTuple):
    """What the next page says: a sentence, and where it can be undone, the address and the label of a button."""

    sentence: str
    address: str = ""
    label: str = ""


def answered(response: AnyResponse, sentence: str, *, undo: tuple[str, str] | None = None) -> AnyResponse:
    """Return the response, which now carries one line for the next page.

    ``undo``: an address and a label. The line then has one button that sends a POST to the address.
    """
    address, label = undo or ("", "")
    response.answer = Answer(str(sentence), str(address), str(label))  # type: ignore[attr-defined]
    return response


def waiting(request: HttpRequest, *, session: str) -> Answer | None:
    """Return the line that waits for the next page of this session; nothing for what is no whole page."""
    sealed = COOKIE.of(request)
    return _opened(sealed, session=session, now=clock.now()) if sealed and _is_page(request) else None


def show(request: HttpRequest, answer: Answer) -> str:
    """Return the sentence, which from now on counts as shown."""
    request.answer_shown = True  # type: ignore[attr-defined]
    return answer.sentence


def hand_out(request: HttpRequest, response: HttpResponse, *, session: str, own_device: bool) -> None:
    """Seal the line of this response for this session, or take away the one that was shown.

    On a device that is not one's own the cookie goes with the window. Its minute is over all the same.
    """
    answer = getattr(response, "answer", None)
    if answer is not None:
        COOKIE.give(
            response,
            _sealed(answer, session=session, now=clock.now()),
            seconds=SECONDS if own_device else None,
        )
    elif getattr(request, "answer_shown", False):
        COOKIE.take(response)


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Take away a line that nobody has seen yet: who looks at this device now may be someone else."""
    if COOKIE.of(request):
        COOKIE.take(response)


def _is_page(request: HttpRequest) -> bool:
    """Whether a person looks at what is asked for. What a script fetches, or a browser ahead of time, shows nothing."""
    if request.method != "GET" or any(request.headers.get(name) for name in _AHEAD_OF_TIME):
        return False
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return False
    return "text/html" in request.headers.get("Accept", "text/html")


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"mutuality.kit.answers:" + secret.encode()).digest())


def _sealed(answer: Answer, *, session: str, now: datetime) -> str:
    content = json.dumps([now.timestamp() + SECONDS, *answer]).encode()
    content += b" " * (-len(content) % _STEP)
    nonce = token_bytes(_NONCE)
    closed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, content, session.encode())
    return base64.urlsafe_b64encode(closed).decode()


def _opened(sealed: str, *, session: str, now: datetime) -> Answer | None:
    """Return the line, if it was sealed here for this session less than a minute ago."""
    try:
        closed = base64.urlsafe_b64decode(sealed)
        content = _cipher(settings.SECRET_KEY).decrypt(closed[:_NONCE], closed[_NONCE:], session.encode())
    except (ValueError, InvalidTag):
        return None
    until, *said = _read(content)
    return Answer(*said) if now.timestamp() < until else None


def _read(content: bytes) -> list[Any]:
    read: list[Any] = json.loads(content)
    return read
