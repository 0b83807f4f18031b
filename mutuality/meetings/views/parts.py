"""What a group's meetings are made of: its page while one is alone, and the sheet to print and read aloud."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from mutuality.groups import access as groups_access
from mutuality.groups import formats
from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.languages import codes
from mutuality.meetings import parts, parts_field, queries
from mutuality.meetings.operations import parts as operations
from mutuality.meetings.views.when import frame
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back


@signed_in
def made_of(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Say what meetings are made of, for as long as one person is alone with the terms."""
    membership = groups_access.membership_for(me, group_id=group_id)
    told, no_cross_talk = parts.told_of(membership.group)
    start = {"parts": told, "no_cross_talk": no_cross_talk, "length": ""}
    form = parts_field.MadeOf(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            operations.settle(membership, payload=form.told, now=clock.now())
            return answered(redirect("meeting-sheet", group_id=group_id), _("Saved."))
    return shown(request, "meetings/made_of.html", frame(membership) | {"form": form})


@signed_in
def sheet(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """The parts of a meeting on a sheet, to print and read aloud, in either language and in large letters too."""
    membership = groups_access.membership_for(me, group_id=group_id)
    here = translation.get_language()
    asked = request.GET.get("in", "")
    with translation.override(asked if asked in codes() else here):
        context = frame(membership) | {
            "terms": groups_queries.terms_of(membership.group),
            "format": formats.named(membership.group.starter),
            "made": parts.made_of(membership.group),
            "manner": queries.manner_of(membership.group.circle_id),
            "turns": [(turn.kind.name, turn.does) for turn in queries.turns(membership)],
            "large": "large" in request.GET,
            "shown_in": translation.get_language(),
            "languages": settings.LANGUAGES,
        }
        return render(request, "meetings/sheet.html", context)
