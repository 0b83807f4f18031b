"""When a group meets: its page, its times, single dates, and a file for one's own calendar."""

from datetime import date, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.groups import access as groups_access
from mutuality.groups import hooks
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.groups.open_pages import hearing
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.refusals import NotHere
from mutuality.meetings import access, forms, overview, queries, scene_rendering, terms
from mutuality.meetings.effects import settled
from mutuality.meetings.models import DateChange
from mutuality.meetings.operations import when
from mutuality.occasions import calendar
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.safety import queries as safety_queries


def frame(membership: Membership) -> dict[str, Any]:
    """What each page about a group's meetings shows."""
    return {
        "membership": membership,
        "group": membership.group,
        "group_name": groups_queries.group_name(membership.group),
        "alone": groups_queries.decides_alone(membership.group),
        "changing": hooks.ways_to_change(membership),
    }


@signed_in
def meetings(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """When the group meets next, what is open now, and who has which turn."""
    membership = groups_access.membership_for(me, group_id=group_id)
    now, series = clock.now(), queries.series_of(membership.group.circle_id)
    heard = hearing(membership, now=now)
    context = (
        frame(membership)
        | heard
        | {
            "series": series,
            "where": queries.where(series) if series else "",
            "way": terms.Way(series.way).label if series else "",
            "dates": [{"day": d, "label": queries.said(d)} for d in queries.coming_of(series, now=now)],
            "settled": settled(series, now=now) if series else "",
            "changes": queries.changes_asked(membership, now=now),
            "open": _open(membership),
            "left": _left(membership),
            "turns": queries.turns(membership),
            "spans": terms.TURN_SPANS,
            "manner": queries.manner_of(membership.group.circle_id),
            "others": _others(membership),
        }
    )
    return render(request, "meetings/meetings.html", context)


def _open(membership: Membership) -> overview.Open | None:
    """The meeting that is going on, as this member may know of it from outside."""
    hidden = safety_queries.hidden_from(membership.person_id)
    circles = [membership.group.circle_id]
    return next(iter(overview.open_among(circles, person_id=membership.person_id, hidden=hidden)), None)


def _left(membership: Membership) -> list[dict[str, Any]]:
    """Meetings that have ended and can still be read, each with the hour at which its words go."""
    zone = people_queries.zone_of(membership.person)
    rows = queries.left_of(membership)
    return [{"row": row, "until": scene_rendering.until(row, zone=zone)} for row in rows]


def _others(membership: Membership) -> list[dict[str, str]]:
    members = [m for m in groups_queries.members(membership.group) if m.pk != membership.pk]
    return [{"id": m.pk, "name": groups_queries.member_name(m)} for m in members]


@signed_in
def times(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Say when the group meets, for as long as one person is alone with its terms."""
    membership = groups_access.membership_for(me, group_id=group_id)
    series = queries.series_of(membership.group.circle_id)
    start = _usual(me) if series is None else _start(series)
    form = forms.Times(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            when.settle_times(membership, parts=dict(form.told), now=clock.now())
            return answered(redirect("meetings", group_id=group_id), _("Saved."))
    return _settling(request, membership, form=form, manner=False)


def _usual(person: Person) -> dict[str, Any]:
    """What most groups begin with: an evening in a week, by this person's own clocks where they said which."""
    usual = {"first_on": clock.now().date() + timedelta(days=7), "at": time(19), "minutes": 60}
    zone = people_queries.zone_of(person)
    return usual | ({"zone": zone} if zone else {})


def _start(series: Any) -> dict[str, Any]:
    kept = {name: getattr(series, name) for name in when.PARTS if name != "where"}
    return kept | {"where": queries.where(series)}


@signed_in
def manner(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Say how meetings are held, for as long as one person is alone with the terms."""
    membership = groups_access.membership_for(me, group_id=group_id)
    row = queries.manner_of(membership.group.circle_id)
    form = forms.Manner(request.POST or None, initial={name: getattr(row, name) for name in when.MANNERS})
    if form.sent(request):
        with form.refusing():
            when.settle_manner(membership, parts=dict(form.told), now=clock.now())
            return answered(redirect("meetings", group_id=group_id), _("Saved."))
    return _settling(request, membership, form=form, manner=True)


def _settling(request: Visit, membership: Membership, *, form: Any, manner: bool) -> HttpResponse:
    context = frame(membership) | {"form": form, "manner": manner}
    return shown(request, "meetings/settling.html", context)


@signed_in
def meeting_date(request: Visit, me: Person, group_id: str, on: date) -> HttpResponse:
    """Skip one date, or move it to another day or time."""
    membership = groups_access.membership_for(me, group_id=group_id)
    now = clock.now()
    coming = queries.coming(membership.group.circle_id, now=now, most=terms.DATES_TO_CHANGE)
    found = next((d for d in coming if d.on == on), None)
    if found is None:
        raise NotHere
    start = {"to_on": found.begins.date(), "to_at": found.begins.time()}
    moving = request.POST.get("act") == "move"
    form = forms.DateMove(request.POST if moving else None, initial=start)
    if request.method == "POST" and (not moving or form.is_valid()):
        told = form.told if moving else {"to_on": None, "to_at": None}
        with form.refusing():
            row = when.change_date(membership, on=on, to_on=told["to_on"], to_at=told["to_at"], now=now)
            return answered(redirect("meetings", group_id=group_id), _changed(row.pk, moving=moving))
    context = frame(membership) | {"label": queries.said(found), "form": form, "third": _is_third(membership)}
    return shown(request, "meetings/date.html", context)


def _changed(change_id: str, *, moving: bool) -> str:
    """What came of it: the date has changed, or waits for one more person."""
    if not DateChange.objects.filter(pk=change_id, stands=True).exists():
        return _("The others can see what you suggest. One more person needs to agree.")
    return _("This date is moved.") if moving else _("This date is skipped.")


def _is_third(membership: Membership) -> bool:
    return len(groups_queries.ids_in(membership.group)) > terms.TOGETHER


@signed_in
def change_answers(request: Visit, me: Person, group_id: str, change_id: str) -> HttpResponse:
    """Say yes to a change of one date, or take one's yes back."""
    membership = groups_access.membership_for(me, group_id=group_id)
    row = access.change_for(membership, change_id=change_id)
    moving, agrees = row.to_on is not None, request.POST.get("yes") == "1"
    act = when.agree if agrees else when.disagree
    act(row, by=membership, now=clock.now())
    sentence = _changed(row.pk, moving=moving) if agrees else _("You've taken it back.")
    return answered(redirect("meetings", group_id=group_id), sentence)


@signed_in
def dates(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """The dates as a file for one's own calendar. Its title is neutral; the place is in it only if asked for."""
    membership = groups_access.membership_for(me, group_id=group_id)
    series = queries.series_of(membership.group.circle_id)
    if series is None:
        raise NotHere
    where = queries.where(series) if request.GET.get("place") == "1" else ""
    body = calendar.written(
        queries.times_of(series), uid=series.pk, sequence=series.sequence, where=where, now=clock.now()
    )
    response = HttpResponse(body, content_type=calendar.MEDIA)
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
