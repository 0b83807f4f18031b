"""A person as they are in one room: what they say of themself there, and how I say it of myself."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.people.drafts import kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import has_said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.people.tries import slow_renaming
from mutuality.rooms import access, forms, frames, page_parts, queries, rendering
from mutuality.rooms.appearance import appear
from mutuality.rooms.models import Place
from mutuality.safety import queries as safety_queries


@signed_in
def everyone(request: Visit, me: Person, room_id: str) -> HttpResponse:
    """Everyone in my room, by name. Pages of a large room show a few of them, and lead here."""
    place = access.open_place_for(me, room_id=room_id)
    request.circle = place.room.circle_id
    near, language = queries.near(place), get_language() or "en"
    near = near if has_said_again(request) else near.unnamed()
    here = rendering.everybody(place, near=near, language=language)
    days = place.room.retention_days
    who_reads = page_parts.who_reads(here.total, hidden=near.count, days=days, language=language)
    context = {"room_id": room_id, "people": here.lines, "who_reads": who_reads}
    return render(request, "rooms/everyone.html", context)


@signed_in
def person(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """Someone in my room. The page is the same whether they hid anyone or not."""
    mine, theirs = access.person_for(me, place_id=place_id)
    heading = frames.heading_of(mine)
    context = {
        "place": theirs,
        "is_me": theirs.pk == mine.pk,
        "card": _card_for(me, theirs),
        "up": heading.address,
        "up_name": heading.title,
        **_lines(theirs),
    }
    return render(request, "rooms/person.html", context)


def _lines(place: Place) -> dict[str, str]:
    return {
        "name": queries.place_name(place),
        "pronouns": queries.place_pronouns(place),
        "bound": queries.place_bound(place),
    }


def _card_for(me: Person, theirs: Place) -> list[tuple[str, str]]:
    """What they show here of what helps them, but not behind my boundary."""
    shown_here = theirs.pk in safety_queries.shown_among([theirs.pk])
    if not shown_here or theirs.person_id in safety_queries.hidden_from(me.pk):
        return []
    return safety_queries.card_lines(safety_queries.card_of(theirs.person_id))


@signed_in
def appearance(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """How I appear in this group: name, pronouns, and whether I am paid or bound to pass things on."""
    place = access.own_place_for(me, place_id=place_id)
    lines = _lines(place)
    form = forms.Appearance(request.POST or None, initial=lines)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            if form.told["name"] != lines["name"]:
                slow_renaming(key=place.pk)
            appear(place, **{part: form.told[part] for part in lines}, now=clock.now())
            return answered(
                redirect("person", place_id=place.pk), _("Saved. Everyone in this group sees it now.")
            )
    return shown(request, "rooms/appearance.html", {"form": form, "place": place, **kept_here(request)})
