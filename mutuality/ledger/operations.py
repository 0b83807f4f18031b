"""Writing down a use of power, and taking one's name out of it again."""

import json
from datetime import date, datetime

from mutuality.kit.locks import operation
from mutuality.ledger import commitments
from mutuality.ledger.commitments import Hidden
from mutuality.ledger.models import Chain, Entry, Opening, Part
from mutuality.vault.operations import seal


@operation
def record(
    chain: str,
    *,
    kind: str,
    by: str | None,
    about: str | None,
    text: str,
    clause: str,
    now: datetime,
    ends_on: date | None = None,
) -> Entry:
    """Write down what was done, by whom, about whom, on which clause, until when, together with the act."""
    hidden = {
        Part.BY: Hidden.of(by or ""),
        Part.ABOUT: Hidden.of(about or ""),
        Part.TEXT: Hidden.of(json.dumps([text, clause])),
    }
    entry = _append(chain, hidden, kind=kind, day=now.date(), ends_on=ends_on)
    for part, person in ((Part.BY, by), (Part.ABOUT, about), (Part.TEXT, None)):
        if person or part == Part.TEXT:
            _open(entry, hidden[part], part=part, person=person)
    return entry


@operation
def unsign(person: str, *, now: datetime, chain: str | None = None) -> None:
    """Take a person's name out of every entry, or those of one chain; the deed stays, the chain still verifies."""
    found = Opening.objects.filter(person=person)
    if chain is not None:
        found = found.filter(entry__chain=chain)
    found.delete()


@operation
def erase(chain: str, *, now: datetime) -> None:
    """Erase a whole ledger, when its group has ended."""
    Chain.objects.filter(pk=chain).delete()


def _append(chain: str, hidden: dict[Part, Hidden], *, kind: str, day: date, ends_on: date | None) -> Entry:
    Chain.objects.get_or_create(pk=chain, defaults={"head": commitments.START})
    held = Chain.objects.select_for_update().get(pk=chain)
    commits = {f"commit_{part}": value.commitment(part=part) for part, value in hidden.items()}
    entry = Entry(chain=held, number=held.length + 1, kind=kind, day=day, ends_on=ends_on, **commits)
    entry.previous = bytes(held.head)
    entry.hash = held.head = commitments.entry_hash(entry)
    held.length = entry.number
    entry.save(force_insert=True)
    held.save(update_fields=["length", "head"])
    return entry


def _open(entry: Entry, hidden: Hidden, *, part: Part, person: str | None) -> None:
    opening = Opening.begin(entry=entry, part=part, person=person)
    # Bound to the entry and the part that it opens, not to its own row.
    about = commitments.about(entry.id, part)
    opening.sealed = seal(hidden.packed(), key=opening.key, about=about)
    opening.save(force_insert=True)
