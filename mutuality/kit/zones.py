"""The time zones of the world, by the names of places whose clocks people know."""

from zoneinfo import available_timezones

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


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the world by region, each by the name of a place whose clocks it is."""
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _slash, place = zone.partition("/")
        if part := _PARTS_OF_THE_WORLD.get(region):
            found.setdefault(str(part), []).append((zone, place.replace("_", " ")))
    return [("", [("UTC", "UTC")]), *found.items()]
