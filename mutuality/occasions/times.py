"""When something happens: wall time in a zone. A 19:00 group stays at 19:00 when the clocks change.

Pure values. Which days there are says dateutil, as RFC 5545 (3.3.10) defines them; when that is, the zone. An hour that
the clocks skip is read as RFC 5545 (3.3.5) says: by the offset before the change.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import rrule

from mutuality.occasions.terms import Rhythm

A_DAY = timedelta(days=1)
_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
# So many days of a rhythm are looked up at first; whoever needs more gets more.
_AT_FIRST = 8


@dataclass(frozen=True, slots=True)
class Wall:
    """A date and time as a clock on the wall shows it."""

    on: date
    at: time


class Rule(NamedTuple):
    """On which days something falls. ``every``: each so many weeks or months. ``times``: so often in all."""

    first_on: date
    rhythm: str = Rhythm.WEEKLY
    every: int = 1
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """A rhythm. ``changed``: date → where it moved to, or None for a date that is off. ``added``: dates besides."""

    first_on: date
    at: time
    zone: str
    minutes: int = 90
    rhythm: str = Rhythm.WEEKLY
    times: int | None = None
    changed: Mapping[date, Wall | None] = field(default_factory=dict)
    every: int = 1
    added: tuple[Wall, ...] = ()

    @property
    def rule(self) -> Rule:
        """On which days it falls, changes aside."""
        return Rule(self.first_on, self.rhythm, self.every, self.times)


@dataclass(frozen=True, slots=True)
class Date:
    """One date: which of the rhythm it is, and when it really begins, in its own zone.

    ``on`` is empty for a date that was added. ``off``: it doesn't take place then. ``now``: when it does instead.
    """

    on: date | None
    begins: datetime
    ends: datetime
    moved: bool
    off: bool = False
    now: datetime | None = None


def there(zone: str) -> ZoneInfo:
    """The zone of this name. One that a newer table of zones no longer has is read as UTC, so that nothing breaks."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(wall: Wall, *, zone: str) -> datetime:
    """The moment a wall clock in this zone shows this, in that zone. The earlier one when it shows it twice."""
    clocks = there(zone)
    shown = datetime.combine(wall.on, wall.at, tzinfo=clocks)
    return shown.astimezone(UTC).astimezone(clocks)


# Which days


def by_month(rule: Rule) -> dict[str, Any]:
    """What a monthly rhythm goes by, in the words of dateutil: a weekday with its place in the month, or a date."""
    if rule.rhythm == Rhythm.MONTH_DATE:
        return {"bymonthday": rule.first_on.day}
    place = (rule.first_on.day - 1) // 7 + 1
    last = rule.rhythm == Rhythm.MONTH_LAST or place > 4
    return {"byweekday": _WEEKDAYS[rule.first_on.weekday()](-1 if last else place)}


