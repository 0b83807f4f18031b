"""My own safety card, and in which groups I show it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.groups import access, queries
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import ask_to_sign_in, has_said_again, said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.rooms import queries as rooms_queries
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries
from mutuality.safety.forms import Card


@said_again
def card(request: Visit, me: Person) -> HttpResponse:
    """Write my card, and see where it is shown: nowhere, until I choose."""
    kept = safety_queries.card_of(me.pk)
    form = Card(request.POST or None, initial=kept)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            safety.write_card(lines=form.told, by=me, now=clock.now())
            return answered(redirect(arrived(request, reverse("card"))), _("Saved."))
    context = {"form": form, "written": bool(kept), "groups": _groups(me)}
    context |= kept_here(request, behind_passphrase=True)
    return shown(request, "groups/card.html", context)


def _groups(person: Person) -> list[dict[str, object]]:
    mine = queries.memberships_of(person)
    shown = safety_queries.shown_among([m.place_id for m in mine])
    return [
        {
            "id": m.group_id,
            "name": queries.group_name(m.group),
            "shown": m.place_id in shown,
            "near": rooms_queries.near(m.place),
        }
        for m in mine
    ]


@signed_in
def card_showing(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Show my card in this group, or take it away from there. Only showing asks for the passphrase again."""
    place = access.membership_for(me, group_id=group_id).place
    if request.POST.get("shown") != "yes":
        safety.take_card_away(place.pk, by=me, now=clock.now())
        return answered(redirect("card"), _("Your card is no longer shown there."))
    if not has_said_again(request):
        return ask_to_sign_in(request)
    safety.show_card(place.pk, by=me, now=clock.now())
    return answered(redirect("card"), _("Your card is shown in that group now."))
