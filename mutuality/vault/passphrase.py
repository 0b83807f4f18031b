"""A key file that is itself closed under a passphrase, for hosts who can type or mount one at start."""

import base64
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

_ABOUT = b"mutuality key file"
_WORK = 2**15
_salt_in_use = secrets.token_bytes(16)


class Wrong(Exception):
    """The passphrase is missing or does not open the key file."""

    exit_code = 2


def wanted() -> bool:
    """Whether the host asked for the key file to be closed under a passphrase."""
    return bool(os.environ.get("MUTUALITY_KEY_PASSPHRASE_FILE"))


def box(content: str) -> dict[str, str]:
    """The content, closed under the passphrase."""
    nonce = secrets.token_bytes(12)
    closed = nonce + AESGCM(_key(_salt_in_use)).encrypt(nonce, content.encode(), _ABOUT)
    return {"salt": base64.b64encode(_salt_in_use).decode(), "box": base64.b64encode(closed).decode()}


def open_box(content: dict[str, str]) -> str:
    """The content again; refused in one sentence when the passphrase is not the right one."""
    closed = base64.b64decode(content["box"], validate=True)
    try:
        key = _key(base64.b64decode(content["salt"], validate=True))
        return AESGCM(key).decrypt(closed[:12], closed[12:], _ABOUT).decode()
    except InvalidTag:
        raise Wrong(_("The passphrase does not open the key file. Nothing was changed.")) from None


def _key(salt: bytes) -> bytes:
    place = os.environ.get("MUTUALITY_KEY_PASSPHRASE_FILE", "")
    try:
        words = Path(place).read_text().rstrip("\n") if place else ""
    except OSError:
        words = ""
    if not words:
        raise Wrong(_("Name a file with the passphrase of the key file in MUTUALITY_KEY_PASSPHRASE_FILE."))
    return _derived(words, salt)


@lru_cache(maxsize=4)
def _derived(words: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(words.encode())
