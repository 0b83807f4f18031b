"""The dates of a group as a file for one's own calendar: a neutral title, no names, no place unless asked.

Source: RFC 5545. A skipped date is left out of the rhythm (EXDATE, 3.8.5.1), and, for anyone who fetched it when it had
moved, an event of its own that is cancelled (RECURRENCE-ID, 3.8.4.4). Zones are written out as they are: what the
library guesses of them is an hour off around Ramadan in Morocco.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from mutuality.kit import zones
from mutuality.occasions.times import Times, Wall, is_a_date

MEDIA = "text/calendar; charset=utf-8"
# So far ahead a file that no one fetches again knows when the clocks change.
_YEARS_AHEAD = 20


def written(times: Times, *, uid: str, sequence: int, where: str, now: datetime) -> bytes:
    """The whole file. ``where`` is empty unless this person asked for the place to be in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    make = _weekly if times.weekly else _once
    events = [
        _event(event, uid=uid, sequence=sequence, where=where, now=now)
        for event in make(times, _changes(times))
    ]
    for zone in _zones(times, events, now=now):
        calendar.add_component(zone)
    for event in events:
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _changes(times: Times) -> dict[Wall, Wall | None]:
    """What became of single dates: only of those on which the rhythm still falls."""
    changed = sorted(times.changed.items())
    return {Wall(on, times.at): wall for on, wall in changed if is_a_date(times, on=on)}


def _event(event: Event, *, uid: str, sequence: int, where: str, now: datetime) -> Event:
    event.add("uid", f"{uid}@calendar.invalid")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("summary", _("Appointment"))
    event.add("class", "PRIVATE")
    if where:
        event.add("location", where)
    return event


def _once(times: Times, changes: Mapping[Wall, Wall | None]) -> list[Event]:
    """One event, where it now is: there is no rhythm of which a moved date could be an exception."""
    first = Wall(times.first_on, times.at)
    wall = changes.get(first, first)
    return [_from_to(wall or first, times, status=None if wall else "CANCELLED")]


def _weekly(times: Times, changes: Mapping[Wall, Wall | None]) -> list[Event]:
    rhythm = _from_to(Wall(times.first_on, times.at), times)
    rhythm.add("rrule", {"freq": "weekly"} | ({"count": times.times} if times.times else {}))
    for was, wall in changes.items():
        if wall is None:
            rhythm.add("exdate", _shown(was, times))
    return [rhythm, *(_changed(was, wall, times) for was, wall in changes.items())]


def _changed(was: Wall, wall: Wall | None, times: Times) -> Event:
    event = _from_to(wall or was, times, status="CONFIRMED" if wall else "CANCELLED")
    event.add("recurrence-id", _shown(was, times))
    return event


def _shown(wall: Wall, times: Times) -> datetime:
    """As the wall shows it: calendars expand it in the zone, as we do."""
    return datetime.combine(wall.on, wall.at, tzinfo=ZoneInfo(times.zone))


def _from_to(wall: Wall, times: Times, *, status: str | None = None) -> Event:
    event = Event()
    event.add("dtstart", _shown(wall, times))
    event.add("duration", timedelta(minutes=times.minutes))
    if status:
        event.add("status", status)
    return event


def _zones(times: Times, events: Iterable[Event], *, now: datetime) -> list[Timezone]:
    """The zone that the events name, if they name one: those that are UTC are written in UTC."""
    if not any(b"TZID=" in event.to_ical() for event in events):
        return []
    days = [times.first_on, now.date(), *(wall.on for wall in times.changed.values() if wall)]
    years = [day.year for day in days]
    return [_zone(times.zone, first=min(years), last=max(years) + _YEARS_AHEAD)]


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
