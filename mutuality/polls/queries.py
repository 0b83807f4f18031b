"""Reading polls, for members of their group."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from mutuality.fast.prepared import Prepared
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.polls import terms
from mutuality.polls.models import Asked, Box, Poll
from mutuality.polls.terms import Kind, Sight
from mutuality.safety import queries as safety_queries

FREE = "."


@dataclass(frozen=True, slots=True)
class Line:
    """One option and what was said to it: names by answer, or a number where it is secret.

    ``at``: the moment, where a time is looked for.
    """

    place: int
    label: str
    at: datetime | None
    names: Sequence[str]
    could: Sequence[str] = ()
    cannot: Sequence[str] = ()
    number: int | None = None
    maybe: int | None = None
    never: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A poll as one member reads it. Without ``readable`` it was asked before they came."""

    row: Poll
    label: str
    readable: bool
    question: str
    author: str
    folded: bool
    mine: bool
    asked: bool
    took: bool
    open: bool
    lines: Sequence[Line]
    too_few: bool
    drawn: str
    drawn_me: bool


def _with_all() -> QuerySet[Poll]:
    return Poll.objects.select_related(
        "key", "circle__group__key", "circle__group__room", "author__place__key"
    )


def poll_in_groups_of(person_id: str, *, poll_id: str) -> Poll | None:
    """A poll in a group in which this person is a member."""
    mine = Membership.objects.filter(person=person_id).values("group__circle")
    return _with_all().filter(pk=poll_id, circle__in=mine).first()


def asked_of(poll: Poll, *, membership: Membership) -> Asked | None:
    """This member's row, if they were there when it was asked."""
    return Asked.objects.filter(poll=poll, membership=membership).first()


def is_open(poll: Poll, *, today: date) -> bool:
    """Whether it can still be answered, also while no duty has looked at its date."""
    return poll.closed_on is None and poll.until >= today


def options_of(poll: Poll) -> list[str]:
    """The options as they were written; moments in UTC where a time is looked for."""
    if poll.kind == Kind.TEMPERATURE:
        return [str(feeling) for feeling in terms.FEELINGS]
    found: list[str] = json.loads(poll.text("options"))
    return found


def open_in(group: Group, *, today: date) -> list[Poll]:
    """What can still be answered in this group, the oldest first."""
    return _OPEN.all(circle=group.circle_id, today=today)


_OPEN: Prepared[Poll] = Prepared(
    lambda circle, today: (
        Poll.objects.filter(circle=circle, closed_on=None, until__gte=today)
        .select_related("key")
        .order_by("opened_on", "order")
    ),
    circle=str,
    today=date,
)


def past_in(group: Group) -> list[Poll]:
    """What has ended in this group and is still kept, the latest first."""
    rows = Poll.objects.filter(circle=group.circle_id, closed_on__isnull=False).select_related("key")
    return list(rows.order_by("-closed_on", "-order")[: terms.CLOSED_A_PAGE])


def opened_by(membership: Membership) -> Poll | None:
    """The open poll of this member."""
    return Poll.objects.filter(author=membership, closed_on=None).first()


def first_line(poll: Poll, *, membership: Membership) -> str:
    """The beginning of the question, where this member may read it; else what kind of question it is."""
    if poll.order <= membership.place.floor or _is_hidden(poll, membership=membership):
        return str(Kind(poll.kind).label)
    return poll.text("question").splitlines()[0]


def _is_hidden(poll: Poll, *, membership: Membership) -> bool:
    author = poll.author
    return author is not None and author.person_id in safety_queries.hidden_from(membership.person_id)


def codes_of(poll: Poll) -> list[str]:
    """Every secret answer of a poll, without anyone's name and in the order of the alphabet."""
    box = Box.objects.select_related("key").filter(poll=poll).first()
    return slots(box) if box else []


def slots(box: Box, *, free: bool = False) -> list[str]:
    """The places of a box that hold an answer, or also those that are free."""
    found = box.text("codes").split(" ")
    return found if free else [code for code in found if FREE not in code]


def reading(poll: Poll, *, membership: Membership, today: date) -> Reading:
    """The poll as this member may read it now."""
    mine = asked_of(poll, membership=membership)
    readable = poll.order > membership.place.floor
    still = is_open(poll, today=today)
    seen = readable and (poll.closed_on is not None or (still and poll.sight == Sight.NAMED))
    rows = _rows(poll) if readable and poll.sight != Sight.SECRET else []
    secret = codes_of(poll) if seen and poll.sight == Sight.SECRET else []
    too_few = seen and poll.sight == Sight.SECRET and len(secret) < terms.FEWEST_SECRET
    drawn = next((row for row in rows if row.drawn), None)
    return Reading(
        row=poll,
        label=str(Kind(poll.kind).label),
        readable=readable,
        question=poll.text("question") if readable else "",
        author=groups_queries.member_name(poll.author) if poll.author and readable else "",
        folded=_is_hidden(poll, membership=membership),
        mine=poll.author_id == membership.pk,
        asked=mine is not None,
        took=mine is not None and mine.took,
        open=still,
        lines=_lines(poll, rows, secret) if seen and not too_few else [],
        too_few=too_few,
        drawn=groups_queries.member_name(drawn.membership) if drawn else "",
        drawn_me=drawn is not None and drawn.membership_id == membership.pk,
    )


def _rows(poll: Poll) -> list[Asked]:
    rows = Asked.objects.filter(poll=poll, took=True).select_related("membership__place__key")
    return list(rows)


def _lines(poll: Poll, rows: Sequence[Asked], secret: Sequence[str]) -> list[Line]:
    if poll.kind == Kind.LOT:
        willing = [row for row in rows if row.said == terms.WILLING]
        return [Line(0, "", None, _names(willing))]
    said = {row.pk: row.said for row in rows}
    lines = [
        _line(poll, place, label, rows=rows, said=said, secret=secret)
        for place, label in enumerate(options_of(poll))
    ]
    if poll.kind == Kind.RANKING:
        codes = [*said.values(), *secret]
        lines.sort(key=lambda line: sum(int(code[line.place]) for code in codes))
    return lines


def _line(
    poll: Poll,
    place: int,
    label: str,
    *,
    rows: Sequence[Asked],
    said: Mapping[str, str],
    secret: Sequence[str],
) -> Line:
    """One option; a first place in an order counts as chosen."""
    chosen = terms.CAN if poll.kind == Kind.TIMES else "1"

    def names(letter: str) -> list[str]:
        return _names([row for row in rows if said[row.pk][place] == letter])

    def number(letter: str) -> int | None:
        return sum(code[place] == letter for code in secret) if poll.sight == Sight.SECRET else None

    if poll.kind != Kind.TIMES:
        return Line(place, label, None, names(chosen), number=number(chosen))
    return Line(
        place, "", datetime.fromisoformat(label), names(chosen), names(terms.COULD), names(terms.CANNOT),
        number(chosen), number(terms.COULD), number(terms.CANNOT),
    )  # fmt: skip


def _names(rows: Sequence[Asked]) -> list[str]:
    return sorted((groups_queries.member_name(row.membership) for row in rows), key=str.casefold)


def host_is_employer() -> bool:
    """Whether an employer or a treatment provider runs the server, as what we promise says."""
    limits = safety_queries.limits()
    return limits is not None and limits.agency
