"""The first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mutuality.groups import hooks
from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.people import queries as people_queries
from mutuality.people import told_devices
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.rooms import queries as rooms_queries
from mutuality.safety import putting_right
from mutuality.safety import queries as safety_queries


def home(request: Visit) -> HttpResponse:
    """What is new in my groups, and nothing that counts or urges. Signed out: a plain way in."""
    if request.covered:
        return redirect("curtain")
    if request.person is None:
        return render(request, "site/start.html", {"founded": people_queries.community() is not None})
    hours = people_queries.quiet_hours(request.person)
    quiet = hours is not None and hours.is_now(clock.now())
    waits, changed = putting_right.news(request.person, today=clock.now().date())
    context = {
        "leave_lines": told_devices.shows_lines(request),
        "number_waits": waits,
        "number_changed": changed,
        "groups": _lines(request.person, quiet=quiet),
        "quiet_until": hours.end if quiet and hours else "",
        "rewording": safety_queries.waits_for(request.person, today=clock.now().date()),
    }
    return render(request, "site/home.html", context)


def _lines(person: Person, *, quiet: bool) -> list[dict[str, object]]:
    """In quiet hours nobody is told what is new; whoever wants to know goes to the talk."""
    now = clock.now()
    return [
        {
            "id": m.group_id,
            "room_id": m.group.room_id,
            "name": groups_queries.group_name(m.group),
            "knocks": groups_queries.someone_knocks(m, now=now),
            "near": rooms_queries.near(m.place),
            "ends_on": groups_queries.ends_on(m.group),
            "going_on": hooks.lines(m, now=now),
            "topics": []
            if quiet
            else [line for line in rooms_queries.topics(m.place, now=now) if line.new][:5],
        }
        for m in groups_queries.memberships_of(person)
    ]
