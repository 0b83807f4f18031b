"""What groups join: leaving all of them, coming back to them, and the circle that each of them is."""

from mutuality.circles import kinds
from mutuality.groups import export, operations, wayback
from mutuality.groups.circle import GroupCircle
from mutuality.kit.joins import Joins, Way

JOINS = Joins(
    departures=(operations.depart,),
    ways_back={"groups": Way(wayback.packed, wayback.bring_back)},
    sweeps=(operations.sweep,),
    own_words_in_a_group=export.own_words,
    connect=lambda: kinds.register(GroupCircle()),
)
