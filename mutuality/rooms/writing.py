"""Whether someone can write in a room now. Two members can pause a room, or keep one person from writing in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from mutuality.kit import dates
from mutuality.kit.refusals import Refusal
from mutuality.people import queries as people_queries
from mutuality.rooms.models import Place


class Why(NamedTuple):
    """The rule that someone can't write now for, in the words of the agreement, and the page that says more."""

    clause: str
    address: str


class Closed(NamedTuple):
    """Until when someone can't write, whether everyone is meant, and why where an app above knows it."""

    until: datetime
    everyone: bool
    why: Why | None


class CannotWrite(Refusal):
    """This person can't write here now. What they typed is still theirs."""


_asked: list[Callable[[Place, bool], Why | None]] = []


def let_say_why(ask: Callable[[Place, bool], Why | None]) -> None:
    """Ask this function why someone can't write: by their place, and whether everyone is meant."""
    if ask not in _asked:
        _asked.append(ask)


def closed(place: Place, *, now: datetime) -> Closed | None:
    """Return until when this person can't write here, and why; nothing where they can."""
    until, everyone = place.writes_from, False
    if place.room.paused_until is not None and (until is None or place.room.paused_until > until):
        until, everyone = place.room.paused_until, True
    if until is None or until <= now:
        return None
    found = (why for ask in _asked if (why := ask(place, everyone)))
    return Closed(until, everyone, next(found, None))


def require(place: Place, *, now: datetime) -> None:
    """Raise CannotWrite where this person can't write now."""
    found = closed(place, now=now)
    if found is None:
        return
    zone = people_queries.zone_of(place.person)
    there = found.until.astimezone(ZoneInfo(zone) if zone else UTC)
    until = dates.moment_of(there, weekday=True)
    until = until if zone else dates.marked_utc(until)
    if found.everyone:
        said = _("The conversation is paused until %(until)s. What you wrote is still here.")
    else:
        said = _("You can't write here until %(until)s. What you wrote is still here.")
    raise CannotWrite(said % {"until": until}, field="words")
