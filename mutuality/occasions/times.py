"""When a group meets: wall time in a zone. A 19:00 group stays at 19:00 when the clocks change.

Pure values. An hour that the clocks skip is read as RFC 5545 (3.3.5) says: by the offset before the change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Wall:
    """A date and time as a clock on the wall shows it."""

    on: date
    at: time


@dataclass(frozen=True, slots=True)
class Times:
    """A rhythm. ``changed``: date → where it moved to, or None for a date that is skipped."""

    first_on: date
    at: time
    zone: str
    minutes: int = 90
    weekly: bool = True
    times: int | None = None
    changed: Mapping[date, Wall | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Date:
    """One meeting to come: which date of the rhythm it is, and when it really begins, in the group's zone."""

    on: date
    begins: datetime
    ends: datetime
    moved: bool


def moment(wall: Wall, *, zone: str) -> datetime:
    """The moment a wall clock in this zone shows this, in that zone. The earlier one when it shows it twice."""
    shown = datetime.combine(wall.on, wall.at, tzinfo=ZoneInfo(zone))
    return shown.astimezone(UTC).astimezone(ZoneInfo(zone))


def _days(times: Times, *, since: datetime) -> Iterator[date]:
    """Every day of the rhythm that may not be over: a group that began long ago is not counted from its first day."""
    most = times.times if times.weekly else 1
    start = max(0, (since.date() - times.first_on).days // 7 - 1)
    weeks = count(start) if most is None else iter(range(start, most))
    early = (on for on in sorted(times.changed) if on < times.first_on + timedelta(weeks=start))
    yield from (on for on in early if is_a_date(times, on=on))
    yield from (times.first_on + timedelta(weeks=week) for week in weeks)


def is_a_date(times: Times, *, on: date) -> bool:
    """Whether the rhythm falls on this day, changed or not."""
    weeks, rest = divmod((on - times.first_on).days, 7)
    most = times.times if times.weekly else 1
    return rest == 0 and weeks >= 0 and (most is None or weeks < most)


def dates(times: Times, *, since: datetime) -> Iterator[Date]:
    """The dates that are not over at that moment, in the order of the rhythm, without the skipped."""
    for on in _days(times, since=since):
        wall = times.changed.get(on, Wall(on, times.at))
        if wall is None:
            continue
        begins = moment(wall, zone=times.zone)
        # So many minutes pass, also where the clocks change meanwhile.
        ends = begins.astimezone(UTC) + timedelta(minutes=times.minutes)
        if ends > since:
            yield Date(on, begins, ends.astimezone(begins.tzinfo), moved=on in times.changed)


def coming(times: Times, *, now: datetime, most: int) -> list[Date]:
    """The next dates, soonest first. One that moved past its neighbours stands where it now is."""
    moved = sum(1 for wall in times.changed.values() if wall is not None)
    # Far enough that no moved date within the first ones is overlooked.
    return sorted(islice(dates(times, since=now), most + moved), key=lambda each: each.begins)[:most]
