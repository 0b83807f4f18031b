"""The dates of a group as a file for one's own calendar: a neutral title, no names, no place unless asked.

Source: RFC 5545; a skipped date is an event of its own that is cancelled (RECURRENCE-ID, 3.8.4.4).
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mutuality.meetings.times import Times, Wall

MEDIA = "text/calendar; charset=utf-8"


def written(times: Times, *, uid: str, sequence: int, where: str, now: datetime) -> bytes:
    """The whole file. ``where`` is empty unless this person asked for the place to be in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_rhythm(times, uid=uid, sequence=sequence, where=where, now=now))
    for on, wall in sorted(times.changed.items()):
        calendar.add_component(
            _changed(times, wall, was=Wall(on, times.at), uid=uid, sequence=sequence, where=where, now=now)
        )
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(*, uid: str, sequence: int, where: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@calendar.invalid")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("summary", _("Appointment"))
    event.add("class", "PRIVATE")
    if where:
        event.add("location", where)
    return event


def _rhythm(times: Times, *, uid: str, sequence: int, where: str, now: datetime) -> Event:
    event = _event(uid=uid, sequence=sequence, where=where, now=now)
    _from_to(event, Wall(times.first_on, times.at), times)
    if times.weekly:
        event.add("rrule", {"freq": "weekly"} | ({"count": times.times} if times.times else {}))
    return event


def _changed(
    times: Times, wall: Wall | None, *, was: Wall, uid: str, sequence: int, where: str, now: datetime
) -> Event:
    event = _event(uid=uid, sequence=sequence, where=where, now=now)
    event.add("recurrence-id", _shown(was, times))
    event.add("status", "CONFIRMED" if wall else "CANCELLED")
    _from_to(event, wall or was, times)
    return event


def _shown(wall: Wall, times: Times) -> datetime:
    """As the wall shows it: calendars expand it in the zone, as we do."""
    return datetime.combine(wall.on, wall.at, tzinfo=ZoneInfo(times.zone))


def _from_to(event: Event, wall: Wall, times: Times) -> None:
    event.add("dtstart", _shown(wall, times))
    event.add("duration", timedelta(minutes=times.minutes))