def _from(rule: Rule, since: date) -> Iterable[datetime]:
    """The days of a rule, beginning not long before that one: a group that began long ago is not counted through."""
    first = datetime.combine(rule.first_on, time())
    if rule.rhythm == Rhythm.ARRANGED:
        return ()
    if rule.rhythm == Rhythm.ONCE:
        return (first,)
    if rule.rhythm == Rhythm.WEEKLY:
        passed = max(0, (since - rule.first_on).days // (7 * rule.every) - 1)
        left = None if rule.times is None else rule.times - passed
        if left is not None and left <= 0:
            return ()
        begin = first + timedelta(weeks=passed * rule.every)
        return rrule.rrule(rrule.WEEKLY, dtstart=begin, interval=rule.every, count=left)
    begin = first
    months = (since.year - first.year) * 12 + since.month - first.month
    if rule.times is None and months > rule.every:
        passed = first.month - 1 + (months // rule.every - 1) * rule.every
        begin = datetime(first.year + passed // 12, passed % 12 + 1, 1)
    return rrule.rrule(rrule.MONTHLY, dtstart=begin, interval=rule.every, count=rule.times, **by_month(rule))


@lru_cache(maxsize=8192)
def _some(rule: Rule, since: date, most: int) -> tuple[date, ...]:
    """At most so many days of a rule from that day on."""
    days = (each.date() for each in _from(rule, since))
    return tuple(islice((day for day in days if day >= since), most))


@lru_cache(maxsize=8192)
def days(rule: Rule, since: date, until: date) -> tuple[date, ...]:
    """The days of a rule from one day to another, both with them."""
    found = takewhile(lambda day: day <= until, (each.date() for each in _from(rule, since)))
    return tuple(day for day in found if day >= since)


def is_a_date(times: Times, *, on: date) -> bool:
    """Whether the rhythm falls on this day, changed or not."""
    return bool(days(times.rule, on, on))


def _days(times: Times, *, since: datetime) -> Iterator[date]:
    """Every day of the rhythm that may not be over, those first that were changed and lie before."""
    start, given, most = _day_before(since), 0, _AT_FIRST
    yield from (on for on in sorted(times.changed) if on < start and is_a_date(times, on=on))
    while True:
        some = _some(times.rule, start, most)
        yield from some[given:]
        if len(some) < most:
            return
        given, most = most, most * 4


def _day_before(moment: datetime) -> date:
    """A day on which nothing begins any more that is not over at that moment, wherever it is."""
    day = moment.date()
    return day - 3 * A_DAY if day > date(1, 1, 9) else day


# When that is


def _date(on: date | None, wall: Wall, times: Times, *, moved: bool) -> Date:
    begins = moment(wall, zone=times.zone)
    # So many minutes pass, also where the clocks change meanwhile.
    ends = begins.astimezone(UTC) + timedelta(minutes=times.minutes)
    return Date(on, begins, ends.astimezone(begins.tzinfo), moved=moved)


def dates(times: Times, *, since: datetime) -> Iterator[Date]:
    """The dates that are not over at that moment, those of the rhythm in its order, without the skipped."""
    for wall in times.added:
        if (found := _date(None, wall, times, moved=False)).ends > since:
            yield found
    for on in _days(times, since=since):
        changed = times.changed.get(on, Wall(on, times.at))
        if (
            changed is not None
            and (found := _date(on, changed, times, moved=on in times.changed)).ends > since
        ):
            yield found


def coming(times: Times, *, now: datetime, most: int) -> list[Date]:
    """The next dates, soonest first. One that moved past its neighbours stands where it now is."""
    besides = sum(1 for wall in times.changed.values() if wall is not None) + len(times.added)
    # Far enough that no moved date within the first ones is overlooked.
    return sorted(islice(dates(times, since=now), most + besides), key=lambda each: each.begins)[:most]


def between(times: Times, *, since: datetime, until: datetime) -> list[Date]:
    """What falls between two moments: dates, and where one was that is off or has moved away, soonest first."""
    changed = [on for on in times.changed if is_a_date(times, on=on)]
    usual = [
        _date(on, Wall(on, times.at), times, moved=False)
        for on in days(times.rule, _day_before(since), until.date() + 2 * A_DAY)
        if on not in times.changed
    ]
    found = [
        *usual,
        *(each for on in changed for each in _changed(on, times)),
        *(_date(None, wall, times, moved=False) for wall in times.added),
    ]
    seen = [each for each in found if each.ends > since and each.begins < until]
    return sorted(seen, key=lambda each: each.begins)


def _changed(on: date, times: Times) -> Iterator[Date]:
    """A date that was changed: where it was, and where it is now."""
    wall, was = times.changed[on], _date(on, Wall(on, times.at), times, moved=False)
    if wall is None:
        yield Date(on, was.begins, was.ends, moved=False, off=True)
        return
    now = _date(on, wall, times, moved=True)
    if now.begins.astimezone(UTC) != was.begins.astimezone(UTC):
        yield Date(on, was.begins, was.ends, moved=True, off=True, now=now.begins)
    yield now
