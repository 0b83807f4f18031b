"""The questions of a group, and asking one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.decisions.views.decisions import up
from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere
from mutuality.people import queries as people_queries
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.polls import forms, operations, queries, terms
from mutuality.polls.models import Poll
from mutuality.polls.terms import Kind

# What stands above the rest of the form, or is not seen.
ABOVE = ("question", "once", "day_", "at_")


@signed_in
def polls(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What the group is asked now, what it answered, and what can be asked."""
    membership, today = groups_access.membership_for(me, group_id=group_id), clock.now().date()
    group = membership.group
    context = up(membership) | {
        "open": [_line(row, membership) for row in queries.open_in(group, today=today)],
        "past": [_line(row, membership) for row in queries.past_in(group)],
        "kinds": [{"name": each.value, "label": each.label, "says": terms.SAYS[each]} for each in Kind],
        "alone": groups_queries.decides_alone(group),
        "own": queries.opened_by(membership),
    }
    return render(request, "polls/polls.html", context)


def _line(row: Poll, membership: Membership) -> dict[str, Any]:
    mine = queries.asked_of(row, membership=membership) if row.closed_on is None else None
    return {
        "row": row,
        "what": queries.first_line(row, membership=membership),
        "label": str(Kind(row.kind).label),
        "waits": mine is not None and not mine.took,
    }


@signed_in
def asking(request: Visit, me: Person, group_id: str, poll_kind: str) -> HttpResponse:
    """Ask the group something of one kind."""
    membership = groups_access.membership_for(me, group_id=group_id)
    if poll_kind not in forms.ASKING:
        raise NotHere
    zone = people_queries.zone_of(me)
    start = {"once": new_id() + new_id()} | ({"zone": zone} if zone else {})
    form = forms.ASKING[poll_kind](request.POST or None, initial=start)
    if poll_kind == Kind.LOT:
        kinds = groups_queries.turn_kinds(membership.group)
        form.fields["role"].choices = [("", _("None"))] + [(each.slug, each.name) for each in kinds]  # type: ignore[attr-defined]
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("poll", key=membership.pk)
            row = _ask(form, kind=poll_kind, by=membership)
            there = redirect(arrived(request, reverse("poll", args=[row.pk])))
            return answered(there, _("Your question is open. Everyone in the group can answer now."))
    slots = forms.slot_rows(form) if poll_kind == Kind.TIMES else []
    context = up(membership) | {
        "form": form,
        "label": Kind(poll_kind).label,
        "says": terms.SAYS[poll_kind],
        "around": [form[name] for name in form.fields if not name.startswith(ABOVE)],
        "slots": slots[: forms.TIMES_SHOWN],
        "more_slots": slots[forms.TIMES_SHOWN :],
        "own": queries.opened_by(membership),
        "employer": queries.host_is_employer() and "sight" in form.fields,
        **kept_here(request),
    }
    return shown(request, "polls/asking.html", context)


def _ask(form: Any, *, kind: str, by: Membership) -> Poll:
    told = form.told
    return operations.ask(
        kind=kind,
        sight=told.get("sight", terms.Sight.NAMED),
        question=told["question"],
        options=form.options(),
        days=told["days"],
        once=told["once"],
        role=told.get("role", ""),
        zone=told.get("zone", ""),
        by=by,
        now=clock.now(),
    )
