"""The time zones of the world, by the names of places whose clocks people know."""

from zoneinfo import available_timezones

_PARTS_OF_THE_WORLD = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the world by region, each by the name of a place whose clocks it is."""
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _slash, place = zone.partition("/")
        if region in _PARTS_OF_THE_WORLD:
            found.setdefault(region, []).append((zone, place.replace("_", " ")))
    return [("", [("UTC", "UTC")]), *found.items()]
