"""Going, whole: what I take along, the way out, and for a few days the way back."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.kit import clock, cookies
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import Refusal
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import has_said_again, said_again, signed_in, slow_down
from mutuality.people.views.coming import settle_in
from mutuality.site import ending, export, forms, wayback


@signed_in
def leaving(request: Visit, me: Person) -> HttpResponse:
    """Leave this place. One act, no reason, no waiting. The page only says what will be gone.

    Only a way back asks for the passphrase: its code opens the account to anyone who holds it.
    """
    if request.method == "GET":
        context = {"last": people_queries.is_alone(), "ask_again": not has_said_again(request)}
        return render(request, "site/leaving.html", context)
    if "way_back" in request.POST:
        if not has_said_again(request):
            return redirect(reverse("curtain") + "?" + urlencode({"then": request.path}))
        code = wayback.leave(by=me, now=clock.now())
        response = render(request, "site/left.html", {"code": code, **_nobody()})
    else:
        ending.leave_community(by=me, now=clock.now())
        response = redirect("left")
    cookies.take_all(response)
    return response


def _nobody() -> dict[str, object]:
    """The page is for somebody who is not here any more: nothing of the place stands in its frame."""
    return {"person": None, "places": [], "community_name": "", "curtain": False}


def left(request: Visit) -> HttpResponse:
    """What is left of someone who left: nothing."""
    return render(request, "site/left.html")


@said_again
def own_words(request: Visit, me: Person) -> HttpResponse:
    """Take my own words along, in one file that is made now and kept nowhere."""
    if request.method == "GET":
        return render(request, "site/own_words_ask.html", {"form": forms.OwnWords()})
    now = clock.now()
    rates.take("own-words", key=me.pk)
    names, copies = "without_names" not in request.POST, "with_copies" in request.POST
    made = export.packed(me, names=names, copies=copies, now=now)
    response = HttpResponse(made, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{export.file_name(now=now)}"'
    return response


def way_back(request: Visit) -> HttpResponse:
    """Be here again with the code that was shown when leaving."""
    form = forms.WayBack(request.POST or None)
    if form.sent(request):
        with form.refusing():
            person = _come_back(request, form)
            response = answered(redirect("home"), _("You're back, and you're signed in."))
            return settle_in(request, response, person=person, said=False, not_own=form.told["not_own"])
    return shown(request, "site/way_back.html", {"form": form})


def _come_back(request: Visit, form: forms.WayBack) -> Person:
    """A right code always opens; wrong ones are counted, and so is each asking whether a name is taken."""
    try:
        return wayback.come_back(code=form.told["code"], name=form.told["name"], now=clock.now())
    except Refusal:
        slow_down(request, "way-back")
        raise
