"""No text escapes translation: every page and every answer to an empty form, in a language that nobody speaks."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from mutuality.site.doors import DOORS, Who
from tests.architecture.test_doors import parts
from tests.cast import Cast, Someone, cookie
from tests.languages.pseudo import Escapes, outside, said
from tests.meetings.table import gather

pytestmark = pytest.mark.usefixtures("pseudo_language")
QUIET = ("robots", "privacy-control", "exit")


@pytest.fixture
def cast(pseudo_language: None, cast: Cast) -> Cast:
    """The community, founded by people who speak it, while a meeting is open."""
    gather(cast)
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
    return cast.nobody if DOORS[name].who == Who.BEARER else cast.bea


@pytest.mark.parametrize("name", names())
def test_nothing_on_a_page_escapes_translation(name: str, cast: Cast) -> None:
    client = asker(name, cast).client
    client.cookies[cookie("d")] = cast.doors.opened
    client.cookies[cookie("w")] = cast.doors.knock_token
    address = reverse(name, kwargs=parts(name, cast))
    if "GET" in DOORS[name].methods:
        assert not escaped(client.get(address))
    if "POST" in DOORS[name].methods:
        assert not escaped(client.post(address))


def test_an_escape_would_be_found() -> None:
    page = f"<p>{said('One')} Two</p><p title='Three'>{said('Four <bdi>Ada</bdi> five')}</p><bdi>Bea</bdi>"
    assert sorted(Escapes(page).found) == ["Two", "title=Three"]
    assert outside(f"{said('All of it')} 12:30") == []
