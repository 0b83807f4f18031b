"""How this works, and how others can reach it, in plain words."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in

_ONLY_HERE = {"localhost", "127.0.0.1", "::1"}


def how(request: HttpRequest) -> HttpResponse:
    """Show what a group, a topic, a meeting and our other few words mean. The same page for everyone."""
    return render(request, "site/how.html")


@signed_in
def reach(request: Visit, me: Person) -> HttpResponse:
    """Show three ways in which others can reach this community, and what to ask someone who knows computers."""
    parts = urlsplit(settings.ADDRESS)
    host = parts.hostname or ""
    context = {
        "address": settings.ADDRESS,
        "only_here": host in _ONLY_HERE,
        "open_way": parts.scheme != "https" and not host.endswith(".onion"),
    }
    return render(request, "site/reach.html", context)
