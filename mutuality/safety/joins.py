"""What safety joins: limits that one was deciding on, boundaries and the card."""

from mutuality.kit.joins import Joins, Way
from mutuality.safety import export, operations, putting_right, together, wayback

JOINS = Joins(
    departures=(together.depart, putting_right.depart),
    ways_back={"safety": Way(wayback.packed, wayback.bring_back)},
    sweeps=(operations.sweep, together.sweep, putting_right.sweep),
    own_words={"card": export.own_words},
)
