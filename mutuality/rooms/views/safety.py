"""What I do for my own safety from any word or name: draw a boundary, keep a copy."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.rates import rates
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import has_said_again, signed_in
from mutuality.rooms import access, frames, operations, queries
from mutuality.rooms.views.talk import talk_of
from mutuality.safety import queries as safety_queries


@signed_in
def boundary(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """What a boundary does, and the one act that draws it."""
    mine, theirs = access.neighbour_for(me, place_id=place_id)
    request.circle = mine.room.circle_id
    up_name, up = frames.heading_of(mine)
    if request.method == "POST":
        operations.draw_boundary(theirs, by=mine, now=clock.now())
        return answered(redirect(up), _("Done. You no longer see what they say. No one is told."))
    name = queries.place_name(theirs)
    said = has_said_again(request)
    stands = safety_queries.boundary_for(me, about=theirs.person_id, name=name) if said else None
    context = {"name": name, "said": said, "stands": stands, "up": up, "up_name": up_name}
    return render(request, "rooms/boundary.html", context)


@signed_in
def card(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """What somebody in my room wrote about themself for when they struggle."""
    mine, theirs = access.card_for(me, place_id=place_id)
    request.circle = mine.room.circle_id
    up_name, up = frames.heading_of(mine)
    lines = safety_queries.card_lines(safety_queries.card_of(theirs.person_id))
    context = {"name": queries.place_name(theirs), "lines": lines, "up": up, "up_name": up_name}
    return render(request, "rooms/card.html", context)


@signed_in
def keeping(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """Keep a copy of these words for me."""
    now = clock.now()
    place, row = access.word_for(me, word_id=word_id, now=now)
    rates.take("keep", key=place.pk)
    operations.set_aside(row, by=place, now=now)
    sentence = _("A copy is saved for you for 90 days. No one else can see it, and no one is told.")
    return answered(redirect(f"{talk_of(place, row)}#w-{row.pk}"), sentence)
