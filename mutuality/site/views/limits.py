"""Changing the limits: at once while one person is alone in the place, later only together."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mutuality.ballots import rules
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.safety import queries as safety_queries
from mutuality.safety import together
from mutuality.site import forms


@signed_in
def rewording(request: Visit, me: Person) -> HttpResponse:
    """Other limits: a new dated version when I am the only person here, else a proposal to all, or a new wording."""
    kept = safety_queries.kept()
    if kept is None:
        raise NotHere
    open_now = safety_queries.open_rewording(today=clock.now().date())
    mine = open_now is not None and open_now.author_id == me.pk
    start = safety_queries.rewording_answers(open_now) if open_now is not None and mine else kept
    form = forms.Limits(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            return _change(request, me, form)
    context = {
        "form": form,
        "lines": form.lines(),
        "alone": people_queries.is_alone(),
        "open": None if mine else open_now,
        "mine": mine,
        "rule": rules.named(rules.CONSENT).says,
    }
    return shown(request, "site/limits_rewording.html", context)


def _change(request: Visit, me: Person, form: forms.Limits) -> HttpResponse:
    if not people_queries.is_alone():
        rates.take("limits", key=me.pk)
    holds = together.change(form.told, by=me, now=clock.now())
    if holds:
        return answered(redirect("limits"), _("Saved. This applies from now on."))
    return answered(redirect("limits-proposal"), _("Your proposal is open. Everyone is asked."))


@signed_in
def proposal(request: Visit, me: Person) -> HttpResponse:
    """Other limits beside those in force. I agree, or say why I can't, or leave it open."""
    form = forms.Reason(request.POST if request.POST.get("answer") == "not-this" else None)
    give_back(request, form)
    if request.method == "POST":
        # Where it has ended or was reworded meanwhile, the page says how things are.
        with suppress(NotHere):
            if answer_to_all(request, form, by=me):
                return answered(redirect("limits-proposal"), _("Your answer is saved."))
        if not form.errors:
            return redirect("limits-proposal")
    row = safety_queries.open_rewording(today=clock.now().date())
    if row is None:
        return redirect("limits")
    context = {
        "proposed": safety_queries.proposed(row, person=me),
        "rule": rules.explained(row.kind, met=row.met),
        "form": form,
    }
    return shown(request, "site/limits_proposal.html", context)


def answer_to_all(request: Visit, form: forms.Reason, *, by: Person) -> bool:
    """Return whether the answer was taken; a reason that cannot be kept is refused in the form. Raises NotHere."""
    now, answer, round = clock.now(), request.POST.get("answer", ""), request.POST.get("round", "")
    if not (round.isdecimal() and len(round) < 6):
        raise NotHere
    wording = request.POST.get("wording", "")[:16]
    voice = together.own_voice(by, rewording_id=wording, round=int(round), now=now)
    if answer == "accept":
        together.accept(voice, by=by, now=now)
        return True
    if answer == "take-back":
        together.take_back(voice, by=by, now=now)
        return True
    if form.is_valid():
        with form.refusing():
            together.object_to(voice, because=form.told["because"], by=by, now=now)
            return True
    return False
