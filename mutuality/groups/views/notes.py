"""Notes of belief: giving one to another member, taking it back; opening one that was given to me."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.groups import access, holding, queries
from mutuality.groups.views.group import frame
from mutuality.groups.views.sheets import heard, may_see, names_in
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.sheets import forms as sheets_forms
from mutuality.sheets import notes
from mutuality.sheets.models import BeliefNote


@signed_in
def giving(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Give someone a note, and take back one that I gave."""
    membership = access.membership_for(me, group_id=group_id)
    people = heard(membership)
    form = sheets_forms.Belief(request.POST or None, people=people)
    give_back(request, form)
    if form.sent(request):
        told = form.told
        with form.refusing():
            holding.give_note(
                membership,
                to=told["to"],
                words=told["words"],
                may_outlive=told["may_outlive"],
                by=me,
                now=clock.now(),
            )
            there = redirect(arrived(request, reverse("belief-notes", args=[group_id])))
            return answered(there, _("Saved. They find it among their own pages."))
    names = names_in(membership)
    context = frame(membership) | {
        "form": form,
        "people": people,
        "given": [
            {"row": each, "name": names.get(each.to_id, "")}
            for each in notes.given_by(me, room=membership.group.room_id)
        ],
    }
    return shown(request, "sheets/giving_note.html", context | kept_here(request))


@signed_in
def taking_back(request: Visit, me: Person, note_id: str) -> HttpResponse:
    """Take back a note that I gave."""
    notes.take_back(note_id, by=me, now=clock.now())
    return answered(redirect("groups"), _("Your note is taken back. They can't read it any more."))


@said_again
def given(request: Visit, me: Person) -> HttpResponse:
    """The notes that others gave me, each closed."""
    found = notes.given_to(me, may_see=lambda other: may_see(other, me))
    return render(request, "sheets/notes.html", {"notes": [(note, _from(note, me)) for note in found]})


@said_again
def note(request: Visit, me: Person, note_id: str) -> HttpResponse:
    """One note, opened. Nothing is kept of that."""
    found = notes.note_for(me, note_id=note_id, may_see=lambda other: may_see(other, me))
    return render(
        request, "sheets/note.html", {"note": found, "name": _from(found, me), "words": found.text("words")}
    )


@said_again
def putting_away(request: Visit, me: Person, note_id: str) -> HttpResponse:
    """Erase a note that was given to me. No one is told."""
    notes.put_away(note_id, by=me, now=clock.now())
    return answered(redirect("own-notes"), _("The note is erased."))


def _from(found: BeliefNote, me: Person) -> str:
    """The name of whoever gave it; empty once they have left."""
    for membership in queries.memberships_of(me):
        if found.by is not None and membership.place_id == found.to_id:
            return names_in(membership).get(found.by_id or "", "")
    return ""
