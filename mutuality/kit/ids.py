"""Random names for rows and page elements."""

import secrets

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16


def new_id() -> str:
    """A name that says nothing: 80 random bits in 16 letters and digits.

    Rows, addresses and page elements carry it, so nothing in a browser's history tells who, what or how many.
    """
    number = int.from_bytes(secrets.token_bytes(10), "big")
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(75, -5, -5))
