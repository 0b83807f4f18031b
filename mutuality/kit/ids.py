"""Random names for rows and page elements."""

import secrets

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]


def new_id() -> str:
    """A name that says nothing: 80 random bits in 16 letters and digits.

    Rows, addresses and page elements carry it, so nothing in a browser's history tells who, what or how many.
    """
    return _in_letters(secrets.token_bytes(10))


def id_from(mark: str) -> str:
    """The same for what must be made once only: a name out of a keyed mark in hexadecimal, which says as little."""
    return _in_letters(bytes.fromhex(mark)[:10])


def _in_letters(ten: bytes) -> str:
    number = int.from_bytes(ten, "big")
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(70, -10, -10)])
