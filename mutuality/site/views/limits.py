"""Changing the limits: at once while one person is alone in the place, later only together."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

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
    """Other limits: a new dated version when I am the only person here, else a proposal to all."""
    kept = safety_queries.kept()
    if kept is None:
        raise NotHere
    form = forms.Limits(request.POST or None, initial=kept)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            return _change(request, me, form)
    open_now = safety_queries.open_rewording(today=clock.now().date())
    context = {"form": form, "lines": form.lines(), "alone": people_queries.is_alone(), "open": open_now}
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
    """Other limits beside those in force. I accept them, or not like this, or leave it open."""
    if request.method == "POST":
        # Where it has ended meanwhile, the pages say how things stand.
        with suppress(NotHere):
            _answer(request, by=me)
            return answered(redirect("limits-proposal"), _("Your answer is saved."))
        return redirect("limits-proposal")
    row = safety_queries.open_rewording(today=clock.now().date())
    if row is None:
        return redirect("limits")
    context = {"proposed": safety_queries.proposed(row, person=me), "rule": together.RULE.says}
    return render(request, "site/limits_proposal.html", context)


def _answer(request: Visit, *, by: Person) -> None:
    now, answer = clock.now(), request.POST.get("answer", "")
    voice = together.own_voice(by, rewording_id=request.POST.get("wording", "")[:16], now=now)
    if answer == "accept":
        together.accept(voice, by=by, now=now)
    elif answer == "not-this":
        together.decline(voice, by=by, now=now)
