"""Putting a support number right: two people together, shown to everyone, and asked for back by anyone."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.groups.queries import people_may_act_together
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.safety import forms as safety_forms
from mutuality.safety import putting_right
from mutuality.safety import queries as safety_queries
from mutuality.safety import terms as safety_terms

NEW = "new"


@signed_in
def numbers(request: Visit, me: Person) -> HttpResponse:
    """Every number, what someone asks to change, what was changed, and the open record of it."""
    return _page(request, me)


def _page(request: Visit, me: Person, *, refused: str = "") -> HttpResponse:
    today = clock.now().date()
    limits = safety_queries.limits()
    if limits is None:
        raise NotHere
    context = {
        "numbers": limits.numbers,
        "asked": putting_right.asked(me, today=today),
        "made": putting_right.made(me, today=today),
        "record": putting_right.record(),
        "alone": people_queries.is_alone(),
        "name": people_queries.name_of(me),
        "refused": refused,
    }
    return render(request, "site/numbers.html", context, status=422 if refused else 200)


@signed_in
def number(request: Visit, me: Person, entry: str) -> HttpResponse:
    """One number, to correct or remove; or a new one."""
    slug = "" if entry == NEW else entry
    before = next((one for one in safety_queries.numbers() if one.slug == slug), None)
    if before is None and slug:
        raise NotHere
    read = safety_terms.as_read(before)._asdict() if before else {}
    removal = before is not None and request.POST.get("act") == "remove"
    form = safety_forms.Number(read if removal else request.POST or None, initial=read)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("number", key=me.pk)
            told = None if removal else form.told
            alone = people_queries.is_alone()
            putting_right.ask(slug=slug, number=told, by=me, now=clock.now())
            return answered(redirect("numbers"), _asked(alone=alone))
    context = {
        "form": form,
        "before": before,
        "name": people_queries.name_of(me),
        "alone": people_queries.is_alone(),
    }
    return shown(request, "site/number.html", context)


def _asked(*, alone: bool) -> str:
    return _("Saved.") if alone else _("Saved. One more person needs to agree.")


@signed_in
def number_change(request: Visit, me: Person, asked_id: str) -> HttpResponse:
    """Agree to a change, take mine back, or ask for one to be undone. A second click finds it done."""
    response = redirect("numbers")
    try:
        # Where it has ended meanwhile, the page says how things are.
        with suppress(NotHere):
            said = _answer(me, asked_id, answer=request.POST.get("answer", ""))
            return answered(response, said) if said else response
    except Refusal as refusal:
        return _page(request, me, refused=refusal.sentence)
    return response


def _answer(me: Person, asked_id: str, *, answer: str) -> str:
    """Do what was chosen, and return what is to be said of it. Raises NotHere, Refusal or TooMany."""
    now = clock.now()
    if answer == "agree":
        putting_right.agree(asked_id, by=me, may_act=people_may_act_together, now=now)
        return _("Thank you. The numbers are changed for everyone.")
    if answer == "take-back":
        putting_right.take_back(asked_id, by=me, now=now)
        return _("You've taken it back. The numbers stay as they are.")
    if answer == "put-back":
        rates.take("number", key=me.pk)
        putting_right.put_back(asked_id, by=me, now=now)
        return _asked(alone=people_queries.is_alone())
    return ""
