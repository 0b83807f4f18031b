"""What groups join: leaving all of them, coming back to them, and the room that each of them owns."""

from django.urls import reverse

from mutuality.groups import export, operations, queries, wayback
from mutuality.kit.joins import Joins, Way
from mutuality.rooms import frames
from mutuality.rooms.models import Place


def _group_of_room(place: Place) -> tuple[str, str] | None:
    membership = queries.membership_in_room(place.person, room_id=place.room_id)
    if membership is None:
        return None
    return reverse("group", args=[membership.group_id]), queries.group_name(membership.group)


JOINS = Joins(
    departures=(operations.depart,),
    ways_back={"groups": Way(wayback.packed, wayback.bring_back)},
    sweeps=(operations.sweep,),
    own_words_in_a_group=export.own_words,
    connect=lambda: frames.let_own(_group_of_room),
)
