"""Dates as a file for one's own calendar: a neutral title, no names, no place unless asked.

Source: RFC 5545. A skipped date is left out of the rhythm (EXDATE, 3.8.5.1), and, for anyone who fetched it when it had
moved, an event of its own that is cancelled (RECURRENCE-ID, 3.8.4.4). Zones are written out as they are: what the
library guesses of them is an hour off around Ramadan in Morocco.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Parameters, Timezone, TimezoneDaylight, TimezoneStandard, vText
from icalendar.parser import Contentline

from mutuality.kit import zones
from mutuality.occasions.terms import Rhythm
from mutuality.occasions.times import Times, Wall, by_month, is_a_date, there

MEDIA = "text/calendar; charset=utf-8"
# So far ahead a file that no one fetches again knows when the clocks change.
_YEARS_AHEAD = 20
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Entry:
    """One series in a file. ``where`` and ``title`` are empty unless this person asked for them to be in it."""

    uid: str
    times: Times
    sequence: int
    title: str = ""
    where: str = ""


def written(times: Times, *, uid: str, sequence: int, where: str, now: datetime) -> bytes:
    """The file of one series, to fetch once. ``where`` is empty unless this person asked for the place to be in it."""
    return _file([Entry(uid, times, sequence, where=where)], now=now)


def feed(entries: Iterable[Entry], *, now: datetime, refresh: timedelta) -> bytes:
    """The file of many series, which a calendar fetches again and again. The same rows give the same bytes all day.

    Source: RFC 7986 (5.7), and what programs older than it read instead.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return _file(list(entries), now=midnight, refresh=refresh)


