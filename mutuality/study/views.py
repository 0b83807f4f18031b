"""What a group studies: its sessions, wishes, and texts made together. Only members see any of it."""

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
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
from mutuality.study import access, forms, operations
from mutuality.study.models import Session, Study


@signed_in
def studies(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What the group studies, and beginning something."""
    membership = groups_access.membership_for(me, group_id=group_id)
    form = forms.Begin(request.POST or None)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("study", key=membership.pk)
            told = form.told
            row = operations.begin(
                title=told["title"], sessions=told["sessions"], by=membership, now=clock.now()
            )
            return answered(redirect("study", group_id, row.pk), _("Saved."))
    rows = Study.objects.filter(circle=membership.group.circle_id).select_related("key")
    found = sorted(
        ({"id": row.pk, "title": row.text("title")} for row in rows), key=lambda each: each["title"]
    )
    return shown(request, "study/studies.html", frame(membership) | {"form": form, "studies": found})


@signed_in
def study(request: Visit, me: Person, group_id: str, study_id: str) -> HttpResponse:
    """One study: its sessions, what members wish to learn and to show, and what they made."""
    membership, row = _mine(me, group_id, study_id)
    names, hidden = _names(membership), _hidden(membership)
    shelf = {each.id: each.title for each in own.texts(membership.group.circle_id)}
    context = _frame(membership, row) | {
        "sessions": [
            _session(each, membership=membership, names=names, shelf=shelf)
            for each in row.sessions.select_related("key").order_by("number")
        ],
        "wishes": [
            {
                "row": each,
                "words": each.text("words"),
                "name": names.get(each.place_id, ""),
                "mine": each.place_id == membership.place_id,
            }
            for each in row.wishes.select_related("key").order_by("shows", "pk")
            if each.place_id not in hidden
        ],
        "texts": [
            {"id": each.pk, "title": each.text("title")}
            for each in row.texts.select_related("key").order_by("pk")
        ],
        "asked": row.ending_id is not None,
        "i_asked": row.ending_id == membership.place_id,
    }
    return render(request, "study/study.html", context)


def _session(
    row: Session, *, membership: Membership, names: dict[str, str], shelf: dict[str, str]
) -> dict[str, Any]:
    shipped = entries.every().get(row.entry)
    return {
        "row": row,
        "entry": shipped,
        "ours": shelf.get(row.entry, ""),
        "reads": row.text("reads"),
        "note": row.text("note"),
        "opens": names.get(row.opens_id or "", ""),
        "mine": row.opens_id == membership.place_id,
    }


def _mine(me: Person, group_id: str, study_id: str) -> tuple[Membership, Study]:
    membership = groups_access.membership_for(me, group_id=group_id)
    return membership, access.study(membership, study_id=study_id)


def _frame(membership: Membership, row: Study) -> dict[str, Any]:
    return frame(membership) | {"study": row, "title": row.text("title")}


def _names(membership: Membership) -> dict[str, str]:
    """The name of each member by their place; of those whom this member hid, none."""
    hidden = _hidden(membership)
    members = groups_queries.members(membership.group)
    return {
        each.place_id: _("Someone you hid") if each.place_id in hidden else groups_queries.member_name(each)
        for each in members
    }


def _hidden(membership: Membership) -> frozenset[str]:
    people = safety_queries.hidden_from(membership.person_id)
    members = groups_queries.members(membership.group)
    return frozenset(each.place_id for each in members if each.person_id in people)


@signed_in
def session(request: Visit, me: Person, group_id: str, study_id: str, number: int) -> HttpResponse:
    """Say what is read in a session, what to know before, and when."""
    membership, row = _mine(me, group_id, study_id)
    found = access.session(row, number=number)
    start = {
        "entry": found.entry,
        "reads": found.text("reads"),
        "note": found.text("note"),
        "on": found.on,
        "version": found.version,
    }
    ours = tuple((each.id, each.title) for each in own.texts(membership.group.circle_id))
    form = forms.Plan(request.POST or None, initial=start, own=ours)
    give_back(request, form)
    if form.sent(request):
        try:
            with form.refusing():
                rates.take("study", key=membership.pk)
                operations.plan(found, **form.told, by=membership, now=clock.now())
                return answered(redirect("study", group_id, study_id), _("Saved."))
        except NotHere:
            form.add_error("entry", _("That text isn't on your shelf any more."))
    context = _frame(membership, row) | {
        "form": form,
        "number": number,
        "now": start,
        "changed": found.version,
    }
    return shown(request, "study/session.html", context)


@signed_in
def opening(request: Visit, me: Person, group_id: str, study_id: str, number: int) -> HttpResponse:
    """Take it on me to open a session, or lay that down."""
    membership, row = _mine(me, group_id, study_id)
    found, now = access.session(row, number=number), clock.now()
    there = redirect("study", group_id, study_id)
    if request.POST.get("act") == "lay-down":
        operations.lay_down(found, by=membership, now=now)
        return answered(there, _("You've laid it down."))
    if operations.open_it(found, by=membership, now=now):
        return answered(there, _("You open this session."))
    return there


@signed_in
def wishing(request: Visit, me: Person, group_id: str, study_id: str) -> HttpResponse:
    """Say what I would like to learn, or can show."""
    membership, row = _mine(me, group_id, study_id)
    form = forms.Wishing(request.POST or None)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("study", key=membership.pk)
            told = form.told
            operations.wish(
                row, words=told["words"], shows=told["shows"] == "yes", by=membership, now=clock.now()
            )
            return answered(redirect("study", group_id, study_id), _("Saved."))
    return shown(request, "study/wishing.html", _frame(membership, row) | {"form": form})


@signed_in
def wish_back(request: Visit, me: Person, group_id: str, study_id: str, wish_id: str) -> HttpResponse:
    """Take a wish of mine back."""
    membership, row = _mine(me, group_id, study_id)
    wish = access.own_wish(row, wish_id=wish_id, place=membership.place_id)
    operations.take_wish_back(wish, by=membership, now=clock.now())
    return answered(redirect("study", group_id, study_id), _("It is erased."))


@signed_in
def making(request: Visit, me: Person, group_id: str, study_id: str) -> HttpResponse:
    """Begin a text together."""
    membership, row = _mine(me, group_id, study_id)
    form = forms.Made(request.POST or None)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("study", key=membership.pk)
            told = form.told
            text = operations.make(
                row, title=told["title"], words=told["words"], stays=False, by=membership, now=clock.now()
            )
            return answered(redirect("study-text", group_id, study_id, text.pk), _("Saved."))
    return shown(request, "study/making.html", _frame(membership, row) | {"form": form})


@signed_in
def made(request: Visit, me: Person, group_id: str, study_id: str, made_id: str) -> HttpResponse:
    """A text that people made together. Who makes it changes it; others can join."""
    membership, row = _mine(me, group_id, study_id)
    found = access.made(row, made_id=made_id)
    asked = {each.place_id: each for each in found.makers.order_by("pk")}
    makers = {place: each for place, each in asked.items() if each.agreed}
    mine = makers.get(membership.place_id)
    start = {"title": found.text("title"), "words": found.text("words"), "version": found.version}
    form = forms.Made(request.POST if mine and request.POST else None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("study", key=membership.pk)
            told = form.told
            operations.reword(
                found,
                title=told["title"],
                words=told["words"],
                version=told["version"] or 0,
                by=membership,
                now=clock.now(),
            )
            return answered(redirect("study-text", group_id, study_id, made_id), _("Saved."))
    names = _names(membership)
    context = _frame(membership, row) | {
        "form": form,
        "text": found,
        "text_title": start["title"],
        "words": prose.render(str(start["words"])),
        "mine": mine,
        "makers": [names[place] for place in makers if place in names],
        "left": not makers,
        "asks_me": mine is None and membership.place_id in asked,
        "others": [
            (place, name)
            for place, name in names.items()
            if place not in asked and place not in _hidden(membership)
        ],
    }
    return shown(request, "study/made.html", context)


@signed_in
def part(request: Visit, me: Person, group_id: str, study_id: str, made_id: str) -> HttpResponse:
    """Ask someone to make a text with me, answer that, say whether it may outlive me, or take my part out."""
    membership, row = _mine(me, group_id, study_id)
    found, act, now = access.made(row, made_id=made_id), request.POST.get("act"), clock.now()
    here = redirect("study-text", group_id, study_id, made_id)
    # Whoever has no part in it, or no part any more, finds the text as it is.
    with suppress(NotHere):
        if act == "take-out":
            operations.take_out(found, by=membership, now=now)
            there = redirect("study", group_id, study_id)
            return answered(there, _("The text is erased for all of you."))
        if act == "ask":
            operations.ask(found, place=request.POST.get("place", ""), by=membership, now=now)
        elif act == "yes":
            operations.say_yes(found, by=membership, now=now)
        elif act == "no":
            operations.say_no(found, by=membership, now=now)
        elif act in ("goes", "stays"):
            operations.let_outlive(found, stays=act == "stays", by=membership, now=now)
        else:
            return here
        return answered(here, _("Saved."))
    return here


@signed_in
def ending(request: Visit, me: Person, group_id: str, study_id: str) -> HttpResponse:
    """Erase a study for all: one asks, and a second does it. Or keep it after all."""
    membership, row = _mine(me, group_id, study_id)
    if request.POST.get("act") == "keep":
        operations.keep_after_all(row, by=membership, now=clock.now())
        return answered(redirect("study", group_id, study_id), _("It is kept."))
    people = {each.place_id: each.pk for each in groups_queries.members(membership.group)}
    saying = {membership.pk, people.get(row.ending_id or "", membership.pk)}
    may_act = groups_queries.may_act_together(saying, there=list(people.values()))
    if operations.end(row, may_act=may_act, by=membership, now=clock.now()):
        return answered(redirect("studies", group_id), _("It is erased for all of you."))
    return answered(
        redirect("study", group_id, study_id), _("One more person needs to agree. Then it is erased.")
    )
