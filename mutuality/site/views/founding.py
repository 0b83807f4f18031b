"""Founding the community: its name, its limits, its numbers, and the first person. What is typed is kept sealed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.kit import clock, cookies, names
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.refusals import NotHere
from mutuality.people import operations as people
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Founding
from mutuality.people.views.coming import settle_in
from mutuality.safety import operations as safety
from mutuality.safety import terms as safety_terms
from mutuality.site import forms, founding

COOKIE = cookies.declare("b")
STEPS = ("founding-name", "founding-limits", "founding-numbers", "founding-you")


def link(request: Visit, token: str) -> HttpResponse:
    """The one-time link. Looking uses nothing up; beginning does, and keeps the way open on this device."""
    found = people_queries.founding_for(token)
    if found is None or found.opened:
        return render(request, "site/founding_closed.html", status=404)
    if request.method == "GET":
        return render(request, "site/founding_link.html")
    response = redirect(STEPS[0])
    COOKIE.give(response, people.open_founding(found, now=clock.now()))
    return response


def _founding(request: Visit) -> Founding:
    token = COOKIE.of(request)
    found = people_queries.founding_for(token) if token else None
    if found is None or not found.opened:
        raise NotHere
    return found


def _page(request: Visit, form: Any, *, step: int, **more: Any) -> HttpResponse:
    labels = founding.step_labels()
    context = {
        "form": form,
        "step": step,
        "total": len(STEPS),
        "label": labels[step - 1],
        "back": reverse(STEPS[step - 2]) if step > 1 else "",
    }
    template = f"site/{STEPS[step - 1].replace('-', '_')}.html"
    return shown(request, template, context | more)


def name(request: Visit) -> HttpResponse:
    """Step 1: what the place is called."""
    found = _founding(request)
    form = forms.CommunityName(request.POST or None, initial=people_queries.founding_answers(found))
    if form.sent(request):
        with form.refusing(field="community"):
            shown = names.clean(form.told["community"])
            people.note_founding(found, answers={"community": shown}, now=clock.now())
            return redirect(STEPS[1])
    return _page(request, form, step=1)


def limits(request: Visit) -> HttpResponse:
    """Step 2: the limits statement, from a starter."""
    found = _founding(request)
    kept = people_queries.founding_answers(found)
    form = forms.Limits(request.POST or None, initial=forms.limits_start() | kept.get("limits", {}))
    if form.sent(request):
        with form.refusing():
            people.note_founding(found, answers={"limits": safety.check_answers(form.told)}, now=clock.now())
            return redirect(STEPS[2])
    return _page(request, form, step=2, lines=form.lines())


def numbers(request: Visit) -> HttpResponse:
    """Step 3: the numbers behind "Get support now"."""
    found = _founding(request)
    kept = people_queries.founding_answers(found)
    form = forms.Numbers(request.POST or None, initial=kept.get("numbers", {}))
    if form.sent(request):
        with form.refusing():
            safety.check_numbers(form.chosen())
            people.note_founding(found, answers={"numbers": form.kept()}, now=clock.now())
            return redirect(STEPS[3])
    return _page(request, form, step=3, dated=safety_terms.shipped().dated)


def you(request: Visit) -> HttpResponse:
    """Step 4: the first person, and the founding itself."""
    found = _founding(request)
    kept = people_queries.founding_answers(found)
    missing = next((i for i, part in enumerate(("community", "limits", "numbers")) if part not in kept), None)
    if missing is not None:
        return redirect(STEPS[missing])
    form = forms.FirstPerson(request.POST or None)
    if form.sent(request):
        with form.refusing():
            person = founding.found(
                found, kept, name=form.told["name"], passphrase=form.told["passphrase"], now=clock.now()
            )
            response = answered(redirect(reverse("codes") + "?then=/"), _("Your community is ready."))
            settle_in(request, response, person=person, said=True, not_own=form.told["not_own"])
            COOKIE.take(response)
            return response
    return _page(request, form, step=4)
