"""The time zones of the world, by the names of places whose clocks people know, and when their clocks change."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
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
# No one lives there all year. Someone who is there chooses another name with the same clocks.
_LEFT_OUT = {"Antarctica/Troll", "Antarctica/DumontDUrville", "Pacific/Wake"}
# Any year would do: it only tells zones apart whose clocks go differently.
_A_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


class Clocks(NamedTuple):
    """What the clocks of a zone show from a moment on, until they change again. ``at``: that moment, in UTC."""

    at: datetime
    before: timedelta
    offset: timedelta
    name: str
    summer: bool


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the zones to choose from by region, each by the name of a place whose clocks it is."""
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(set(_chosen_for().values()), key=_place):
        found.setdefault(str(_PARTS_OF_THE_WORLD[zone.partition("/")[0]]), []).append((zone, _place(zone)))
    return [("", [("UTC", "UTC")]), *sorted(found.items())]


def _place(zone: str) -> str:
    """Return the place by whose clocks people know a zone: the last part of its name."""
    return zone.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=1)
def _chosen_for() -> dict[str, str]:
    """Return for each zone the one in the list whose clocks go like its own: in a country, the place named first.

    Old names of zones have none. Source: zone.tab of the IANA time zone database, in the package tzdata.
    """
    first: dict[tuple[object, ...], str] = {}
    found: dict[str, str] = {}
    for line in _lines("zone.tab"):
        country, _where, zone = line.split("\t")[:3]
        if zone.partition("/")[0] in _PARTS_OF_THE_WORLD and zone not in _LEFT_OUT:
            found[zone] = first.setdefault((country, *_goes(zone)), zone)
    return found


def _lines(name: str) -> list[str]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@lru_cache(maxsize=1)
def _newer_names() -> dict[str, str]:
    """Return for each old name of a zone its present one. Source: the links in tzdata.zi."""
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return {old: new for _mark, new, old in links}


@lru_cache(maxsize=700)
def _goes(zone: str) -> tuple[timedelta, ...]:
    """Return how the clocks of a zone go in one year, week by week. Zones that go alike are one to people."""
    there = ZoneInfo(zone)
    return tuple(_offset(_A_YEAR + _WEEK * week, there) for week in range(53))


def _shown(zone: str) -> str:
    """Return what the list shows for this zone: a choice of before may be no longer in it."""
    zone = zone if zone in _chosen_for() else _newer_names().get(zone, zone)
    return _chosen_for().get(zone, zone)


class ZoneField(forms.ChoiceField):
    """Which time zone. Every zone there is counts as an answer, also one that the list leaves out."""

    def prepare_value(self, value: Any) -> Any:
        """Return what is chosen in the list when the page is shown."""
        return _shown(value) if isinstance(value, str) else value

    def valid_value(self, value: Any) -> bool:
        """Take any zone."""
        return super().valid_value(value) or value in available_timezones()


def zone_field(*, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    """Ask for a time zone. A script chooses that of the device. Else none is chosen: the first is no one's answer."""
    return ZoneField(
        label=_("Time zone"),
        required=required,
        choices=lambda: [("", _("Choose")), *zones()],
        widget=forms.Select(attrs={"translate": "no", "data-own-zone": ""}),
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
