"""Pages of what any two members can do together at once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.first_aid import access, forms, operations, queries
from mutuality.first_aid.models import Step
from mutuality.first_aid.terms import Kind
from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.drafts import kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.rooms import access as rooms_access
from mutuality.rooms import queries as rooms_queries


def _up(membership: Membership) -> dict[str, Any]:
    return {
        "group_id": membership.group_id,
        "zone": people_queries.zone_of(membership.person),
        "alone": groups_queries.decides_alone(membership.group),
    }


@signed_in
def first_aid(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What any two can do, what waits for a second person, and what is so now."""
    membership, now = groups_access.membership_for(me, group_id=group_id), clock.now()
    request.circle = membership.group.circle_id
    context = _up(membership) | {
        "asked": queries.asked_in(membership, now=now),
        "steps": queries.steps_in(membership, now=now),
        "paused": queries.rests(membership.group, kind=Kind.PAUSE, about=None, word=None, now=now),
    }
    return render(request, "first_aid/first_aid.html", context)


@signed_in
def pausing(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Ask for a pause of the conversation."""
    membership = groups_access.membership_for(me, group_id=group_id)
    return _asking(request, membership, kind=Kind.PAUSE)


@signed_in
def waiting(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """Ask that someone can't write here for a week."""
    mine, theirs = rooms_access.neighbour_for(me, place_id=place_id)
    membership = groups_access.membership_in(me, circle_id=mine.room.circle_id or "")
    name = rooms_queries.place_name(theirs)
    return _asking(request, membership, kind=Kind.WAIT, about=theirs.person_id, name=name)


@signed_in
def folding(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """Ask that a message is folded for all."""
    now = clock.now()
    mine, word = rooms_access.word_for(me, word_id=word_id, now=now)
    membership = groups_access.membership_in(me, circle_id=mine.room.circle_id or "")
    if word.place.person_id == me.pk:
        # One's own words are taken back, not folded.
        return redirect("word", word_id=word_id)
    if not queries.is_word_of(membership.group, word_id, now=now):
        raise NotHere
    said = rooms_queries.opened([word])
    name = rooms_queries.place_name(word.place)
    return _asking(
        request, membership, kind=Kind.FOLD, about=word.place.person_id, word=word_id, name=name, said=said
    )


def _asking(
    request: Visit,
    membership: Membership,
    *,
    kind: Kind,
    about: str | None = None,
    word: str | None = None,
    **told: Any,
) -> HttpResponse:
    request.circle = membership.group.circle_id
    form = forms.Asking(request.POST or None, clauses=queries.clauses(membership.group))
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("first-aid", key=membership.pk)
            done = operations.ask(
                membership,
                kind=kind,
                clause=form.told["clause"],
                about=about,
                word=word,
                by=membership.person,
                now=clock.now(),
            )
            there = redirect("first-aid", group_id=membership.group_id)
            taken = isinstance(done, Step)
            return answered(
                there,
                _("Done. Two of you agreed.") if taken else _("Saved. Now one more person needs to agree."),
            )
    context = _up(membership) | told | {"form": form, "kind": kind.value, "label": kind.label}
    return shown(request, "first_aid/asking.html", context)


@signed_in
def agreement(request: Visit, me: Person, asking_id: str) -> HttpResponse:
    """Agree to what someone asks for. It is done at once."""
    now = clock.now()
    membership, row = access.asked_for(me, asking_id=asking_id, now=now)
    there = redirect("first-aid", group_id=membership.group_id)
    try:
        operations.agree(row, membership=membership, by=me, now=now)
    except Refusal as refusal:
        return answered(there, refusal.sentence)
    return answered(there, _("Done. Two of you agreed."))


@signed_in
def taking_back(request: Visit, me: Person, asking_id: str) -> HttpResponse:
    """Take back what I asked for."""
    membership, row = access.own_asked(me, asking_id=asking_id)
    operations.take_back(row, by=me, now=clock.now())
    return answered(redirect("first-aid", group_id=membership.group_id), _("Taken back. Nothing was done."))


@signed_in
def step(request: Visit, me: Person, step_id: str) -> HttpResponse:
    """What two have done: the sentence, the end, the answer of the person concerned."""
    membership, row = access.step_for(me, step_id=step_id)
    request.circle = membership.group.circle_id
    now = clock.now()
    taken = queries.taken(membership, row, now=now)
    form = forms.Answering(request.POST or None, initial={"answer": taken.answer})
    give_back(request, form)
    if form.sent(request) and taken.about_me:
        with form.refusing(field="answer"):
            operations.answer(row, words=form.told["answer"], by=me, now=now)
            return answered(redirect("step", step_id=step_id), _("Saved."))
    told = {"step": taken, "form": form, "label": Kind(row.kind).label, **kept_here(request)}
    return shown(request, "first_aid/step.html", _up(membership) | told)


@signed_in
def step_ending(request: Visit, me: Person, step_id: str) -> HttpResponse:
    """Say that it can end now. It takes two."""
    membership, row = access.step_for(me, step_id=step_id)
    there = redirect("step", step_id=step_id)
    if row.about_id == me.pk:
        return answered(there, _("Two others can end it. You can answer here."))
    try:
        ended = operations.wish_to_end(row, membership=membership, by=me, now=clock.now())
    except Refusal as refusal:
        return answered(there, refusal.sentence)
    return answered(there, _("It has ended.") if ended else _("Saved. One more person needs to agree."))
