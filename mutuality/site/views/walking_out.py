"""Walking out together, and being asked along."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.concerns import access as concerns_access
from mutuality.concerns import forms as concerns_forms
from mutuality.concerns.views import named
from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.kit.refusals import Refusal
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.site import walking_out as walking


@signed_in
def walking_out(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Found the group again from its terms, with those whom I ask."""
    membership = groups_access.membership_for(me, group_id=group_id)
    request.circle = membership.group.circle_id
    people = named(groups_queries.members(membership.group), without=(me.pk,))
    form = concerns_forms.WalkingOut(
        request.POST or None, people=people, initial={"once": new_id() + new_id()}
    )
    if form.sent(request):
        with form.refusing():
            rates.take("walking-out", key=membership.pk)
            mine = walking.walk_out(
                membership, with_whom=form.told["people"], once=form.told["once"], by=me, now=clock.now()
            )
            there = redirect("group", group_id=mine.group_id)
            return answered(there, _("Your group is ready. The people you chose are asked."))
    context = {"group_id": group_id, "form": form, "any": people}
    return shown(request, "site/walking_out.html", context)


@signed_in
def along(request: Visit, me: Person, along_id: str) -> HttpResponse:
    """I am asked along: the terms are those of the group I am in."""
    now = clock.now()
    row = concerns_access.along_for(me, along_id=along_id, now=now)
    if request.method == "POST" and request.POST.get("come") == "yes":
        try:
            mine = walking.come_along(row, by=me, now=now)
        except Refusal as refusal:
            return answered(redirect("along", along_id=along_id), refusal.sentence)
        return answered(
            redirect("group", group_id=mine.group_id),
            _("You're in. You can leave the other group at any time."),
        )
    if request.method == "POST":
        walking.stay(row, by=me, now=now)
        return answered(redirect("groups"), _("That's fine. No one is told."))
    return render(
        request, "site/along.html", {"name": row.text("name"), "terms": groups_queries.terms_of(row.by.group)}
    )
