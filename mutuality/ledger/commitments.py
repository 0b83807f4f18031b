"""How an entry is bound to what it hides, and to the entry before it. SHA-256 over length-prefixed fields."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from mutuality.ledger.models import Entry, Part

START = b"\0" * 32


@dataclass(frozen=True)
class Hidden:
    """A value and the salt that keeps anybody from guessing it out of its commitment."""

    value: str
    salt: str

    def commitment(self, *, part: str) -> bytes:
        return _digest([part, self.salt, self.value])

    def packed(self) -> str:
        return json.dumps([self.salt, self.value])

    @classmethod
    def of(cls, value: str) -> "Hidden":
        return cls(value, secrets.token_hex(32))

    @classmethod
    def unpacked(cls, text: str) -> "Hidden":
        salt, value = json.loads(text)
        return cls(value, salt)


def entry_hash(entry: Entry) -> bytes:
    """What the next entry is bound to."""
    ends = entry.ends_on.isoformat() if entry.ends_on else ""
    plain = [entry.id, entry.chain_id, str(entry.number), entry.kind, entry.day.isoformat(), ends]
    commits = [commitment_in(entry, part).hex() for part in Part]
    return _digest([*plain, *commits, bytes(entry.previous).hex()])


def link(*fields: bytes) -> bytes:
    """Return the hash of an entry whose fields lie there as bytes, in the order of ``entry_hash``."""
    parts: list[bytes] = []
    for raw in fields:
        size = len(raw)
        parts += (_SIZES[size] if size < _FEW else size.to_bytes(8, "big"), raw)
    return hashlib.sha256(b"".join(parts)).digest()


_FEW = 256
_SIZES = [size.to_bytes(8, "big") for size in range(_FEW)]


def commitment_in(entry: Entry, part: str) -> bytes:
    """The commitment to one part of an entry."""
    held = {Part.BY: entry.commit_by, Part.ABOUT: entry.commit_about, Part.TEXT: entry.commit_text}
    return bytes(held[Part(part)])


def about(entry_id: str, part: str) -> str:
    """The place a sealed opening belongs to."""
    return f"ledger.opening.{part}:{entry_id}"


def _digest(fields: Iterable[str]) -> bytes:
    whole = hashlib.sha256()
    for field in fields:
        raw = field.encode()
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.digest()
