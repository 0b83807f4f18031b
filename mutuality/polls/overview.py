"""What waits for one person's answer in all their groups, asked for together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mutuality.fast.prepared import Several
from mutuality.polls.models import Asked
from mutuality.polls.terms import Kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question as one line: in which circle, of which kind, and until when it is open."""

    id: str
    circle: str
    label: str
    until: date


def waiting_for(person_id: str, *, circles: Collection[str], today: date) -> list[Waiting]:
    """Return the open questions in these circles that this person was asked and has not answered."""
    rows = _WAITING.all(circles, person=person_id, today=today) if circles else ()
    return [
        Waiting(row.poll.pk, row.poll.circle_id, str(Kind(row.poll.kind).label), row.poll.until)
        for row in rows
    ]


_WAITING: Several[Asked] = Several(
    lambda ids, person, today: (
        Asked.objects.filter(poll__circle__in=ids, membership__person=person, took=False)
        .filter(poll__closed_on=None, poll__until__gte=today)
        .select_related("poll")
        .order_by("poll__until", "poll__order")
    ),
    person=str,
    today=date,
)
