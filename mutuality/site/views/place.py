"""The place itself: how it is called, which language it speaks first, who may start groups. Changed only together."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.ballots import rules
from mutuality.kit import clock, languages
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere
from mutuality.ledger import queries as ledger_queries
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.safety import queries as safety_queries
from mutuality.safety import subjects, together
from mutuality.safety.terms import PLACE
from mutuality.site import forms
from mutuality.site.views.limits import answer_to_all

MOST_SHOWN = 100


@signed_in
def place(request: Visit, me: Person) -> HttpResponse:
    """How the place is, what is proposed about it, and what was decided."""
    context = {
        "stands": subjects.read(subjects.SUBJECTS[PLACE].current()),
        "open": safety_queries.open_rewording(today=clock.now().date(), subject=PLACE),
        "alone": people_queries.is_alone(),
        "record": _record(),
    }
    return render(request, "site/place.html", context)


def _record() -> list[dict[str, object]]:
    """What was decided about the place, the newest first, as the ledger has it."""
    lines = [line for line in ledger_queries.entries(subjects.LEDGER) if line.kind in subjects.ACTS]
    return [
        {
            "says": subjects.ACTS[line.kind],
            "text": languages.as_read(line.text),
            "day": line.day,
            "clause": subjects.clause_says(line.clause),
        }
        for line in reversed(lines[-MOST_SHOWN:])
    ]


@signed_in
def rewording(request: Visit, me: Person) -> HttpResponse:
    """Change it, when I am the only person here; else propose it to all, or other words for what I proposed."""
    open_now = safety_queries.open_rewording(today=clock.now().date(), subject=PLACE)
    mine = open_now is not None and open_now.author_id == me.pk
    stands = subjects.SUBJECTS[PLACE].current()
    start = safety_queries.rewording_answers(open_now) if open_now is not None and mine else stands
    form = forms.Place(request.POST or None, initial=start)
    give_back(request, form)
    alone = people_queries.is_alone()
    if form.sent(request):
        with form.refusing():
            if not alone:
                rates.take("limits", key=me.pk)
            if together.change(form.told, by=me, now=clock.now(), subject=PLACE):
                return answered(redirect("place"), _("Saved. This applies from now on."))
            return answered(redirect("place-proposal"), _("Your proposal is open. Everyone is asked."))
    context = {
        "form": form,
        "alone": alone,
        "open": None if mine else open_now,
        "mine": mine,
        "rule": rules.named(rules.CONSENT).says,
    }
    return shown(request, "site/place_rewording.html", context)


@signed_in
def proposal(request: Visit, me: Person) -> HttpResponse:
    """What is proposed about the place, beside how it is. I agree, say why I can't, or leave it open."""
    form = forms.Reason(request.POST if request.POST.get("answer") == "not-this" else None)
    give_back(request, form)
    if request.method == "POST":
        # Where it has ended or was reworded meanwhile, the page says how things are.
        with suppress(NotHere):
            if answer_to_all(request, form, by=me):
                return answered(redirect("place-proposal"), _("Your answer is saved."))
        if not form.errors:
            return redirect("place-proposal")
    row = safety_queries.open_rewording(today=clock.now().date(), subject=PLACE)
    if row is None:
        return redirect("place")
    stands = subjects.SUBJECTS[PLACE].current()
    differ = subjects.differences(stands, safety_queries.rewording_answers(row))
    context = {
        "proposed": safety_queries.place_proposed(row, differ=differ, person=me),
        "rule": rules.explained(row.kind, met=row.met),
        "form": form,
    }
    return shown(request, "site/place_proposal.html", context)
