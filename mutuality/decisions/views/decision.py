"""One proposal: reading it, agreeing, saying why one can't agree, rewording it, taking it back."""

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rules
from mutuality.ballots.terms import Stance
from mutuality.decisions import access, forms, operations, queries
from mutuality.decisions.models import Proposal
from mutuality.decisions.views.decisions import asked_of, up
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import Form, shown
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back


@signed_in
def decision(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """A proposal: how it stands and how it would be, who decides, and what each has said."""
    membership, row = access.proposal_for(me, proposal_id=proposal_id)
    return _page(request, membership=membership, row=row)


def _page(
    request: Visit,
    *,
    membership: Membership,
    row: Proposal,
    refused: Form | None = None,
    begun: bool = False,
) -> HttpResponse:
    request.circle = membership.group.circle_id
    reading = queries.reading(row, membership=membership, today=clock.now().date())
    form, deciding = _forms(row, refused=refused)
    begun = give_back(request, form) or begun
    context = up(membership) | {
        "decision": reading,
        "rule": rules.explained(row.kind, met=row.met),
        "refused": refused,
        "form": form,
        "begun": begun,
        "deciding": deciding,
        "otherwise": isinstance(form, forms.Otherwise),
    }
    to_answer = reading.readable and reading.open and reading.decides
    template = "decisions/to_answer.html" if to_answer else "decisions/decision.html"
    return render(request, template, context, status=422 if refused else 200)


def _forms(row: Proposal, *, refused: Form | None) -> tuple[Form, Form | None]:
    """The form for another answer than a yes, and the one with which the asker decides after advice."""
    start = {"round": row.round}
    deciding: Form | None = forms.Deciding(initial=start) if row.kind == rules.ADVICE else None
    if isinstance(refused, forms.Deciding):
        deciding = refused
    others = _others(row)
    form: Form = forms.Otherwise(initial=start, stances=others) if others else forms.Objection(initial=start)
    return (refused if isinstance(refused, type(form)) else form), deciding


def _others(row: Proposal) -> list[Stance]:
    """The answers besides a yes, where its rule knows more than one, or others than an objection."""
    found: list[Stance] = [each for each in rules.named(row.kind).answers if each != Stance.ACCEPT]
    return [] if found == [Stance.NOT_THIS] else found


@signed_in
def otherwise(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Answer in another way than with a yes. What was typed when a session ended waits here."""
    membership, row = access.proposal_to_decide(me, proposal_id=proposal_id)
    stances = _others(row)
    if request.method == "GET" or not stances:
        return _page(request, membership=membership, row=row, begun=True)
    form = forms.Otherwise(request.POST.dict(), stances=stances)
    if form.is_valid():
        with form.refusing():
            _answer(form, row=row, by=membership)
            said = _("Your answer is saved. You can change it as long as this is open.")
            return answered(redirect("decision", proposal_id=proposal_id), said)
    return _again(request, me, proposal_id=proposal_id, refused=form)


def _answer(form: forms.Otherwise, *, row: Proposal, by: Membership) -> None:
    told = {"because": form.told["because"], "round": form.told["round"]}
    if form.told["stance"] == Stance.NOT_THIS:
        operations.object_to(row, **told, by=by, now=clock.now())
    else:
        operations.say_otherwise(row, stance=form.told["stance"], **told, by=by, now=clock.now())


@signed_in
def deciding(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Decide what I asked advice for, and say why."""
    membership, row = access.own_proposal(me, proposal_id=proposal_id)
    if request.method == "GET":
        return redirect("decision", proposal_id=proposal_id)
    form = forms.Deciding(request.POST.dict())
    if form.is_valid():
        with form.refusing():
            told = {"because": form.told["because"], "round": form.told["round"]}
            yes = request.POST.get("act") != "drop"
            operations.decide(row, yes=yes, **told, by=membership, now=clock.now())
            return answered(redirect("decision", proposal_id=proposal_id), _("Saved. Everyone can read it."))
    return _again(request, me, proposal_id=proposal_id, refused=form)


@signed_in
def acceptance(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Accept the wording that was read. Whoever only comes by, as after signing in, is led to the proposal."""
    membership, row = access.proposal_to_decide(me, proposal_id=proposal_id)
    if request.method == "GET":
        return redirect("decision", proposal_id=proposal_id)
    form = forms.Acceptance(request.POST.dict())
    if form.is_valid():
        with form.refusing():
            operations.accept(row, round=form.told["round"], by=membership, now=clock.now())
            return answered(redirect("decision", proposal_id=proposal_id), _("You agreed."))
    return _again(request, me, proposal_id=proposal_id, refused=form)


@signed_in
def hands(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Say that the wording was read aloud where people met and agreed. Whoever only comes by reads the proposal."""
    membership, row = access.proposal_to_decide(me, proposal_id=proposal_id)
    if request.method == "GET":
        return redirect("decision", proposal_id=proposal_id)
    form = forms.Acceptance(request.POST.dict())
    if form.is_valid():
        with form.refusing():
            operations.agree_in_room(row, round=form.told["round"], by=membership, now=clock.now())
            return answered(redirect("decision", proposal_id=proposal_id), _("Noted, with your name."))
    return _again(request, me, proposal_id=proposal_id, refused=form)


@signed_in
def objection(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Say "not like this", and why. A reason that met an ended session waits here."""
    membership, row = access.proposal_to_decide(me, proposal_id=proposal_id)
    if request.method == "GET":
        return _page(request, membership=membership, row=row, begun=True)
    form = forms.Objection(request.POST.dict())
    if form.is_valid():
        with form.refusing():
            told = {"because": form.told["because"], "round": form.told["round"]}
            operations.object_to(row, **told, by=membership, now=clock.now())
            said = _("Your answer is saved. You can change it as long as this is open.")
            return answered(redirect("decision", proposal_id=proposal_id), said)
    return _again(request, me, proposal_id=proposal_id, refused=form)


def _again(request: Visit, me: Person, *, proposal_id: str, refused: Form) -> HttpResponse:
    """The page as it stands now, with what was typed; the next answer is to the wording that it shows."""
    membership, row = access.proposal_for(me, proposal_id=proposal_id)
    refused.data = {**refused.data, "round": str(row.round)}
    return _page(request, membership=membership, row=row, refused=refused)


@signed_in
def wording(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Word a proposal anew. Everybody then answers it anew."""
    now = clock.now()
    membership, row = access.proposal_to_amend(me, proposal_id=proposal_id, today=now.date())
    request.circle = membership.group.circle_id
    effect = ballots_effects.named(row.effect)
    own = row.author_id == membership.pk
    start = {**(queries.payload_of(row) or {}), "round": row.round}
    # What another gave as their reason would stand under the name of the person who rewords it.
    start["why"] = queries.text_of(row, part="why") if own else ""
    form = forms.about(effect.form, around=forms.Amending)(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            _amend(form, row=row, fields=effect.form.base_fields, by=membership)
            there = redirect(arrived(request, reverse("decision", args=[proposal_id])))
            return answered(there, _("The new wording is proposed. Everyone answers again."))
    context = up(membership) | {
        "form": form,
        "effect": effect,
        "proposal_id": proposal_id,
        "latest": queries.latest_day(row),
        "fields": asked_of(form, effect=effect, folded=_as_they_are(row)),
        **kept_here(request),
    }
    return shown(request, "decisions/wording.html", context)


def _as_they_are(row: Proposal) -> list[str]:
    """Return the parts that the proposal leaves as they are."""
    stands = ballots_effects.named(row.effect).current(row.group)
    asked = ballots_effects.unpacked(ballots_effects.packed(stands))
    return [name for name, value in (queries.payload_of(row) or {}).items() if asked.get(name) == value]


def _amend(form: Any, *, row: Proposal, fields: Any, by: Membership) -> None:
    told = form.told
    operations.amend(
        row,
        payload={name: told[name] for name in fields},
        why=told["why"],
        days=told["days"],
        round=told["round"],
        by=by,
        now=clock.now(),
    )


@signed_in
def taking_back(request: Visit, me: Person, proposal_id: str) -> HttpResponse:
    """Take my proposal back. A second click finds it taken back."""
    membership, row = access.own_proposal(me, proposal_id=proposal_id)
    if request.method == "POST":
        # Where it has ended meanwhile, its page says how.
        with suppress(operations.Ended):
            operations.take_back(row, by=membership, now=clock.now())
            return answered(redirect("decision", proposal_id=proposal_id), _("Your proposal is taken back."))
    return redirect("decision", proposal_id=proposal_id)
