"""Meetings of all the groups that one person is in, asked for together: what is open now, and when they meet next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mutuality.fast.prepared import Several
from mutuality.meetings import queries
from mutuality.meetings.models import DateChange, Meeting, Series, Sitter
from mutuality.occasions import times
from mutuality.rooms import queries as rooms_queries
from mutuality.safety.queries import Hidden


@dataclass(frozen=True, slots=True)
class Open:
    """A meeting that is going on, as somebody who could join sees it from outside."""

    id: str
    circle: str
    # Who opened it, while they are there; empty behind a boundary of the reader.
    by: str
    # How many people whom the reader hid are in it; told to them alone.
    hidden: int
    # Whether the reader has a seat in it.
    mine: bool


def open_among(circles: Collection[str], *, person_id: str, hidden: Hidden) -> list[Open]:
    """Return the meetings that are open among these circles of people, as this person may know of them."""
    meetings = _OPEN.all(circles) if circles else []
    if not meetings:
        return []
    seats: dict[str, list[Sitter]] = {meeting.pk: [] for meeting in meetings}
    for seat in _SEATS.all(seats):
        seats[seat.meeting_id].append(seat)
    return [_open(meeting, seats[meeting.pk], person_id=person_id, hidden=hidden) for meeting in meetings]


_OPEN: Several[Meeting] = Several(
    lambda ids: Meeting.objects.filter(circle__in=ids, closed_at=None).order_by("pk")
)
_SEATS: Several[Sitter] = Several(
    lambda ids: Sitter.objects.filter(meeting__in=ids, carried_by=None, out=False).select_related(
        "place__key"
    )
)


def _open(meeting: Meeting, seats: Iterable[Sitter], *, person_id: str, hidden: Hidden) -> Open:
    """Whoever opens a meeting sits in it at once, so theirs is the first seat."""
    by = {seat.place.person_id: seat for seat in seats}
    first = next((seat for person, seat in by.items() if seat.position == 0 and person not in hidden), None)
    return Open(
        meeting.pk,
        meeting.circle_id,
        rooms_queries.place_name(first.place) if first and first.place.person_id != person_id else "",
        sum(person in hidden for person in by),
        person_id in by,
    )


# By circle: how these people meet, and their next dates.
Coming = Mapping[str, tuple[Series, list[times.Date]]]


def coming_among(circles: Collection[str], *, now: datetime, most: int = 1) -> Coming:
    """Return when each of these circles meets next, and how; those that have set no times are left out."""
    found = {
        each.circle_id: (each, times.coming(rhythm, now=now, most=most))
        for each, rhythm in times_among(circles)
    }
    return {circle: (each, dates) for circle, (each, dates) in found.items() if dates}


def times_among(circles: Collection[str]) -> list[tuple[Series, times.Times]]:
    """Return how each of these circles meets, with every change of a date that holds."""
    series = _SERIES.all(circles) if circles else []
    changes: dict[str, list[DateChange]] = {each.pk: [] for each in series}
    for change in _CHANGES.all(changes) if changes else ():
        changes[change.series_id].append(change)
    return [(each, queries.times_with(each, changes[each.pk])) for each in series]


def numbers(circles: Collection[str]) -> list[tuple[str, int]]:
    """Return the name of how each of these circles meets, and how often that was changed."""
    return _NUMBERS.all(circles) if circles else []


_NUMBERS: Several[tuple[str, int]] = Several(
    lambda ids: Series.objects.filter(circle__in=ids).values_list("pk", "sequence")
)
_SERIES: Several[Series] = Several(
    lambda ids: Series.objects.filter(circle__in=ids).select_related("key", "circle__group")
)
_CHANGES: Several[DateChange] = Several(
    lambda ids: DateChange.objects.filter(series__in=ids, stands=True).order_by("pk")
)
