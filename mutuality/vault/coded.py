"""Texts that only a code opens. Who has the database, the key file and the running server cannot read them.

The code is never kept: what stays is sealed under a key that scrypt makes from it (RFC 7914).
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mutuality.kit.ids import new_id
from mutuality.vault.queries import Gone

_SALT, _NONCE = 16, 12
_WORK = 2**15
_STEP = 4096
_ABOUT = b"only the code opens this"


@dataclass(frozen=True, slots=True, repr=False)
class Lock:
    """A new code, shown once, and the key that it makes. Made before a change begins, for it takes a moment."""

    code: str
    salt: bytes
    cipher: AESGCM


def new_lock() -> Lock:
    """A code of 80 random bits, and what closes under it."""
    code, salt = new_id(), secrets.token_bytes(_SALT)
    return Lock(code, salt, _cipher(code, salt))


def lock_of(code: str) -> Lock:
    """What closes under a code that somebody holds already, such as one that a page has just shown them."""
    salt = secrets.token_bytes(_SALT)
    return Lock(code, salt, _cipher(code, salt))


def closed(text: str, *, lock: Lock) -> bytes:
    """The text, so that only the code opens it; its length shows in steps of 4096 bytes."""
    content, nonce = text.encode(), secrets.token_bytes(_NONCE)
    content += b" " * (-len(content) % _STEP)
    return lock.salt + nonce + lock.cipher.encrypt(nonce, content, _ABOUT)


def opened(blob: bytes, *, code: str) -> str:
    """The text again, with spaces at its end. Raises ``Gone`` for another code."""
    salt, nonce = blob[:_SALT], blob[_SALT : _SALT + _NONCE]
    if len(blob) <= _SALT + _NONCE:
        raise Gone
    try:
        return _cipher(code, salt).decrypt(nonce, blob[_SALT + _NONCE :], _ABOUT).decode()
    except InvalidTag:
        raise Gone from None


def _cipher(code: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(code.encode()))
