"""No text escapes translation: every page and every answer to an empty form, in a language that nobody speaks."""

from datetime import datetime

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mutuality.kit.rates import rates
from mutuality.kit.routes import BEARER, routes
from mutuality.people import operations as people
from mutuality.people.models import Founding
from mutuality.rooms import operations as rooms
from mutuality.rooms.fragments import forget_all
from mutuality.safety import operations as safety
from mutuality.safety import queries
from mutuality.safety import together as limits
from mutuality.site.views.founding import STEPS
from mutuality.vault.ciphers import held
from tests.architecture.test_doors import ask_the_group, hold_sheets, parts
from tests.cast import Cast, Someone, cookie
from tests.languages.pseudo import Escapes, outside, said
from tests.meetings.table import gather
from tests.people.device import Device, add

pytestmark = pytest.mark.usefixtures("pseudo_language")
QUIET = ("robots", "privacy-control", "exit")
DOORS = routes()


@pytest.fixture
def cast(pseudo_language: None, cast: Cast) -> Cast:
    """The community, founded by people who speak it, while a meeting is open and a page has all it can show."""
    gather(cast)
    rooms.draw_boundary(cast.dov.place, by=cast.bea.place, now=cast.now)
    rooms.set_aside(cast.words["ada"], by=cast.bea.place, now=cast.now)
    safety.write_card(lines={"please": "Sit with me"}, by=cast.una.person, now=cast.now)
    safety.show_card(cast.una.place.pk, by=cast.una.person, now=cast.now)
    hold_sheets(cast, said="\u2014")
    ask_the_group(cast, said="\u2014")
    add(cast.bea.client, Device())
    limits.propose(queries.kept() | {"run_by": "Ada and Bea"}, by=cast.bea.person, now=cast.now)
    return cast


def escaped(answer: HttpResponse) -> list[str]:
    """What this answer says that was never given to be translated."""
    if not answer.get("Content-Type", "").startswith("text/html") or not answer.content:
        return []
    return Escapes(answer.content.decode()).found


def names() -> list[str]:
    """All addresses that speak to people."""
    return [name for name in DOORS if not name.startswith("ui:") and name not in (*QUIET, "demo")]


def asker(name: str, cast: Cast) -> Someone:
    """One who is let in there."""
    return cast.nobody if DOORS[name].who == BEARER else cast.bea


def ask(name: str, method: str, cast: Cast) -> HttpResponse:
    """One look, or one empty form; then everything is as it was before, in the rows and in memory."""
    assert cast.doors
    client = asker(name, cast).new_client()
    client.cookies[cookie("d")] = cast.doors.opened
    client.cookies[cookie("n")] = cast.doors.knock_token
    with transaction.atomic():
        to = "?to=https://example.org/" if name == "away" else ""
        answer = client.generic(method, reverse(name, kwargs=parts(name, cast)) + to)
        transaction.set_rollback(True)
    rates.forget()
    forget_all()
    held.empty()
    return answer


def test_nothing_on_any_page_escapes_translation(cast: Cast) -> None:
    """One walk through all addresses in one community: to found it anew for each takes minutes."""
    asked = [
        (name, method) for name in names() for method in ("GET", "POST") if method in DOORS[name].methods
    ]
    answers = {f"{method} {name}": ask(name, method, cast) for name, method in asked}
    assert not {which: found for which, answer in answers.items() if (found := escaped(answer))}


def test_nothing_escapes_translation_while_a_place_is_founded(db: None, now: datetime) -> None:
    client, token = Client(), people.await_founding(now=now)
    link = reverse("founding-link", kwargs={"token": token})
    answers = {"link": client.get(link), "begun": client.post(link), "used": client.get(link)}
    kept = {"community": "Elm Street", "limits": queries.starter(), "numbers": {}}
    people.note_founding(Founding.objects.get(), answers=kept, now=now)
    for name in STEPS:
        answers |= {name: client.get(reverse(name)), f"{name}, empty": client.post(reverse(name))}
    assert {answers[name].status_code for name in STEPS} == {200}
    assert not {which: found for which, answer in answers.items() if (found := escaped(answer))}


def test_an_escape_would_be_found() -> None:
    page = f"<p>{said('One')} Two</p><p title='Three'>{said('Four <bdi>Ada</bdi> five')}</p><bdi>Bea</bdi>"
    assert sorted(Escapes(page).found) == ["Two", "title=Three"]
    assert outside(f"{said('All of it')} 12:30") == []
