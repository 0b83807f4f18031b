"""The first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mutuality.groups import hooks
from mutuality.groups import queries as groups
from mutuality.kit import clock
from mutuality.people import queries as people
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.rooms import queries as rooms


@require_safe
def home(request: Visit) -> HttpResponse:
    """What is new in my groups, and nothing that counts or urges. Signed out: a plain way in."""
    if request.covered:
        return redirect("curtain")
    if request.person is None:
        return render(request, "site/start.html", {"founded": people.community() is not None})
    return render(request, "site/home.html", {"groups": _lines(request.person)})


def _lines(person: Person) -> list[dict[str, object]]:
    today = clock.now().date()
    return [
        {
            "id": m.group_id,
            "room_id": m.group.room_id,
            "name": groups.group_name(m.group),
            "knocks": groups.someone_knocks(m, now=clock.now()),
            "near": rooms.near(m.place),
            "going_on": hooks.lines(m, now=clock.now()),
            "topics": [line for line in rooms.topics(m.place, today=today) if line.new][:5],
        }
        for m in groups.memberships_of(person)
    ]
