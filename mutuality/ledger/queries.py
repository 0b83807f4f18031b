"""Reading the ledger, and finding out whether anybody touched it."""

import json
from binascii import hexlify
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
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
    broken = verify_links(chain)
    for entry in _entries(chain):
        if broken is not None and entry.number >= broken:
            break
        if not _sound(entry):
            return entry.number
    return broken


def verify_links(chain: str) -> int | None:
    """Follow the chain alone, without opening what it hides; the number of the first entry that does not fit.

    It reads the columns as they lie there: a hundred thousand entries take about a second.
    """
    held, previous, number = Chain.objects.filter(pk=chain).first(), commitments.START, 0
    name = chain.encode()
    for number, (entry_id, at, kind, day, ends_on, *bound) in enumerate(_links(chain), start=1):
        plain = (entry_id.encode(), name, b"%d" % at, kind.encode(), str(day).encode())
        ends = str(ends_on).encode() if ends_on else b""
        *commits, before, itself = bound
        made = commitments.link(*plain, ends, *map(hexlify, commits), hexlify(before))
        if at != number or before != previous or made != itself:
            return number
        previous = itself
    if held is None:
        return 1 if number else None
    return None if (held.length, bytes(held.head)) == (number, previous) else number + 1


def verify_newest(chain: str, *, most: int) -> int | None:
    """The same for the newest entries, for a page that is read often; all of it is checked by the host's command."""
    rows = list(Entry.objects.filter(chain=chain).prefetch_related(_with_keys()).order_by("-number")[:most])
    held = Chain.objects.filter(pk=chain).first()
    if held is None or not rows:
        return 1 if (held is not None and held.length) or rows else None
    for earlier, entry in zip([*rows[1:], None], rows, strict=True):
        before = bytes(earlier.hash) if earlier else commitments.START if entry.number == 1 else None
        follows = earlier is None or entry.number == earlier.number + 1
        if not follows or not _sound(entry) or before not in (None, bytes(entry.previous)):
            return entry.number
    newest = rows[0]
    fits = (held.length, bytes(held.head)) == (newest.number, bytes(newest.hash))
    return None if fits else newest.number


def head(chain: str) -> str:
    """The end of the chain, short enough to read aloud: whoever noted it sees later whether the past was changed."""
    held = Chain.objects.filter(pk=chain).first()
    if held is None or not held.length:
        return ""
    start = bytes(held.head).hex()[:16]
    return f"{held.length}: " + " ".join(start[at : at + 4] for at in range(0, 16, 4))


def chains() -> list[tuple[str, int]]:
    """Every ledger here, and how many entries it has."""
    return list(Chain.objects.order_by("pk").values_list("pk", "length"))


def _links(chain: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [chain])
        while some := cursor.fetchmany(2000):
            yield from some


# As they lie there: Django would make a row of each, which takes ten times as long.
_LINKS = (
    "SELECT id, number, kind, day, ends_on, commit_by, commit_about, commit_text, previous, hash "
    "FROM ledger_entry WHERE chain_id = %s ORDER BY number"
)


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
