"""What stands around a room: the page of the people whose room it is, or of what an app above leads in it."""

from collections.abc import Callable

from django.urls import reverse

from mutuality.circles import kinds
from mutuality.circles.kinds import Heading
from mutuality.rooms.models import Place

Leader = Callable[[str], str | None]
_leaders: list[Leader] = []


def let_lead(leader: Leader) -> None:
    """Ask this function for the address of what goes on in a led room, by the id of the room."""
    if leader not in _leaders:
        _leaders.append(leader)


def heading_of(place: Place) -> Heading:
    """Return the page from which one comes into this room, and what it is called where it has a name of its own."""
    if place.room.led:
        for leader in _leaders:
            if address := leader(place.room_id):
                return Heading("", address)
    circle = place.room.circle
    return kinds.kind_of(circle).heading(circle) if circle else Heading("", reverse("home"))
