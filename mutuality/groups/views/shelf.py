"""A group's own shelf: its texts, what it hid, and what has helped its members. Only members read it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.groups import access, holding, queries
from mutuality.groups.models import Membership
from mutuality.groups.views.group import frame
from mutuality.kit import clock, prose
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.safety import queries as safety_queries
from mutuality.shelf import entries, own
from mutuality.shelf import finding as shelf_finding
from mutuality.shelf import forms as shelf_forms
from mutuality.shelf import queries as shelf_queries
from mutuality.shelf.models import Helped
from mutuality.shelf.own import Help


@signed_in
def shelf(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What is on the group's own shelf, and what of it, and of the shelf for everyone, has some words."""
    membership = access.membership_for(me, group_id=group_id)
    circle = membership.group.circle_id
    texts, helped, hidden = own.texts(circle), _heard(membership), own.hidden(circle)
    asked = "wanted" in request.GET
    if asked:
        rates.take("find", key=me.pk)
    form = shelf_forms.Looking(request.GET if asked else None)
    context = frame(membership) | {
        "texts": texts,
        "helped": _lines(membership, helped),
        "hidden": hidden,
        "form": form,
        "found": None,
    }
    if asked and form.is_valid():
        wanted, gone = form.told["wanted"], {each.slug for each in hidden}
        ours, theirs = own.find(wanted, own=texts, others=helped)
        shipped = [
            each for each in shelf_finding.find(wanted, kind=form.told["kind"]) if each.slug not in gone
        ]
        context |= {"found": shelf_queries.as_known(shipped), "ours": ours}
        context |= {"theirs": _lines(membership, theirs)}
    return shown(request, "groups/shelf.html", context)


@signed_in
def text(request: Visit, me: Person, group_id: str, entry: str) -> HttpResponse:
    """One text as it is on this group's shelf: its own words, or the shipped ones."""
    membership = access.membership_for(me, group_id=group_id)
    circle = membership.group.circle_id
    shipped = entries.every().get(entry)
    mine = None
    try:
        mine = own.text(circle, name=entry)
    except NotHere:
        if shipped is None:
            raise
    context = frame(membership) | {
        "entry": shipped or entries.every().get(mine.entry if mine else ""),
        "text": mine,
        "words": prose.render(mine.words) if mine else "",
        "name": mine.id if mine and shipped is None else entry,
        "is_hidden": entry in {each.slug for each in own.hidden(circle)},
    }
    return render(request, "groups/shelf_text.html", context)


@signed_in
def giving(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Write down what has helped me, and whether it may outlive me."""
    membership = access.membership_for(me, group_id=group_id)
    form = shelf_forms.Helped(request.POST or None)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("shelf-helped", key=membership.pk)
            told = form.told
            holding.give_help(membership, words=told["words"], stays=told["stays"], by=me, now=clock.now())
            return answered(redirect("group-shelf", group_id), _("Saved."))
    return shown(request, "groups/shelf_giving.html", frame(membership) | {"form": form})


@signed_in
def helped(request: Visit, me: Person, group_id: str, helped_id: str) -> HttpResponse:
    """Take back what I gave, or say whether it may outlive me."""
    membership, now = access.membership_for(me, group_id=group_id), clock.now()
    row = Helped.objects.filter(pk=helped_id, place=membership.place_id).first()
    if row is None:
        raise NotHere
    act, there = request.POST.get("act"), redirect("group-shelf", group_id)
    if act == "take-back":
        own.take_back(row, by=me, now=now)
        return answered(there, _("It is erased."))
    if act in ("stays", "goes"):
        own.let_outlive(row, stays=act == "stays", by=me, now=now)
        said = _("It stays here when you leave.") if act == "stays" else _("It goes when you leave.")
        return answered(there, said)
    return there


@signed_in
def removal(request: Visit, me: Person, group_id: str, helped_id: str) -> HttpResponse:
    """Take away what someone left behind. One asks, and another one does it."""
    membership = access.membership_for(me, group_id=group_id)
    rows = Helped.objects.filter(pk=helped_id, circle=membership.group.circle_id, place=None)
    row = rows.first()
    if row is None:
        raise NotHere
    done = own.remove_left(
        row, place=membership.place_id, may_act=_may_act(membership, row), by=me, now=clock.now()
    )
    said = _("It is erased.") if done else _("One more person needs to agree. Then it is erased.")
    return answered(redirect("group-shelf", group_id), said)


def _may_act(membership: Membership, row: Helped) -> bool:
    """Return whether this member and the one who asked before are enough for what takes two; or one who is alone."""
    people = {each.place_id: each.pk for each in queries.members(membership.group)}
    saying = {membership.pk, people.get(row.ending_id or "", membership.pk)}
    return queries.may_act_together(saying, there=list(people.values()))


def _heard(membership: Membership) -> list[Help]:
    """What has helped members, without those whom this member hid."""
    hidden = safety_queries.hidden_from(membership.person_id)
    people = {each.place_id: each.person_id for each in queries.members(membership.group)}
    every = own.helped(membership.group.circle_id)
    return [each for each in every if not each.place or people.get(each.place, "") not in hidden]


def _lines(membership: Membership, some: list[Help]) -> list[dict[str, Any]]:
    names = {each.place_id: queries.member_name(each) for each in queries.members(membership.group)}
    return [
        {
            "row": each.row,
            "words": prose.render(each.words),
            "name": names.get(each.place or "", ""),
            "mine": each.place == membership.place_id,
            "asked": each.row.ending_id is not None,
            "i_asked": each.row.ending_id == membership.place_id,
        }
        for each in some
    ]
