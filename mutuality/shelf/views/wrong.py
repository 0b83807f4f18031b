"""Saying that an entry is wrong, for everyone; and settling it, for members."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in, slow_down
from mutuality.people.parked import give_back
from mutuality.shelf import access, forms, operations, queries


def wrong(request: HttpRequest, text: str) -> HttpResponse:
    """Say in one line what is wrong with an entry. Whoever is signed in is not named either."""
    entry = access.entry(text)
    form = forms.Wrong(request.POST or None)
    if form.sent(request):
        with form.refusing(field="line"):
            slow_down(request, "shelf-wrong")
            operations.say_wrong(entry, line=form.told["line"], now=clock.now())
            return redirect("shelf-wrong-said", text)
    return shown(request, "shelf/wrong.html", {"entry": entry, "form": form})


def said(request: HttpRequest, text: str) -> HttpResponse:
    """What happens to such a line."""
    return render(request, "shelf/wrong_said.html", {"entry": access.entry(text)})


@signed_in
def waiting(request: Visit, me: Person) -> HttpResponse:
    """Every entry that waits for two members, and the open record of what was settled."""
    return _page(request, me)


def _page(request: Visit, me: Person, *, refused: str = "") -> HttpResponse:
    context = {
        "waiting": queries.waiting(me, today=clock.now().date()),
        "record": queries.record(),
        "refused": refused,
    }
    return render(request, "shelf/waiting.html", context, status=422 if refused else 200)


@signed_in
def settling(request: Visit, me: Person, text: str) -> HttpResponse:
    """Suggest what should be said about an entry."""
    entry, now = access.entry(text), clock.now()
    form = forms.Suggestion(request.POST or None, led=bool(entry.state), mend=bool(entry.mend))
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("shelf-settling", key=me.pk)
            told = form.told
            holds = operations.suggest(
                entry, outcome=told["outcome"], note=told.get("note", ""), by=me, now=now
            )
            done = _("Saved.") if holds else _("Saved. One more person needs to agree.")
            return answered(redirect("shelf-waiting"), done)
    context = {
        "form": form,
        "entry": entry,
        "about": queries.about(entry, person=me, today=now.date()),
        "found": queries.found_about(entry.slug),
        "alone": people_queries.is_alone(),
    }
    return shown(request, "shelf/settling.html", context)


@signed_in
def suggestion(request: Visit, me: Person, suggestion_id: str) -> HttpResponse:
    """Agree to what another member suggests, or take mine back. A second click finds it done."""
    response = redirect("shelf-waiting")
    try:
        # Where it has ended meanwhile, the page says how things are.
        with suppress(NotHere):
            if request.POST.get("answer") == "agree":
                operations.agree(suggestion_id, by=me, now=clock.now())
                return answered(response, _("Thank you. Everyone sees it now next to the entry."))
            operations.take_back(suggestion_id, by=me, now=clock.now())
            return answered(response, _("You've taken it back. Nothing changes."))
    except Refusal as refusal:
        return _page(request, me, refused=refusal.sentence)
    return response
