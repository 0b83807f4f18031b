"""The time zones of the world, by the names of places whose clocks people know, and when their clocks change."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

_PARTS_OF_THE_WORLD = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
_WEEK, _SECOND = timedelta(days=7), timedelta(seconds=1)


class Clocks(NamedTuple):
    """What the clocks of a zone show from a moment on, until they change again. ``at``: that moment, in UTC."""

    at: datetime
    before: timedelta
    offset: timedelta
    name: str
    summer: bool


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the world by region, each by the name of a place whose clocks it is."""
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _slash, place = zone.partition("/")
        if part := _PARTS_OF_THE_WORLD.get(region):
            found.setdefault(str(part), []).append((zone, place.replace("_", " ")))
    return [("", [("UTC", "UTC")]), *found.items()]


def zone_field(*, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    """Ask by the clocks of which place. None is chosen beforehand: the first of a list is no one's answer."""
    return forms.ChoiceField(
        label=_("By the clocks of"),
        required=required,
        choices=lambda: [("", _("Choose a place")), *zones()],
        widget=forms.Select(attrs={"translate": "no"}),
        help_text=help_text,
    )


@lru_cache(maxsize=64)
def clocks(zone: str, *, first: int, last: int) -> tuple[Clocks, ...]:
    """Return what the clocks of a zone show in these years: first as the years begin, then after each change."""
    there = ZoneInfo(zone)
    begin, end = datetime(first, 1, 1, tzinfo=UTC) - _WEEK, datetime(last + 1, 1, 1, tzinfo=UTC)
    # Week by week: in Morocco the clocks go back for Ramadan and forth again within five.
    weeks = [begin + _WEEK * week for week in range((end - begin).days // 7 + 2)]
    found = [_clocks(begin, before=begin, there=there)]
    for (one, before), (other, after) in pairwise((week, _offset(week, there)) for week in weeks):
        if before != after:
            at = _change(one, other, there=there)
            found.append(_clocks(at, before=at - _SECOND, there=there))
    return tuple(found)


def _offset(at: datetime, there: ZoneInfo) -> timedelta:
    return at.astimezone(there).utcoffset() or timedelta()


def _change(one: datetime, other: datetime, *, there: ZoneInfo) -> datetime:
    """Return the first second on which the clocks show what they show at the later of two moments."""
    new = _offset(other, there)
    while other - one > _SECOND:
        middle = (one + (other - one) // 2).replace(microsecond=0)
        one, other = (one, middle) if _offset(middle, there) == new else (middle, other)
    return other


def _clocks(at: datetime, *, before: datetime, there: ZoneInfo) -> Clocks:
    shown = at.astimezone(there)
    return Clocks(at, _offset(before, there), _offset(at, there), shown.tzname() or "", bool(shown.dst()))
