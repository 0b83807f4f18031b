"""Proposing what is on a group's own shelf, beginning from the text that someone reads there."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rules
from mutuality.ballots.effects import Effect
from mutuality.decisions import forms as decisions_forms
from mutuality.decisions import operations as decisions
from mutuality.decisions import queries as decisions_queries
from mutuality.decisions.views.decisions import up
from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.shelf import entries, own
from mutuality.shelf import terms as shelf_terms

NEW = "new"


@signed_in
def proposing(request: Visit, me: Person, group_id: str, entry: str, effect: str) -> HttpResponse:
    """Propose a text, other words for one, or to take one off. Who is alone in the group does it at once."""
    membership = groups_access.membership_for(me, group_id=group_id)
    if effect not in (shelf_terms.TEXT, shelf_terms.HIDING):
        raise NotHere
    chosen = ballots_effects.named(effect)
    alone = groups_queries.decides_alone(membership.group)
    start = _start(membership, entry, chosen) | {"once": new_id() + new_id()}
    form = decisions_forms.about(chosen.form, around=decisions_forms.Proposing)(
        request.POST or None, initial=start
    )
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("propose", key=membership.pk)
            return _done(request, form, chosen, membership, alone=alone)
    context = up(membership) | {
        "form": form,
        "effect": chosen,
        "fields": [form[name] for name in chosen.form.base_fields],
        "alone": alone,
        "rule": rules.named(decisions_queries.way_of(membership.group)).says,
        "own": decisions_queries.opened_by(membership),
        **kept_here(request),
    }
    return shown(request, "site/group_shelf_proposing.html", context)


def _start(membership: Membership, entry: str, effect: Effect) -> dict[str, Any]:
    """What is in the form at first: the text as it is on this shelf. Raises NotHere for one that is not there."""
    if effect.name == shelf_terms.HIDING:
        hidden = {each.slug for each in own.hidden(membership.group.circle_id)}
        return {"entry": _there(membership, entry), "act": "show" if entry in hidden else "hide"}
    if entry == NEW:
        return {}
    try:
        mine = own.text(membership.group.circle_id, name=entry)
        return {"entry": entry, "title": mine.title, "note": mine.note, "words": mine.words}
    except NotHere:
        shipped = entries.every()[_there(membership, entry)]
    return {"entry": entry, "title": shipped.title, "note": shipped.note, "words": own.plain(shipped)}


def _there(membership: Membership, entry: str) -> str:
    if entry not in entries.every():
        own.text(membership.group.circle_id, name=entry)
    return entry


def _done(request: Visit, form: Any, effect: Effect, by: Membership, *, alone: bool) -> HttpResponse:
    payload = {name: form.told[name] for name in effect.form.base_fields}
    if alone:
        settle(effect, payload, by=by)
        return answered(redirect("group-shelf", by.group_id), _("Saved."))
    told = form.told
    row = decisions.propose(
        effect=effect.name,
        payload=payload,
        why=told["why"],
        days=told["days"],
        review_on=told["review_on"],
        once=told["once"],
        by=by,
        now=clock.now(),
    )
    there = redirect(arrived(request, reverse("decision", args=[row.pk])))
    return answered(there, _("Your proposal is open. Everyone in the group can answer now."))


@operation
def settle(effect: Effect, payload: dict[str, Any], *, by: Membership) -> None:
    """Do it at once, where no one else is in the group."""
    effect.apply(by.group, effect.check(by.group, payload), now=clock.now())
