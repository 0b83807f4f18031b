"""What was typed and met an ended session or a curtain: kept for its writer, and put back into the same form."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse

from mutuality.kit import clock
from mutuality.kit.current_page import page_of
from mutuality.kit.forms import Form, words_in
from mutuality.kit.rates import TooMany, rates
from mutuality.people import operations, queries, terms
from mutuality.people.middleware import Visit
from mutuality.people.models import Person


def park_answers(request: HttpRequest, response: HttpResponse, *, person: Person, own_device: bool) -> bool:
    """Keep what was written in this request for the same person, if there is anything to keep.

    Marks, choices and secrets are no words: a press of a button leaves nothing behind, and no secret is kept.

    On a device that is not one's own, what leads back to it goes with the window.
    """
    kept = words_in(request.POST)
    if not kept or not _may_park(person):
        return False
    pages = sorted({request.path, page_of(request)})
    token = operations.park(pages=pages, answers=kept, by=person, now=clock.now())
    seconds = terms.PARKED_FOR.total_seconds() if own_device else None
    terms.PARKED_COOKIE.give(response, token, seconds=seconds)
    return True


def _may_park(person: Person) -> bool:
    """Somebody who writes stops long before this; a program would go on, also where leaving is never slowed down."""
    try:
        rates.take("park", key=person.pk)
    except TooMany:
        return False
    return True


def show_once(response: HttpResponse, *, page: str, shown: dict[str, str], person: Person) -> HttpResponse:
    """Keep what was just made, sealed, for the page that shows it once: loading that page makes nothing again."""
    token = operations.park(pages=[page], answers=shown, by=person, now=clock.now())
    terms.ONCE_COOKIE.give(response, token)
    return response


def shown_once(request: Visit) -> dict[str, str]:
    """Return what was just made for this page, the first time; from then on it is kept nowhere."""
    return _taken(request, token=terms.ONCE_COOKIE.of(request), parts=None)


def taken_from_parked(request: Visit, *, parts: Collection[str]) -> dict[str, str]:
    """The words that met an ended session on this very page, once; then they are here and nowhere else."""
    return _taken(request, token=terms.PARKED_COOKIE.of(request), parts=parts)


def _taken(request: Visit, *, token: str, parts: Collection[str] | None) -> dict[str, str]:
    if not token or request.method != "GET" or request.person is None:
        return {}
    kept = queries.parked_for(token, person=request.person, now=clock.now())
    if kept is None or request.path not in kept["pages"]:
        return {}
    answers: dict[str, str] = {k: v for k, v in kept["answers"].items() if parts is None or k in parts}
    if answers:
        operations.hand_back_parked(token, by=request.person, now=clock.now())
    return answers


def give_back(request: Visit, form: Form) -> bool:
    """Put the words that met an ended session into this form again. Whether there were any."""
    answers = taken_from_parked(request, parts=form.places_for_words())
    form.initial = {**(form.initial or {}), **answers}
    return bool(answers)
