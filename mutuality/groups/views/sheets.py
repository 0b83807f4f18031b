"""Sheets in a group: those that two members or all hold together, and those that one member shows to another."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mutuality.groups import access, holding, queries
from mutuality.groups.models import Membership
from mutuality.groups.views.group import frame
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.refusals import NotHere
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.safety import access as safety_access
from mutuality.safety import queries as safety_queries
from mutuality.sheets import access as sheets_access
from mutuality.sheets import answers as sheets_answers
from mutuality.sheets import data_files, held_queries, joint
from mutuality.sheets import forms as sheets_forms
from mutuality.sheets import queries as sheets_queries
from mutuality.sheets.held_queries import Together

ALL = "all"


def names_in(membership: Membership) -> dict[str, str]:
    """The name of each member by their place."""
    return {each.place_id: queries.member_name(each) for each in queries.members(membership.group)}


def heard(membership: Membership) -> list[tuple[str, SafeString]]:
    """The other members whom I hear, as choices."""
    hidden = safety_queries.hidden_from(membership.person_id)
    everyone = queries.members(membership.group)
    return [
        (each.place_id, format_html("<bdi>{}</bdi>", queries.member_name(each)))
        for each in everyone
        if each.pk != membership.pk and each.person_id not in hidden
    ]


@signed_in
def sheets(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What I hold with others in this group, what is shown to me, and beginning another."""
    membership = access.membership_for(me, group_id=group_id)
    today = clock.now().date()
    hidden = safety_queries.hidden_from(me.pk)
    held = held_queries.held_by(
        membership.place_id, circle=membership.group.circle_id, hidden=hidden, today=today
    )
    seen = held_queries.shown_to(me, room=membership.group.room_id, today=today)
    names = names_in(membership)
    context = frame(membership) | {
        "held": [{"sheet": each, "other": names.get(each.other or "", "")} for each in held],
        "shown": [
            {"row": each, "name": names.get(each.by_id, "")}
            for each in seen
            if may_see(each.by.person_id, me)
        ],
        "sheets": [each for each in data_files.every().values() if {"two", "circle"} & set(each.held_by)],
    }
    return render(request, "sheets/group_sheets.html", context)


def may_see(owner: str, me: Person) -> bool:
    """Whether neither set a boundary about the other: what is shown is out of sight for as long as one is there."""
    return safety_access.may_reach(owner, to=me.pk) and safety_access.may_reach(me.pk, to=owner)


@signed_in
def new(request: Visit, me: Person, group_id: str, sheet: str) -> HttpResponse:
    """Begin a sheet with another member, or with all of us."""
    membership = access.membership_for(me, group_id=group_id)
    found = sheets_access.sheet(sheet, held_by=("two", "circle"))
    people = heard(membership) if "two" in found.held_by else []
    if "circle" in found.held_by:
        people.append((ALL, format_html("{}", _("All of us in this group"))))
    form = sheets_forms.WithWhom(request.POST or None, sheet=found, people=people)
    give_back(request, form)
    if form.sent(request):
        whom = form.told["whom"]
        with form.refusing():
            row = holding.begin(
                membership,
                found,
                form.filled(),
                other=None if whom == ALL else whom,
                by=me,
                now=clock.now(),
            )
            there = redirect(arrived(request, reverse("held-sheet", args=[row.pk])))
            return answered(there, _("Saved. They find it here."))
    context = frame(membership) | {"sheet": found, "form": form, "asked": form.asked(), "whom": form["whom"]}
    return shown(request, "sheets/writing_together.html", context | kept_here(request))


def _mine(request: Visit, me: Person, held_id: str, *, shut_too: bool = False) -> tuple[Membership, Together]:
    """A sheet that I hold, opened. Raises NotHere, also where it is with someone I don't hear."""
    row = sheets_access.held(me, held_id=held_id)
    membership = access.membership_in(me, circle_id=row.circle_id)
    request.circle = row.circle_id
    hidden = safety_queries.hidden_from(me.pk)
    today = clock.now().date()
    sheet = held_queries.opened(row, place=membership.place_id, hidden=hidden, today=today)
    if not sheet.readings and not (shut_too and sheet.behind):
        raise NotHere
    return membership, sheet


@signed_in
def held(request: Visit, me: Person, held_id: str) -> HttpResponse:
    """A sheet that we hold: what all agreed on, and what is open, side by side."""
    membership, sheet = _mine(request, me, held_id)
    return _held_page(request, membership, sheet)


def _held_page(request: Visit, membership: Membership, sheet: Together, *, said: str = "") -> HttpResponse:
    names = names_in(membership)
    readings = [
        {
            "reading": each,
            "author": names.get(each.row.author_id or "", ""),
            "agreed": sorted(names[place] for place in each.agreed if place in names),
            "answers": [(a.asks, sheets_answers.named(a, each.written.sheet)) for a in each.written.answers],
        }
        for each in sheet.readings
    ]
    context = frame(membership) | {
        "sheet": sheet,
        "readings": readings,
        "other": names.get(sheet.other or "", ""),
        "asked_to_erase": names.get(sheet.row.ending_id or "", ""),
        "i_asked": sheet.row.ending_id == membership.place_id,
        "joined_later": sheet.other is None and held_queries.some_not_asked(sheet, places=names),
        "refused": said,
    }
    return render(request, "sheets/held.html", context, status=422 if said else 200)


