"""Changing the limits statement, for as long as one person is alone in the place."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mutuality.kit import clock
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people
from mutuality.people.middleware import Visit
from mutuality.people.ways import signed_in
from mutuality.safety import operations, queries
from mutuality.site import forms


@require_http_methods(["GET", "POST"])
@signed_in
def rewording(request: Visit) -> HttpResponse:
    """A new dated version, written by the only person here. Raises NotHere once there are others."""
    kept = queries.kept()
    if kept is None or not people.is_alone():
        raise NotHere
    form = forms.Limits(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            operations.state_limits(answers=dict(form.told), numbers=queries.numbers(), now=clock.now())
            return redirect("limits")
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "lines": form.lines()}
    return render(request, "site/limits_rewording.html", context, status=422 if form.errors else 200)
