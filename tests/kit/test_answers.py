"""One line that answers an act: on the next page of the same session, once, and nowhere else."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from mutuality.kit import answers
from mutuality.kit.answers import COOKIE, answered
from mutuality.people.models import Session
from tests.cast import Cast, Someone
from tests.reading_pages import text

SAVED = 'id="answer"'


def act(someone: Someone) -> Client:
    """Someone changes how pages look; their browser now holds the line."""
    client = someone.client
    client.get("/you/comfort/")
    assert client.post("/you/comfort/", {"theme": "dark", "announce": "words"}).status_code == 302
    assert client.cookies[COOKIE.name].value
    return client


def says(client: Client, address: str = "/you/comfort/", **headers: str) -> bool:
    return SAVED in client.get(address, headers=headers).content.decode()


def holds(client: Client) -> bool:
    return bool(client.cookies[COOKIE.name].value)


def test_it_is_said_on_the_next_page_and_only_there(cast: Cast) -> None:
    client = act(cast.bea)
    page = client.get("/you/comfort/")
    assert SAVED in page.content.decode() and "Saved." in text(page)
    assert not holds(client) and not says(client)


def test_the_cookie_is_short_lived_and_out_of_reach_of_scripts(cast: Cast) -> None:
    cookie = act(cast.bea).cookies[COOKIE.name]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == answers.SECONDS
    assert "Saved" not in cookie.value


def test_on_a_device_that_is_not_ones_own_the_cookie_goes_with_the_window(cast: Cast) -> None:
    assert act(cast.una).cookies[COOKIE.name]["max-age"] == ""


def test_its_length_does_not_tell_one_sentence_from_another(rf: Any) -> None:
    lengths = set()
    for sentence in ("Saved.", "You've left The long table on Tuesday evenings. Your words there are gone."):
        response = answered(HttpResponse(), sentence)
        answers.hand_out(rf.get("/"), response, session="x", own_device=True)
        lengths.add(len(response.cookies[COOKIE.name].value))
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "change", [lambda kept: kept[:-8] + "AAAAAAA=", lambda kept: "x" * 40, lambda kept: "ü"]
)
def test_what_was_tampered_with_says_nothing(change: Any, cast: Cast) -> None:
    client = act(cast.bea)
    kept = client.cookies[COOKIE.name].value
    client.cookies[COOKIE.name] = change(kept)
    assert not says(client)
    client.cookies[COOKIE.name] = kept
    assert says(client)


def test_another_session_cannot_read_it(cast: Cast) -> None:
    kept = act(cast.bea).cookies[COOKIE.name].value
    for other in (cast.ada.new_client(), cast.nobody.new_client()):
        other.cookies[COOKIE.name] = kept
        assert not says(other, "/support/")
    assert says(cast.bea.client, "/support/")


def test_after_a_minute_it_is_not_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = act(cast.bea)
    later = answers.clock.now() + timedelta(seconds=answers.SECONDS + 1)
    monkeypatch.setattr(answers.clock, "now", lambda: later)
    assert not says(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Dest": "iframe"},
        {"Sec-Purpose": "prefetch"},
        {"Accept": "*/*"},
    ],
)
def test_what_is_no_page_before_a_person_does_not_use_it_up(headers: dict[str, str], cast: Cast) -> None:
    client = act(cast.bea)
    assert not says(client, **headers)
    assert holds(client) and says(client)


def test_the_page_of_a_topic_says_it_and_keeps_none_of_it(cast: Cast) -> None:
    client, address = act(cast.bea), f"/topics/{cast.topic.pk}/"
    assert says(client, address) and not says(client, address)
    from mutuality.rooms.views.talk import _TOPIC_PAGE

    assert not any("Saved." in part for made in _TOPIC_PAGE._forms.values() for part in made[0])


def test_leaving_quickly_and_the_curtain_take_it_away(cast: Cast) -> None:
    client = act(cast.una)
    assert client.post("/curtain/falling/").status_code == 204
    assert not holds(client)
    client = act(cast.bea)
    client.get("/exit")
    assert not holds(client)


def test_a_covered_page_shows_nothing_and_takes_it_away(cast: Cast) -> None:
    client = act(cast.una)
    Session.objects.filter(person=cast.una.person).update(curtain_at=cast.now - timedelta(seconds=1))
    assert not says(client, "/curtain/")
    assert not holds(client)


def test_signing_out_says_only_that(cast: Cast) -> None:
    client = act(cast.bea)
    client.post("/sign-out/")
    page = text(client.get("/"))
    assert "You're signed out." in page and "Saved." not in page


def test_signing_in_is_said_to_the_new_session(cast: Cast) -> None:
    client = cast.nobody.client
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    assert "You're signed in." in text(client.get("/you/"))


def test_an_act_that_can_be_undone_has_one_button(rf: Any, cast: Cast) -> None:
    client = cast.bea.client
    response = answered(
        HttpResponse(), "You took your words back.", undo=("/words/x/return/", "Bring them back")
    )
    answers.hand_out(rf.get("/"), response, session=cast.bea.session.id, own_device=True)
    client.cookies[COOKIE.name] = response.cookies[COOKIE.name].value
    page = client.get("/you/").content.decode()
    assert page.count('formaction="/words/x/return/"') == 1 and "Bring them back</button>" in page


def test_nothing_of_it_is_logged(cast: Cast, capfd: pytest.CaptureFixture[str]) -> None:
    client = act(cast.bea)
    kept = client.cookies[COOKIE.name].value
    assert says(client)
    said = "".join(capfd.readouterr())
    assert "pattern=you/comfort/" in said
    assert kept not in said and "Saved." not in said
