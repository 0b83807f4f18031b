"""What waits for one person's answer in all their groups, asked for together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mutuality.ballots import effects as ballots_effects
from mutuality.decisions import terms
from mutuality.decisions.models import Decider, Proposal
from mutuality.decisions.terms import Outcome
from mutuality.fast.prepared import Several


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal as one line: in which circle, what it is about, and until when it is open."""

    id: str
    circle: str
    label: str
    until: date


def waiting_for(person_id: str, *, circles: Collection[str], today: date) -> list[Waiting]:
    """Return the open proposals in these circles to which this person decides and has said nothing."""
    rows = _WAITING.all(circles, person=person_id, today=today) if circles else ()
    return [_line(voice.proposal) for voice in rows]


def look_again(circles: Collection[str], *, today: date) -> list[Waiting]:
    """Return what these circles adopted and wanted to look at again about now."""
    rows = _REVIEWED.all(circles, today=today, since=today - terms.REVIEW_SHOWN) if circles else ()
    return [_line(row) for row in rows]


def _line(row: Proposal) -> Waiting:
    return Waiting(row.pk, row.circle_id, str(ballots_effects.named(row.effect).label), row.until)


_WAITING: Several[Decider] = Several(
    lambda ids, person, today: (
        Decider.objects.filter(proposal__circle__in=ids, membership__person=person, answer="")
        .filter(proposal__closed_on=None, proposal__until__gte=today)
        .select_related("proposal")
        .order_by("proposal__until", "proposal__order")
    ),
    person=str,
    today=date,
)
_REVIEWED: Several[Proposal] = Several(
    lambda ids, today, since: Proposal.objects.filter(
        circle__in=ids, outcome=Outcome.ADOPTED, review_on__lte=today, review_on__gt=since
    ).order_by("review_on", "order"),
    today=date,
    since=date,
)
