"""Putting a support number right: two people together, shown to everyone, and asked for back by anyone."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutuality.groups.queries import people_may_act_together
from mutuality.kit import clock
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.parked import give_back
from mutuality.people.ways import signed_in
from mutuality.safety import forms, putting_right, queries, terms

NEW = "new"


def _me(request: Visit) -> Person:
    assert request.person is not None
    return request.person


@require_GET
@signed_in
def numbers(request: Visit) -> HttpResponse:
    """Every number, what someone asks to change, what was changed, and the open record of it."""
    return _page(request)


def _page(request: Visit, *, refused: str = "") -> HttpResponse:
    me, today = _me(request), clock.now().date()
    limits = queries.limits()
    if limits is None:
        raise NotHere
    context = {
        "numbers": limits.numbers,
        "asked": putting_right.asked(me, today=today),
        "made": putting_right.made(me, today=today),
        "record": putting_right.record(),
        "alone": people.is_alone(),
        "name": people.name_of(me),
        "refused": refused,
    }
    return render(request, "site/numbers.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def number(request: Visit, entry: str) -> HttpResponse:
    """One number, to correct or remove; or a new one."""
    slug = "" if entry == NEW else entry
    before = next((one for one in queries.numbers() if one.slug == slug), None)
    if before is None and slug:
        raise NotHere
    read = terms.as_read(before)._asdict() if before else {}
    removal = before is not None and request.POST.get("act") == "remove"
    form = forms.Number(read if removal else request.POST or None, initial=read)
    give_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            rates.take("number", key=_me(request).pk)
            told = None if removal else form.told
            putting_right.ask(slug=slug, number=told, by=_me(request), now=clock.now())
            return redirect("numbers")
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "before": before,
        "name": people.name_of(_me(request)),
        "alone": people.is_alone(),
    }
    return render(request, "site/number.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def number_change(request: Visit, asked_id: str) -> HttpResponse:
    """Agree to a change, take mine back, or ask for one to be undone. A second click finds it done."""
    me, now, answer = _me(request), clock.now(), request.POST.get("answer", "")
    try:
        # Where it has ended meanwhile, the page says how things are.
        with suppress(NotHere):
            if answer == "agree":
                putting_right.agree(asked_id, by=me, may_act=people_may_act_together, now=now)
            elif answer == "take-back":
                putting_right.take_back(asked_id, by=me, now=now)
            elif answer == "put-back":
                rates.take("number", key=me.pk)
                putting_right.put_back(asked_id, by=me, now=now)
    except Refusal as refusal:
        return _page(request, refused=refusal.sentence)
    return redirect("numbers")
