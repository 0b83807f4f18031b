"""Signing in as one of the made-up people of a demonstration. The address exists only there."""

import secrets

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mutuality.kit.refusals import NotHere
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.queries import name_of
from mutuality.people.views.coming import settle_in

_links: dict[str, str] = {}


def link_for(person: Person) -> str:
    """Return an address that signs in once as this person, until the server stops."""
    token = secrets.token_urlsafe(18)
    _links[token] = person.pk
    return str(settings.ADDRESS) + reverse("demo", args=[token])


def sign_in(request: Visit, token: str) -> HttpResponse:
    """Sign in once as one of the made-up people. Raises NotHere for a used link."""
    person = Person.objects.filter(pk=_links.get(token, "")).first()
    if person is None:
        raise NotHere
    if request.method == "GET":
        return render(request, "site/demo.html", {"name": name_of(person)})
    _links.pop(token, None)
    # No one knows a passphrase of theirs, and everything of theirs is there to be looked at.
    return settle_in(request, redirect("home"), person=person, said=True, not_own=False)
