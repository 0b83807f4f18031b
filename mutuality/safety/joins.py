"""What safety joins: limits that one was deciding on, boundaries and the card; the support numbers on the shelf."""

from mutuality.kit.joins import Joins, Way
from mutuality.safety import export, on_shelf, operations, putting_right, together, wayback
from mutuality.shelf import beside


def _connect() -> None:
    beside.offer(on_shelf.kind)


JOINS = Joins(
    departures=(together.depart, putting_right.depart),
    ways_back={"safety": Way(wayback.packed, wayback.bring_back)},
    sweeps=(operations.sweep, together.sweep, putting_right.sweep),
    own_words={"card": export.own_words},
    connect=_connect,
)
