"""What groups join: leaving all of them, coming back to them, and the circle that each of them is."""

from mutuality.circles import kinds
from mutuality.groups import export, operations, queries, wayback
from mutuality.groups.circle import GroupCircle
from mutuality.kit.joins import Joins, Way
from mutuality.safety import together


def _connect() -> None:
    kinds.register(GroupCircle())
    together.let_tell_two(queries.people_are_two)


JOINS = Joins(
    departures=(operations.depart,),
    ways_back={"groups": Way(wayback.packed, wayback.bring_back)},
    sweeps=(operations.sweep,),
    own_words_in_a_group=export.own_words,
    connect=_connect,
)