def _file(entries: list[Entry], *, now: datetime, refresh: timedelta | None = None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    if refresh:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{int(refresh.total_seconds()) // 3600}H")
    head, end, _rest = calendar.to_ical().partition(b"END:VCALENDAR")
    parts = [_written(entry, now=now) for entry in entries]
    return b"".join([head, *_zones(entries, parts, now=now), *parts, end, b"\r\n"])


# What is neither called anything nor anywhere, as most of a feed: the same until it is changed.
_neutral: OrderedDict[Hashable, bytes] = OrderedDict()
_MOST_NEUTRAL = 4096


def _written(entry: Entry, *, now: datetime) -> bytes:
    """The events of one series. Its name and number say how it goes, so that it is written once a day."""
    summary = _("Appointment")
    known = (entry.uid, entry.sequence, repr(entry.times), now, summary)
    bare = _neutral.get(known)
    if bare is None:
        bare = b"".join(event.to_ical() for event in _events(entry, summary, now=now))
        _neutral[known] = bare
        while len(_neutral) > _MOST_NEUTRAL:
            _neutral.popitem(last=False)
    if not entry.title and not entry.where:
        return bare
    said = _line("SUMMARY", entry.title or summary) + (_line("LOCATION", entry.where) if entry.where else b"")
    return bare.replace(_line("SUMMARY", summary), said)


def _line(name: str, text: str) -> bytes:
    """One line with a text, escaped and folded (RFC 5545, 3.1)."""
    line: bytes = Contentline.from_parts(name, Parameters(), vText(text)).to_ical()
    return line + b"\r\n"


def _events(entry: Entry, summary: str, *, now: datetime) -> list[Event]:
    times = entry.times
    if times.rhythm == Rhythm.ARRANGED:
        found = []
    elif times.rhythm == Rhythm.ONCE:
        found = _once(times, _changes(times))
    else:
        found = _repeated(times, _changes(times))
    for event in found:
        event.add("uid", f"{entry.uid}@calendar.invalid")
    for wall in times.added:
        event = _from_to(wall, times)
        event.add("uid", f"{entry.uid}-{wall.on:%Y%m%d}{wall.at:%H%M}@calendar.invalid")
        found.append(event)
    return [_said(event, entry, summary, now=now) for event in found]


def _changes(times: Times) -> dict[Wall, Wall | None]:
    """What became of single dates: only of those on which the rhythm still falls."""
    changed = sorted(times.changed.items())
    return {Wall(on, times.at): wall for on, wall in changed if is_a_date(times, on=on)}


def _said(event: Event, entry: Entry, summary: str, *, now: datetime) -> Event:
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    return event


def _once(times: Times, changes: Mapping[Wall, Wall | None]) -> list[Event]:
    """One event, where it now is: there is no rhythm of which a moved date could be an exception."""
    first = Wall(times.first_on, times.at)
    wall = changes.get(first, first)
    return [_from_to(wall or first, times, status=None if wall else "CANCELLED")]


def _repeated(times: Times, changes: Mapping[Wall, Wall | None]) -> list[Event]:
    rhythm = _from_to(Wall(times.first_on, times.at), times)
    rhythm.add("rrule", _rule(times))
    for was, wall in changes.items():
        if wall is None:
            rhythm.add("exdate", _shown(was, times))
    return [rhythm, *(_changed(was, wall, times) for was, wall in changes.items())]


def _rule(times: Times) -> dict[str, Any]:
    """The rhythm in the words of RFC 5545 (3.3.10)."""
    rule: dict[str, Any] = {"freq": "weekly" if times.rhythm == Rhythm.WEEKLY else "monthly"}
    if times.every > 1:
        rule["interval"] = times.every
    if rule["freq"] == "monthly":
        by = by_month(times.rule)
        if "byweekday" in by:
            rule["byday"] = f"{by['byweekday'].n}{_WEEKDAYS[by['byweekday'].weekday]}"
        else:
            rule["bymonthday"] = by["bymonthday"]
    return rule | ({"count": times.times} if times.times else {})


def _changed(was: Wall, wall: Wall | None, times: Times) -> Event:
    event = _from_to(wall or was, times, status="CONFIRMED" if wall else "CANCELLED")
    event.add("recurrence-id", _shown(was, times))
    return event


def _shown(wall: Wall, times: Times) -> datetime:
    """As the wall shows it: calendars expand it in the zone, as we do."""
    return datetime.combine(wall.on, wall.at, tzinfo=there(times.zone))


def _from_to(wall: Wall, times: Times, *, status: str | None = None) -> Event:
    event = Event()
    event.add("dtstart", _shown(wall, times))
    event.add("duration", timedelta(minutes=times.minutes))
    if status:
        event.add("status", status)
    return event


def _zones(entries: Iterable[Entry], parts: Iterable[bytes], *, now: datetime) -> list[bytes]:
    """The zones that the events name, each once: those that are UTC are written in UTC."""
    years: dict[str, set[int]] = {}
    for entry, part in zip(entries, parts, strict=True):
        if b"TZID=" in part:
            walls = [*entry.times.added, *(wall for wall in entry.times.changed.values() if wall)]
            days = [entry.times.first_on, now.date(), *(wall.on for wall in walls)]
            years.setdefault(there(entry.times.zone).key, set()).update(day.year for day in days)
    return [
        _zone_written(name, first=min(found), last=max(found) + _YEARS_AHEAD)
        for name, found in sorted(years.items())
    ]


@lru_cache(maxsize=64)
def _zone_written(name: str, *, first: int, last: int) -> bytes:
    written: bytes = _zone(name, first=first, last=last).to_ical()
    return written


def _zone(name: str, *, first: int, last: int) -> Timezone:
    zone = Timezone()
    zone.add("tzid", name)
    alike: dict[zones.Clocks, list[datetime]] = {}
    for each in zones.clocks(name, first=first, last=last):
        # When it begins, as the clocks that are changed show it (RFC 5545, 3.6.5).
        begins = (each.at + each.before).replace(tzinfo=None)
        alike.setdefault(each._replace(at=datetime.min), []).append(begins)
    for kind, begin in alike.items():
        part = TimezoneDaylight() if kind.summer else TimezoneStandard()
        part.add("dtstart", begin[0])
        if begin[1:]:
            part.add("rdate", begin[1:])
        part.add("tzoffsetfrom", kind.before)
        part.add("tzoffsetto", kind.offset)
        part.add("tzname", kind.name)
        zone.add_component(part)
    return zone
