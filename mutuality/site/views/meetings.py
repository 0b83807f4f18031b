"""All meetings of the groups one is in: what is open now, and when they meet next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.live import queries as live_queries
from mutuality.meetings import going_on
from mutuality.meetings import overview as meetings_overview
from mutuality.meetings import queries as meetings_queries
from mutuality.meetings.terms import Way
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.safety.queries import hidden_from

DATES_OF_A_GROUP = 3


@signed_in
def meetings(request: Visit, me: Person) -> HttpResponse:
    """Where a meeting is open, and the next dates of each group."""
    now, cursor = clock.now(), live_queries.newest(going_on.home_topic())
    groups = groups_queries.named_of(me)
    circles = [group.circle for group in groups]
    open_now = meetings_overview.open_among(circles, person_id=me.pk, hidden=hidden_from(me.pk))
    coming = meetings_overview.coming_among(circles, now=now, most=DATES_OF_A_GROUP)
    meeting_now = {each.circle for each in open_now}
    named = {group.circle: group for group in groups}
    context = {
        "open": [{"meeting": each, "group": named[each.circle]} for each in open_now],
        "groups": [_line(group, coming) | {"open": group.circle in meeting_now} for group in groups],
        "live": going_on.STREAM,
        "cursor": cursor,
        "announce": me.announce,
        "quiet": people_queries.quiet_from_now(me, now=now),
    }
    return render(request, "site/meetings.html", context)


def _line(group: groups_queries.Named, coming: meetings_overview.Coming) -> dict[str, Any]:
    series, dates = coming.get(group.circle, (None, []))
    return {
        "group": group,
        "zone": series.zone if series else "",
        "way": Way(series.way).label if series else "",
        "dates": [meetings_queries.said(day) for day in dates],
    }
