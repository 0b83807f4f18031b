"""What was typed and met an ended session or a curtain: kept for its writer, and put back into the same form."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse

from mutuality.kit import clock
from mutuality.kit.forms import Form, words_in
from mutuality.kit.standing import page_of
from mutuality.people import operations, queries, terms
from mutuality.people.middleware import Visit
from mutuality.people.models import Person


def park_answers(request: HttpRequest, response: HttpResponse, *, person: Person, own_device: bool) -> bool:
    """Keep what was written in this request for the same person, if there is anything to keep.

    Marks, choices and secrets are no words: a press of a button leaves nothing behind, and no secret is kept.

    On a device that is not one's own, what leads back to it goes with the window.
    """
    kept = words_in(request.POST)
    if not kept:
        return False
    pages = sorted({request.path, page_of(request)})
    token = operations.park(pages=pages, answers=kept, by=person, now=clock.now())
    seconds = terms.PARKED_FOR.total_seconds() if own_device else None
    terms.PARKED_COOKIE.give(response, token, seconds=seconds)
    return True


def taken_from_parked(request: Visit, *, parts: Collection[str]) -> dict[str, str]:
    """The words that met an ended session on this very page, once; then they are here and nowhere else."""
    token = terms.PARKED_COOKIE.of(request)
    if not token or request.method != "GET" or request.person is None:
        return {}
    kept = queries.parked_for(token, person=request.person, now=clock.now())
    if kept is None or request.path not in kept["pages"]:
        return {}
    answers: dict[str, str] = {k: v for k, v in kept["answers"].items() if k in parts}
    if answers:
        operations.hand_back_parked(token, by=request.person, now=clock.now())
    return answers


def give_back(request: Visit, form: Form) -> bool:
    """Put the words that met an ended session into this form again. Whether there were any."""
    answers = taken_from_parked(request, parts=form.places_for_words())
    form.initial = {**(form.initial or {}), **answers}
    return bool(answers)
