"""A group: its list, its founding, its page, its terms, its ledger, and leaving it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mutuality.groups import access, forms, hooks, operations, queries, terms
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger
from mutuality.people import queries as people
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.parked import give_back
from mutuality.people.ways import has_said_again, signed_in
from mutuality.rooms import queries as rooms_here
from mutuality.rooms import terms as rooms
from mutuality.safety import queries as safety


def me(request: Visit) -> Person:
    """Whoever is signed in; the page has made sure that somebody is."""
    assert request.person is not None
    return request.person


def frame(membership: Membership) -> dict[str, object]:
    """What each page of a group shows."""
    group = membership.group
    return {
        "membership": membership,
        "group": group,
        "terms": queries.terms_of(group),
        "room_id": group.room_id,
        "retention": dict(rooms.RETENTIONS).get(group.room.retention_days, group.room.retention_days),
        "alone": queries.decides_alone(group),
    }


@require_GET
@signed_in
def groups(request: Visit) -> HttpResponse:
    """The groups I am in, and how to found or join another."""
    rows = [{"row": m, "name": queries.group_name(m.group)} for m in queries.memberships_of(me(request))]
    return render(request, "groups/groups.html", {"groups": rows, "form": forms.Spoken()})


@require_GET
@signed_in
def starters(request: Visit) -> HttpResponse:
    """Formats to begin from."""
    return render(request, "groups/starters.html", {"starters": terms.STARTERS})


@require_http_methods(["GET", "POST"])
@signed_in
def founding(request: Visit, slug: str) -> HttpResponse:
    """Found a group from a starter format."""
    starter = terms.starter(slug)
    if starter is None:
        raise NotHere
    start = {
        "for_whom": starter.for_whom,
        "agreement": starter.agreement,
        "in_danger": terms.IN_DANGER,
        **queries.starter_turns(slug)._asdict(),
        "name": people.name_of(me(request)),
        "bound": people.line_of(me(request), part="bound"),
        "once": new_id() + new_id(),
    }
    form = forms.Found(request.POST or None, initial=start)
    give_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            membership = operations.found(
                wording=form.wording(),
                starter=slug,
                retention_days=form.told["retention_days"],
                meetings=form.told["meetings"],
                turns=form.turns_told(),
                name=form.told["name"],
                bound=form.told["bound"],
                once=form.told["once"],
                by=me(request),
                now=clock.now(),
            )
            return redirect("group", group_id=membership.group_id)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "starter": starter}
    return render(request, "groups/founding.html", context, status=422 if form.errors else 200)


@require_GET
@signed_in
def group(request: Visit, group_id: str) -> HttpResponse:
    """The group's page: its agreement, its people, its doors."""
    membership = access.membership_for(me(request), group_id=group_id)
    everybody = queries.members(membership.group)
    near = rooms_here.near(membership.place)
    cards = safety.shown_among([m.place_id for m in everybody if m.person_id not in near.hidden])
    lines = [
        {
            "place": m.place_id,
            "name": queries.member_name(m),
            "bound": queries.place_bound(m),
            "me": m.pk == membership.pk,
            "card": m.place_id in cards,
        }
        for m in everybody
    ]
    context = frame(membership) | {
        "people": lines,
        "near": near if has_said_again(request) else near.unnamed(),
        "knocks": queries.someone_knocks(membership, now=clock.now()),
        "starter": terms.starter(membership.group.starter),
        "turns": [kind.name for kind in queries.turn_kinds(membership.group)],
        "going_on": hooks.lines(membership, now=clock.now()),
        "ways": hooks.ways(membership),
        "changing": hooks.ways_to_change(membership),
        "ends_on": queries.ends_on(membership.group),
    }
    return render(request, "groups/group.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def group_terms(request: Visit, group_id: str) -> HttpResponse:
    """The starting terms, for as long as one person is alone with them."""
    membership = access.membership_for(me(request), group_id=group_id)
    now_terms = queries.terms_of(membership.group)
    start = {
        "group_name": now_terms.name,
        "for_whom": now_terms.for_whom,
        "agreement": now_terms.agreement,
        "in_danger": now_terms.in_danger,
        "our_limits": now_terms.our_limits,
        "retention_days": membership.group.room.retention_days,
        "meetings": membership.group.meetings,
        "inviting": membership.group.inviting,
        **queries.turns_of(membership.group)._asdict(),
    }
    form = forms.StartingTerms(request.POST or None, initial=start)
    give_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            operations.settle_terms(
                membership,
                wording=form.wording(),
                retention_days=form.told["retention_days"],
                meetings=form.told["meetings"],
                inviting=form.told["inviting"],
                turns=form.turns_told(),
                by=me(request),
                now=clock.now(),
            )
            return redirect(arrived(request, reverse("group", args=[group_id])))
        except Refusal as refusal:
            form.refuse(refusal)
    context = frame(membership) | {
        "form": form,
        "changing": hooks.ways_to_change(membership),
        **kept_here(request),
    }
    return render(request, "groups/terms.html", context, status=422 if form.errors else 200)


@require_GET
@signed_in
def group_ledger(request: Visit, group_id: str) -> HttpResponse:
    """Uses of power in this group, in the open."""
    membership = access.membership_for(me(request), group_id=group_id)
    broken = ledger.verify(membership.group_id)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    entries = queries.ledger_lines(membership.group, before=before, most=terms.LINES_A_PAGE + 1)
    shown = entries[: terms.LINES_A_PAGE]
    earlier = shown[-1].number if len(entries) > len(shown) else None
    context = frame(membership) | {"entries": shown, "earlier": earlier, "broken": broken}
    return render(request, "groups/ledger.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def leaving(request: Visit, group_id: str) -> HttpResponse:
    """Leave the group. One act, no reason, no waiting. The page only says what will be gone."""
    membership = access.membership_for(me(request), group_id=group_id)
    if request.method == "POST":
        operations.leave(membership, by=me(request), now=clock.now())
        return redirect("groups")
    return render(request, "groups/leaving.html", frame(membership))
