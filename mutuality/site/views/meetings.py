"""All meetings of the groups one is in: what is open now, and when they meet next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.meetings import overview as meetings_overview
from mutuality.meetings import queries as meetings_queries
from mutuality.meetings.terms import Way
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.safety.queries import hidden_from

DATES_OF_A_GROUP = 3


@signed_in
def meetings(request: Visit, me: Person) -> HttpResponse:
    """Where a meeting is open, and the next dates of each group."""
    groups = groups_queries.named_of(me)
    circles = [group.circle for group in groups]
    going_on = meetings_overview.open_among(circles, person_id=me.pk, hidden=hidden_from(me.pk))
    coming = meetings_overview.coming_among(circles, now=clock.now(), most=DATES_OF_A_GROUP)
    named = {group.circle: group for group in groups}
    context = {
        "open": [{"meeting": each, "group": named[each.circle]} for each in going_on],
        "groups": [_line(group, coming) for group in groups],
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
