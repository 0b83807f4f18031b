"""The week here, on a page and on a wall."""

from django.http import HttpResponse
from django.shortcuts import render

from mutuality.kit import clock
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.week import lines, queries
from mutuality.week.terms import PAPERS


@signed_in
def week(request: Visit, me: Person) -> HttpResponse:
    """Today first, then seven days."""
    now = clock.now()
    found = queries.of(me, now=now)
    context = {
        "week": found,
        "days": lines.days(found),
        "arranged": found.arranged,
    }
    return render(request, "week/week.html", context)


@signed_in
def wall(request: Visit, me: Person) -> HttpResponse:
    """The same to print and hang up: what everyone here may read, and nothing of one's own."""
    found = queries.for_the_wall(now=clock.now())
    paper = request.GET.get("paper", "")
    context = {
        "week": found,
        "days": lines.days(found, wall=True),
        "paper": paper if paper in PAPERS else PAPERS[0],
        "large": request.GET.get("letters") == "large",
    }
    return render(request, "week/wall.html", context)