@signed_in
def writing(request: Visit, me: Person, held_id: str, wording_id: str) -> HttpResponse:
    """Write my wording, from one that is there. If that one is gone by the time I save, mine is kept all the same."""
    membership, sheet = _mine(request, me, held_id)
    base = sheets_access.reading(sheet, wording_id=wording_id, or_any=request.method == "POST")
    own = base.row.pk if base.mine and base.row.pk == wording_id else None
    found = base.written.sheet or sheets_forms.gone(base.written.name)
    form = sheets_forms.TogetherAnswers.starting(
        found,
        base.written.current(),
        request.POST or None,
        initial={"look_on": base.row.look_on, "version": base.row.version},
    )
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            filled = form.filled(earlier=tuple(base.written.earlier()))
            holding.write(membership, sheet.row, found, filled, own=own, by=me, now=clock.now())
            there = redirect(arrived(request, reverse("held-sheet", args=[held_id])))
            return answered(there, _("Saved. It counts once everyone who holds it agrees."))
    context = frame(membership) | {"sheet": found, "form": form, "asked": form.asked(), "held": sheet}
    return shown(request, "sheets/writing_together.html", context | kept_here(request))


@signed_in
def agreement(request: Visit, me: Person, held_id: str, wording_id: str) -> HttpResponse:
    """Say yes to a wording, or take a yes back."""
    membership, sheet = _mine(request, me, held_id)
    wording = sheets_access.reading(sheet, wording_id=wording_id).row
    now = clock.now()
    if request.POST.get("act") == "no":
        holding.no_longer_agree(membership, wording, by=me, now=now)
        return answered(redirect("held-sheet", held_id), _("You no longer agree to it. It is open again."))
    try:
        version = sheets_forms.number(request.POST.get("version"))
        all_did = holding.agree(membership, wording, version=version, by=me, now=now)
    except joint.Changed as refusal:
        return _held_page(request, *_mine(request, me, held_id), said=str(refusal.sentence))
    done = _("All of you agree now.") if all_did else _("You agreed.")
    return answered(redirect("held-sheet", held_id), done)


@signed_in
def taking_back(request: Visit, me: Person, held_id: str, wording_id: str) -> HttpResponse:
    """Erase my wording."""
    membership, sheet = _mine(request, me, held_id)
    wording = sheets_access.reading(sheet, wording_id=wording_id).row
    holding.take_back(membership, wording, by=me, now=clock.now())
    there = redirect("group-sheets", membership.group_id)
    return answered(there, _("Your wording is erased."))


@signed_in
def ending(request: Visit, me: Person, held_id: str) -> HttpResponse:
    """Erase a sheet for all who hold it; of a group, one asks and another does it. Or keep it after all."""
    membership, sheet = _mine(request, me, held_id, shut_too=True)
    if request.POST.get("act") == "keep":
        holding.keep_after_all(membership, sheet.row, by=me, now=clock.now())
        return answered(redirect("held-sheet", held_id), _("It is kept."))
    if holding.end(membership, sheet.row, by=me, now=clock.now()):
        return answered(
            redirect("group-sheets", membership.group_id), _("The sheet is erased for all of you.")
        )
    return answered(redirect("held-sheet", held_id), _("One more person needs to agree. Then it is erased."))


# My own sheet, shown to one person


@said_again
def showing(request: Visit, me: Person, sheet_id: str) -> HttpResponse:
    """Show one of my sheets to one person until a day, and take that back."""
    row = sheets_access.own_sheet(me, sheet_id=sheet_id)
    now = clock.now()
    mine = {m.group_id: m for m in queries.memberships_of(me)}
    people = [
        (
            f"{group}/{place}",
            format_html("<span>{} (<bdi>{}</bdi>)</span>", name, queries.group_name(m.group)),
        )
        for group, m in mine.items()
        for place, name in heard(m)
    ]
    week = now.date() + timedelta(days=7)
    form = sheets_forms.ToWhom(request.POST or None, people=people, initial={"until": week})
    if form.sent(request):
        group, _slash, place = form.told["whom"].partition("/")
        with form.refusing():
            holding.show(mine[group], row, to=place, until=form.told["until"], by=me, now=now)
            return answered(redirect("own-sheet-showing", sheet_id), _("It is shown to them now."))
    names = {m.group_id: names_in(m) for m in mine.values()}
    known = {place: name for members in names.values() for place, name in members.items()}
    context = {
        "form": form,
        "kept": sheets_queries.opened(row),
        "people": people,
        "shown": [
            {"row": each, "name": known.get(each.to_id, "")}
            for each in held_queries.shown_by(me, today=now.date())
            if each.sheet_id == row.pk
        ],
    }
    return shown(request, "sheets/showing.html", context)


@said_again
def showing_ending(request: Visit, me: Person, showing_id: str) -> HttpResponse:
    """Take back what I show."""
    joint.stop_showing(sheets_access.own_showing(me, showing_id=showing_id), by=me, now=clock.now())
    return answered(redirect("own-sheets"), _("It is no longer shown to them."))


@signed_in
def shown_sheet(request: Visit, me: Person, shown_id: str) -> HttpResponse:
    """A sheet that another member shows me. I can read it until the day they chose."""
    found = sheets_access.shown(
        me, shown_id=shown_id, may_see=lambda owner: may_see(owner, me), today=clock.now().date()
    )
    membership = next(m for m in queries.memberships_of(me) if m.place_id == found.row.to_id)
    request.circle = membership.group.circle_id
    context = frame(membership) | {
        "shown": found.row,
        "name": names_in(membership).get(found.row.by_id, ""),
        "written": found.written,
        "answers": [(a.asks, sheets_answers.named(a, found.written.sheet)) for a in found.written.answers],
    }
    return render(request, "sheets/shown_sheet.html", context)
