"""A group: its list, its founding, its page, its terms, its ledger, and leaving it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.groups import access, formats, forms, hooks, operations, queries, terms
from mutuality.groups.models import Membership
from mutuality.groups.open_pages import hearing
from mutuality.kit import clock, paging
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere
from mutuality.ledger import queries as ledger_queries
from mutuality.people import queries as people_queries
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import has_said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.rooms import queries as rooms_queries
from mutuality.safety import queries as safety_queries


def frame(membership: Membership) -> dict[str, object]:
    """What each page of a group shows."""
    group = membership.group
    return {
        "membership": membership,
        "group": group,
        "terms": queries.terms_of(group),
        "room_id": group.room_id,
        "retention": queries.retention_name(group),
        "alone": queries.decides_alone(group),
    }


@signed_in
def groups(request: Visit, me: Person) -> HttpResponse:
    """The groups I am in, and how to found or join another."""
    mine = [(m, queries.terms_of(m.group)) for m in queries.memberships_of(me)]
    rows = [{"row": m, "name": known.name, "for_whom": known.for_whom} for m, known in mine]
    return render(request, "groups/groups.html", {"groups": rows, "form": forms.Spoken()})


@signed_in
def starters(request: Visit, me: Person) -> HttpResponse:
    """Formats to begin from."""
    return render(request, "groups/starters.html", {"groups": formats.by_heading()})


@signed_in
def founding(request: Visit, me: Person, slug: str) -> HttpResponse:
    """Found a group from a starter format."""
    starter = formats.every().get(slug)
    if starter is None:
        raise NotHere
    start = {
        "for_whom": starter.for_whom,
        "agreement": starter.agreement,
        "in_danger": terms.IN_DANGER,
        **queries.starter_turns(slug)._asdict(),
        "name": people_queries.name_of(me),
        "bound": people_queries.line_of(me, part="bound"),
        "once": new_id() + new_id(),
    }
    form = forms.Found(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            membership = operations.found(
                wording=form.wording(),
                starter=slug,
                retention_days=form.told["retention_days"],
                meetings=form.told["meetings"],
                turns=form.turns_told(),
                name=form.told["name"],
                bound=form.told["bound"],
                once=form.told["once"],
                by=me,
                now=clock.now(),
            )
            here = redirect("group", group_id=membership.group_id)
            return answered(here, _("Your group is ready. Invite someone when you're ready."))
    context = {"form": form, "starter": starter}
    return shown(request, "groups/founding.html", context)


@signed_in
def group(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """The group's page: its agreement, its people, its doors."""
    membership = access.membership_for(me, group_id=group_id)
    heard = hearing(membership, now=clock.now())
    everybody = queries.members(membership.group)
    near = rooms_queries.near(membership.place)
    cards = safety_queries.shown_among([m.place_id for m in everybody if m.person_id not in near.hidden])
    lines = [
        {
            "place": m.place_id,
            "name": queries.member_name(m),
            "pronouns": rooms_queries.place_pronouns(m.place),
            "bound": queries.place_bound(m),
            "me": m.pk == membership.pk,
            "card": m.place_id in cards,
            "came": m.place.floor,
        }
        for m in everybody
    ]
    context = frame(membership) | {
        "people": lines,
        "near": near if has_said_again(request) else near.unnamed(),
        "asking": queries.asking_to_join(membership, now=clock.now()),
        "starter": formats.every().get(membership.group.starter),
        "turns": [kind.name for kind in queries.turn_kinds(membership.group)],
        "lines": hooks.lines(membership, now=clock.now()),
        "ways": _beside_the_tabs(membership),
        "changing": hooks.ways_to_change(membership),
        "ends_on": queries.ends_on(membership.group),
        "head": ledger_queries.head(membership.group_id),
    }
    return render(request, "groups/group.html", heard | context)


def _beside_the_tabs(membership: Membership) -> list[hooks.Line]:
    tabs = {reverse(name, args=[membership.group_id]) for name in ("meetings", "decisions")}
    return [way for way in hooks.ways(membership) if way.url not in tabs]


@signed_in
def group_terms(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """The starting terms, for as long as one person is alone with them."""
    membership = access.membership_for(me, group_id=group_id)
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
    if form.sent(request):
        with form.refusing():
            operations.settle_terms(
                membership,
                wording=form.wording(),
                retention_days=form.told["retention_days"],
                meetings=form.told["meetings"],
                inviting=form.told["inviting"],
                turns=form.turns_told(),
                by=me,
                now=clock.now(),
            )
            there = redirect(arrived(request, reverse("group", args=[group_id])))
            return answered(there, _("Saved."))
    context = frame(membership) | {
        "form": form,
        "changing": hooks.ways_to_change(membership),
        **kept_here(request),
    }
    return shown(request, "groups/terms.html", context)


@signed_in
def group_ledger(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Uses of power in this group, in the open."""
    membership = access.membership_for(me, group_id=group_id)
    broken = ledger_queries.verify_newest(membership.group_id, most=terms.LINES_CHECKED)
    most = terms.LINES_A_PAGE + 1
    entries = queries.ledger_lines(membership.group, before=paging.before(request), most=most)
    shown = entries[: terms.LINES_A_PAGE]
    earlier = shown[-1].number if len(entries) > len(shown) else None
    context = frame(membership) | {"entries": shown, "earlier": earlier, "broken": broken}
    context["head"] = ledger_queries.head(membership.group_id)
    return render(request, "groups/ledger.html", context)


@signed_in
def leaving(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Leave the group. One act, no reason, no waiting. The page only says what will be gone."""
    membership = access.membership_for(me, group_id=group_id)
    if request.method == "POST":
        name = queries.group_name(membership.group)
        operations.leave(membership, by=me, now=clock.now())
        left = _("You've left %(group)s. Your words there are gone.") % {"group": name}
        return answered(redirect("groups"), left)
    return render(request, "groups/leaving.html", frame(membership))
