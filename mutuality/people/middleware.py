"""Who is asking, and in which language."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from mutuality.kit import answers, clock, languages
from mutuality.kit.always_answered import ADDRESSES, EXIT
from mutuality.kit.ids import new_id
from mutuality.people import operations, queries, terms
from mutuality.people.models import Person, Session

Answer = Callable[[HttpRequest], HttpResponse]


class Visit(HttpRequest):
    """A request as views see it: the person, if signed in, and the session of this device."""

    person: Person | None
    device: Session | None
    ended_device: Session | None
    covered: bool
    page_mark: str
    unseen: bool
    # Whose page this is, as its view says once a door has let the person in; the frame shows where one can go there.
    circle: str | None
    view_asked: bool


def hand_out(response: HttpResponse, *, token: str, own_device: bool) -> None:
    """Give this device its session. On a device that is not one's own it goes with the window."""
    seconds = terms.OWN_DEVICE_STAYS.total_seconds() if own_device else None
    terms.SESSION_COOKIE.give(response, token, seconds=seconds)


def renewed(request: Visit, response: HttpResponse, *, token: str) -> HttpResponse:
    """Give this device what its session has from now on, if that has changed."""
    if token and request.device is not None:
        hand_out(response, token=token, own_device=request.device.own_device)
    return response


def token_of(request: HttpRequest) -> str:
    """What this device has of its session."""
    return terms.SESSION_COOKIE.of(request)


def ticket_of(request: HttpRequest) -> str:
    """What this browser was given when its device was asked for a passkey."""
    return terms.TICKET_COOKIE.of(request)


def take_away(response: HttpResponse) -> None:
    """This device knows nothing of a session any more."""
    for cookie in (terms.SESSION_COOKIE, terms.PARKED_COOKIE, terms.TICKET_COOKIE):
        cookie.take(response)


def session(answer: Answer) -> Answer:
    """Set ``request.person`` from the session cookie, with one look-up. Behind a curtain there is no person.

    A second look-up is made only for a cookie that opens nothing: it may be the one before the present one.
    """

    def asked(request: Visit) -> HttpResponse:
        moment, request.page_mark, request.unseen = clock.now(), "", False
        row = _row(request, now=moment)
        alive = row is not None and queries.is_alive(row, now=moment)
        request.device = row if alive else None
        request.ended_device = None if alive else row
        request.covered = row is not None and alive and _curtained(row, moment)
        request.person = row.person if row is not None and alive and not request.covered else None
        if row is not None and alive and (own := languages.spoken(row.person.language)):
            translation.activate(own)
        # A disk that takes nothing more must not stand before numbers to call; a curtain only falls earlier for it.
        if row is not None and request.person is not None and not _leaves(request):
            with suppress(DatabaseError):
                _keep(row, moment)
        response = answer(request)
        if row is not None and request.page_mark:
            with suppress(DatabaseError):
                operations.show_page(row, page=request.page_mark, now=clock.now())
        return response

    return asked  # type: ignore[return-value]


def _row(request: Visit, *, now: datetime) -> Session | None:
    """The session of this device. What is urgent is answered also when nothing can be looked up, as to a stranger."""
    token = token_of(request)
    try:
        return queries.session_row(token) or queries.earlier_session(token, now=now)
    except Exception:
        if request.path not in ADDRESSES:
            raise
        request.unseen = True
        return None


def _leaves(request: HttpRequest) -> bool:
    return request.path == EXIT


def mark_page(request: Visit) -> str:
    """A mark of the page that is being made, so that its going can be told from the going of an older one."""
    request.page_mark = request.page_mark or new_id()
    return request.page_mark


def _curtained(row: Session, moment: datetime) -> bool:
    return row.curtain_at is not None and row.curtain_at <= moment


def _keep(row: Session, moment: datetime) -> None:
    stale = row.used_on != moment.date()
    if row.curtain_at is not None:
        stale = row.curtain_at - moment < terms.CURTAIN_AFTER - timedelta(minutes=1)
    if stale:
        operations.keep_session(row, now=moment)


def answer_lines(answer: Answer) -> Answer:
    """Carry the line that answers an act to the next page of the same session. A curtain takes it away."""

    def asked(request: Visit) -> HttpResponse:
        response = answer(request)
        if request.covered:
            answers.forget(request, response)
        else:
            own = request.device is not None and request.device.own_device
            answers.hand_out(request, response, session=session_name(request), own_device=own)
        return response

    return asked  # type: ignore[return-value]


def session_name(request: Visit) -> str:
    """Return the random name of this device's session, empty where nobody is signed in."""
    device = getattr(request, "device", None)
    return device.id if device is not None else ""


def language(answer: Answer) -> Answer:
    """Speak the language chosen on this device, else the browser's; a person's own setting comes before both."""

    def asked(request: HttpRequest) -> HttpResponse:
        # Pages are UTF-8, and so is what their forms send, whatever a caller says of its own bytes.
        request.encoding = "utf-8"
        chosen = terms.LANGUAGE_COOKIE.of(request)
        accepted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
        asked_for = languages.asked_for(chosen=chosen, accepted=accepted, otherwise=queries.place_language)
        with translation.override(asked_for):
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or asked_for)
        return response

    return asked
