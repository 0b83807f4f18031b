"""Reading the ledger, and finding out whether anybody touched it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from mutuality.ledger import commitments
from mutuality.ledger.commitments import Hidden
from mutuality.ledger.models import Chain, Entry, Opening, Part
from mutuality.vault.queries import Gone, open_sealed


@dataclass(frozen=True)
class Line:
    """One entry as it can be read. ``by`` and ``about`` are people's ids, nothing once a person has left."""

    number: int
    kind: str
    day: date
    ends_on: date | None
    by: str | None
    about: str | None
    text: str
    clause: str


def entries(chain: str) -> list[Line]:
    """What was done here, in order, as those whom it concerns may read it."""
    return [_line(entry) for entry in _entries(chain)]


def newest(chain: str, *, before: int | None, most: int | None) -> list[Line]:
    """At most so many entries, the newest first; ``before``: only those with a lower number."""
    found = Entry.objects.filter(chain=chain).prefetch_related(_with_keys())
    if before is not None:
        found = found.filter(number__lt=before)
    return [_line(entry) for entry in found.order_by("-number")[:most]]


def verify(chain: str) -> int | None:
    """The number of the first entry that is not what was written, or nothing when all stands."""
    held, previous, number = Chain.objects.filter(pk=chain).first(), commitments.START, 0
    for number, entry in enumerate(_entries(chain), start=1):
        if entry.number != number or bytes(entry.previous) != previous or not _sound(entry):
            return number
        previous = bytes(entry.hash)
    if held is None:
        return 1 if number else None
    return None if (held.length, bytes(held.head)) == (number, previous) else number + 1


def _entries(chain: str) -> Iterator[Entry]:
    found = Entry.objects.filter(chain=chain).order_by("number").prefetch_related(_with_keys())
    return found.iterator(chunk_size=500)


def _with_keys() -> "Prefetch[Any]":
    return Prefetch("openings", Opening.objects.select_related("key"))


def _line(entry: Entry) -> Line:
    parts = {opening.part: _hidden(opening) for opening in entry.openings.all()}
    by, about, text = (parts.get(part) for part in Part)
    words, clause = json.loads(text.value) if text else ("", "")
    return Line(
        number=entry.number,
        kind=entry.kind,
        day=entry.day,
        ends_on=entry.ends_on,
        by=by.value if by else None,
        about=about.value if about else None,
        text=words,
        clause=clause,
    )


def _sound(entry: Entry) -> bool:
    whole = commitments.entry_hash(entry) == bytes(entry.hash)
    return whole and all(_fits(entry, opening) for opening in entry.openings.all())


def _fits(entry: Entry, opening: Opening) -> bool:
    hidden = _hidden(opening)
    if hidden is None:
        return False
    named = opening.person == (None if opening.part == Part.TEXT else hidden.value)
    committed = commitments.commitment_in(entry, opening.part)
    return named and hidden.commitment(part=opening.part) == committed


def _hidden(opening: Opening) -> Hidden | None:
    try:
        place = commitments.about(opening.entry_id, opening.part)
        return Hidden.unpacked(open_sealed(opening.sealed, key=opening.key, about=place))
    except Gone:
        return None
