"""The first page: what goes on now, what is new, what waits for an answer, and when we meet next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mutuality.concerns import overview as concerns_overview
from mutuality.decisions import overview as decisions_overview
from mutuality.first_aid import overview as first_aid_overview
from mutuality.groups import overview as groups_overview
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.current_page import led_here
from mutuality.live import queries as live_queries
from mutuality.meetings import going_on
from mutuality.meetings import overview as meetings_overview
from mutuality.meetings import queries as meetings_queries
from mutuality.meetings.terms import Way
from mutuality.people import queries as people_queries
from mutuality.people import terms as people_terms
from mutuality.people import told_devices
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.polls import overview as polls_overview
from mutuality.rooms import news
from mutuality.rooms import queries as rooms_queries
from mutuality.safety import putting_right
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden
from mutuality.sheets import held_queries
from mutuality.shelf import queries as shelf_queries
from mutuality.site import home_parts
from mutuality.site.views import first_days
from mutuality.week import lines as week_lines
from mutuality.week import queries as week_queries
from mutuality.week import terms as week_terms

# So many names are said of those who wrote; how many there are is never said.
NAMES_SAID = 3


def home(request: Visit) -> HttpResponse:
    """What is new in my groups, and nothing that counts or urges. Signed out: a plain way in."""
    if request.covered:
        # An open page whose stream was closed leads here: the curtain leads back to it.
        then = led_here(request)
        return redirect(reverse("curtain") + (f"?{urlencode({'then': then})}" if then else ""))
    if request.person is None:
        return render(request, "site/start.html", {"founded": people_queries.community() is not None})
    return render(request, "site/home.html", _context(request, request.person))


def _context(request: Visit, me: Person) -> dict[str, Any]:
    now = clock.now()
    cursor = live_queries.newest(going_on.home_topic())
    hours = people_queries.quiet_hours(me)
    quiet = hours is not None and hours.is_now(now)
    mine = groups_overview.memberships_with_places(me)
    circles = {m.group.circle_id: groups_queries.group_name(m.group) for m in mine}
    hidden = safety_queries.hidden_from(me.pk)
    return {
        "name": people_queries.name_of(me),
        "live": going_on.STREAM,
        "cursor": cursor,
        "announce": me.announce,
        "quiet": people_queries.quiet_from_now(me, now=now),
        "leave_lines": told_devices.shows_lines(request),
        "quiet_until": hours.end if quiet and hours else "",
        "open": _open(circles, me, hidden=hidden),
        "groups": _groups(mine, circles, hidden=hidden, quiet=quiet, now=now),
        "to_answer": _to_answer(mine, me, circles, hidden=hidden, now=now),
        "coming": [home_parts.meeting(each) for each in _coming(circles, now=now)],
        "week": _week(me, circles, hidden=hidden, now=now),
        "steps": (steps := _first_steps(mine)),
        "first_days": not steps and first_days.are_now(me, today=now.date()),
    }


def _open(circles: dict[str, str], me: Person, *, hidden: Hidden) -> list[dict[str, Any]]:
    open_now = meetings_overview.open_among(circles, person_id=me.pk, hidden=hidden)
    return [{"meeting": each, "name": circles[each.circle]} for each in open_now]


def _groups(
    mine: Sequence[Membership], circles: Mapping[str, str], *, hidden: Hidden, quiet: bool, now: datetime
) -> list[SafeString]:
    """In quiet hours nobody is told what is new; whoever wants to know goes to the talk."""
    places = [m.place for m in mine]
    threads = news.threads(places, hidden=hidden, most=0 if quiet else NAMES_SAID, now=now)
    near = rooms_queries.near_each(places) if hidden else {}
    lines = [
        {
            "id": m.group_id,
            "room": m.group.room_id,
            "name": circles[m.group.circle_id],
            "near": near.get(m.group.room_id),
            "ends_on": groups_queries.ends_on(m.group),
            "topics": [_topic(each, quiet=quiet) for each in threads[m.group.room_id]],
        }
        for m in mine
    ]
    return [home_parts.group(each, quiet=quiet) for each in sorted(lines, key=_new_first)]


def _new_first(line: Mapping[str, Any]) -> tuple[bool, str]:
    return not any(topic["names"] for topic in line["topics"]), line["name"].casefold()


def _topic(thread: news.Thread, *, quiet: bool) -> dict[str, str]:
    names = "" if quiet else said_names(thread.names, others=thread.others)
    return {"id": thread.id, "title": thread.title, "names": names}


def said_names(names: Sequence[str], *, others: bool) -> str:
    """Say a few names as a sentence does; that there are more of them is said without how many."""
    if names and others:
        return _("%(names)s and others") % {"names": ", ".join(names)}
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """Something that waits for my answer: what it is, where it is, until when, and where I answer."""

    kind: str
    what: str = ""
    where: str = ""
    ref: str = ""
    until: Any = None


def _to_answer(
    mine: Sequence[Membership], me: Person, circles: dict[str, str], *, hidden: Hidden, now: datetime
) -> list[ToAnswer]:
    today = now.date()
    groups = {m.group_id: circles[m.group.circle_id] for m in mine}
    return [
        *(
            ToAnswer("first-aid", where=groups[each], ref=each)
            for each in first_aid_overview.waiting_for(me.pk, groups=groups, now=now)
        ),
        *(
            ToAnswer("between", where=groups[each], ref=each)
            for each in concerns_overview.asked_in(me, groups=groups, now=now)
        ),
        *(
            ToAnswer("along", each.name, ref=each.id)
            for each in concerns_overview.asked_along(me, today=today)
        ),
        *(
            ToAnswer("knock", each.name, groups[each.group], each.group)
            for each in groups_overview.asks_to_join(me, groups=groups, now=now)
        ),
        *_proposals("proposal", decisions_overview.waiting_for(me.pk, circles=circles, today=today), circles),
        *(
            ToAnswer("poll", each.label, circles[each.circle], each.id, each.until)
            for each in polls_overview.waiting_for(me.pk, circles=circles, today=today)
        ),
        *_of_the_place(me, now=now),
        *(
            ToAnswer("sheet", each.name, circles[each.row.circle_id], each.row.pk)
            for each in held_queries.waiting_for(me, circles=circles, hidden=hidden, today=today)
        ),
        *_proposals("review", decisions_overview.look_again(circles, today=today), circles),
    ]


def _proposals(
    kind: str, rows: Iterable[decisions_overview.Waiting], circles: dict[str, str]
) -> Iterable[ToAnswer]:
    return [ToAnswer(kind, row.label, circles[row.circle], row.id, row.until) for row in rows]


def _of_the_place(me: Person, *, now: datetime) -> Iterable[ToAnswer]:
    """What is for all people of the community to answer or to know: other limits, and numbers to call."""
    today = now.date()
    if rewording := safety_queries.waits_for(me, today=today):
        yield ToAnswer(rewording.subject, until=rewording.until)
    if settled := people_queries.place_settled(since=today - people_terms.PLACE_NEWS):
        yield ToAnswer("place-changed", until=settled)
    waits, changed = putting_right.news(me, today=today)
    if waits:
        yield ToAnswer("number")
    if shelf_queries.someone_waits(me, today=today):
        yield ToAnswer("shelf")
    if changed:
        yield ToAnswer("number-changed", until=changed)


def _coming(circles: dict[str, str], *, now: datetime) -> list[dict[str, Any]]:
    """When each group meets next, the soonest first."""
    coming = meetings_overview.coming_among(circles, now=now)
    soonest = sorted(coming.items(), key=lambda item: item[1][1][0].begins)
    return [
        {
            "group": circles[circle],
            "when": meetings_queries.said(dates[0]),
            "way": Way(series.way).label,
            "zone": series.zone,
        }
        for circle, (series, dates) in soonest
    ]


def _week(
    me: Person, circles: Mapping[str, str], *, hidden: Hidden, now: datetime
) -> dict[str, list[SafeString]]:
    """What is off or has moved in the next days, and what is on among my own dates besides the meetings."""
    found = week_queries.for_home(me, circles=circles, hidden=hidden, now=now)
    off = [each for each in found if each.when.off][: week_terms.CHANGES_ON_HOME]
    on = [each for each in found if not each.when.off][: week_terms.CHANGES_ON_HOME]
    return {
        "off": [week_lines.line(each, with_day=True) for each in off],
        "on": [week_lines.line(each, with_day=True) for each in on],
    }


def _first_steps(mine: Sequence[Membership]) -> dict[str, Any]:
    """What whoever set this community up does first, for as long as nobody else is here."""
    if any(m.group.alone_since is None for m in mine) or not people_queries.is_alone():
        return {}
    return {"shown": True, "group": mine[0].group_id if mine else ""}
