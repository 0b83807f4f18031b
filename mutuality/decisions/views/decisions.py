"""The decisions of a group, and proposing a change."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rules
from mutuality.ballots.effects import Effect, Payload
from mutuality.decisions import forms, operations, queries, terms
from mutuality.decisions.models import Proposal
from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import clock, paging
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.people import queries as people_queries
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import back_to, signed_in, wanted
from mutuality.people.parked import give_back

# So many questions fit on a screen; of more, those with an answer are folded.
SHORT = 3


def up(membership: Membership) -> dict[str, Any]:
    """What every page of a group's decisions needs: which group it is, and by whose clocks a day ends."""
    return {"group_id": membership.group_id, "zone": people_queries.zone_of(membership.person)}


@signed_in
def decisions(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What is open, and what has ended."""
    membership, today = groups_access.membership_for(me, group_id=group_id), clock.now().date()
    group = membership.group
    past = queries.past_in(group, today=today, before=paging.before(request))
    context = up(membership) | {
        "open": queries.open_for(membership, today=today),
        "past": past[: terms.ENDED_A_PAGE],
        "earlier": past[terms.ENDED_A_PAGE - 1].row.order if len(past) > terms.ENDED_A_PAGE else None,
        "alone": groups_queries.decides_alone(group),
    }
    return render(request, "decisions/decisions.html", context)


@signed_in
def minutes(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What the group decided, on one sheet: to read, or to print."""
    membership = groups_access.membership_for(me, group_id=group_id)
    context = up(membership) | {"minutes": queries.minutes(membership), "group": membership.group}
    return render(request, "decisions/minutes.html", context)


@signed_in
def decided(request: Visit, me: Person) -> HttpResponse:
    """What was adopted without my yes. Going on says that I have read it, and nobody else learns that."""
    if request.method == "POST":
        operations.note_read(request.POST.getlist("read")[: terms.READ_A_PAGE], by=me, now=clock.now())
        return back_to(request)
    found = queries.untold(me)
    if not found:
        return back_to(request)
    context = {
        "adopted": found,
        "groups": {one.group_id: one.group for one in found},
        "then": wanted(request),
    }
    return render(request, "decisions/decided.html", context)


@signed_in
def subjects(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What can be proposed. What somebody else has proposed already leads there."""
    membership, today = groups_access.membership_for(me, group_id=group_id), clock.now().date()
    group = membership.group
    free: list[Effect] = []
    asked: dict[str, dict[str, Any]] = {}
    for effect in ballots_effects.offered():
        row = queries.touching(group, effect=effect, today=today)
        if row is None:
            free.append(effect)
        else:
            entry = queries.entry(row)
            asked.setdefault(row.pk, {"entry": entry, "subjects": []})["subjects"].append(str(effect.label))
    context = up(membership) | {"free": free, "asked": list(asked.values())}
    return render(
        request, "decisions/subjects.html", context | {"alone": groups_queries.decides_alone(group)}
    )


@signed_in
def proposing(request: Visit, me: Person, group_id: str, effect: str) -> HttpResponse:
    """Propose a change, beginning from how it stands."""
    membership = groups_access.membership_for(me, group_id=group_id)
    chosen = ballots_effects.named(effect)
    stands = chosen.current(membership.group)
    start = {**stands, "once": new_id() + new_id()}
    form = forms.about(chosen.form, around=forms.Proposing)(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("propose", key=membership.pk)
            row = _propose(form, effect=chosen, by=membership)
            there = redirect(arrived(request, reverse("decision", args=[row.pk])))
            return answered(there, _("Your proposal is open. Everyone in the group can answer now."))
    context = up(membership) | {
        "form": form,
        "effect": chosen,
        "fields": asked_of(form, effect=chosen, folded=_folded(stands)),
        "alone": groups_queries.decides_alone(membership.group),
        "rule": rules.named(_way(chosen, membership)).says,
        "own": queries.opened_by(membership),
        "same": queries.touching(membership.group, effect=chosen, today=clock.now().date()),
        **kept_here(request),
    }
    return shown(request, "decisions/proposing.html", context)


def _way(effect: Effect, membership: Membership) -> str:
    """Return the rule by which this is decided, if it was not settled a short time ago."""
    return terms.ALWAYS_BY.get(effect.name) or queries.way_of(membership.group)


def _folded(stands: Payload) -> Collection[str]:
    """Return what is folded of a long form: what has an answer already."""
    return [name for name, value in stands.items() if value is not None] if len(stands) > SHORT else []


def asked_of(form: Any, *, effect: Effect, folded: Collection[str]) -> list[dict[str, Any]]:
    """Return the questions about the change itself, and which of them only read as text until they are opened."""
    return [{"field": form[name], "folded": name in folded} for name in effect.form.base_fields]


def _propose(form: Any, *, effect: Effect, by: Membership) -> Proposal:
    told = form.told
    return operations.propose(
        effect=effect.name,
        payload={name: told[name] for name in effect.form.base_fields},
        why=told["why"],
        days=told["days"],
        review_on=told["review_on"],
        once=told["once"],
        by=by,
        now=clock.now(),
    )
