"""On which devices a person has read how to leave quickly, so that it comes once on each and not at every sign-in.

A device of one's own remembers it in a cookie: a keyed mark that fits one person, names no one and opens nothing.
Leaving quickly takes the cookie away with all others. A device that is not one's own remembers nothing.
"""

import secrets
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from mutuality.people import terms
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.vault import operations as vault

_REMEMBERED_FOR = timedelta(days=180)
_READ, _HIDDEN = "read", "hidden"


def has_read(request: HttpRequest, person: Person) -> bool:
    """Whether this person has read on this device how to leave quickly."""
    return _holds(request, person, _READ) or _holds(request, person, _HIDDEN)


def note_read(request: Visit, response: HttpResponse, *, by: Person) -> None:
    """Remember on a device of one's own that its person has read how to leave quickly."""
    if not _holds(request, by, _HIDDEN):
        _remember(request, response, _mark(by, _READ))


def shows_lines(request: Visit) -> bool:
    """Whether Home still says in three lines how to leave quickly: on one's own device, until they are hidden."""
    device, person = request.device, request.person
    if device is None or person is None or not device.own_device:
        return False
    return not _holds(request, person, _HIDDEN)


def hide_lines(request: Visit, response: HttpResponse, *, by: Person) -> None:
    """Don't show the three lines on this device any more."""
    _remember(request, response, _mark(by, _HIDDEN))


def _remember(request: Visit, response: HttpResponse, mark: str) -> None:
    if request.device is not None and request.device.own_device:
        terms.TOLD_COOKIE.give(response, mark, seconds=_REMEMBERED_FOR.total_seconds())


def _holds(request: HttpRequest, person: Person, what: str) -> bool:
    kept = terms.TOLD_COOKIE.of(request)
    return bool(kept) and secrets.compare_digest(kept.encode(), _mark(person, what).encode())


def _mark(person: Person, what: str) -> str:
    return vault.mark(f"{what}:{person.pk}", about="people.told_device")
