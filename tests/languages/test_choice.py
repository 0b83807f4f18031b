"""In which language the pages speak: by choice, else by browser; for open pages too; and it leaves no trace."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from mutuality.kit import languages
from mutuality.live import queries
from mutuality.live.terms import Audience, For, topic_of
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.site import wiring
from tests.cast import Cast, cookie
from tests.languages.conftest import beside_english
from tests.languages.pseudo import CODE, said
from tests.reading_pages import hidden, text, token

SPOKEN = said("Your safety on this device")
ENGLISH = "Your safety on this device"
BROWSER = {"Accept-Language": f"{CODE},en;q=0.5"}


@pytest.fixture(autouse=True)
def two_languages(pseudo_folder: Path):
    """The pages speak English and the language that nobody speaks."""
    with beside_english(pseudo_folder):
        yield


def choose(client: Client, language: str, **headers: str) -> object:
    """Choose a language on its page."""
    return client.post("/language/", {"language": language, "then": "/safety/"}, headers=headers)


def test_the_browser_is_asked_first(db: None) -> None:
    answer = Client().get("/safety/", headers=BROWSER)
    assert SPOKEN in text(answer) and answer["Content-Language"] == CODE
    assert SPOKEN not in text(Client().get("/safety/", headers={"Accept-Language": "xx,??;q=a"}))


def test_a_choice_comes_before_the_browser_and_the_address_stays(db: None) -> None:
    client = Client()
    answer = choose(client, CODE)
    assert (answer.status_code, answer["Location"]) == (302, "/safety/")
    assert SPOKEN in text(client.get("/safety/"))
    choose(client, "en")
    assert SPOKEN not in text(client.get("/safety/", headers=BROWSER))
    choose(client, "")
    assert SPOKEN in text(client.get("/safety/", headers=BROWSER))


def test_the_cookie_goes_with_the_window_and_means_nothing_else(db: None) -> None:
    kept = choose(Client(), CODE).cookies[cookie("l")]
    assert kept.value == CODE and not kept["max-age"] and not kept["expires"]
    assert kept["httponly"] and kept["samesite"] == "Lax"


@pytest.mark.parametrize("asked", ["../../etc", "xx", "e" * 9000, "en\n", "<b>"])
def test_what_is_no_language_of_ours_is_no_choice(asked: str, db: None) -> None:
    client = Client()
    assert choose(client, asked).status_code == 302
    assert client.get("/safety/", headers={"Cookie": f"{cookie('l')}={asked[:50]}"}).status_code == 200


def test_looking_changes_nothing_and_a_forged_form_neither(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(f"/language/?language={CODE}&then=/safety/")
    assert client.post("/language/", {"language": CODE}).status_code == 403
    assert SPOKEN not in text(client.get("/safety/"))


def test_one_comes_back_to_where_one_was_and_nowhere_else(db: None) -> None:
    client = Client()
    page = client.get("/language/", headers={"Referer": "http://testserver/support/"})
    assert hidden(page, "then") == "/support/"
    assert b'name="then"' not in client.get("/language/", headers={"Referer": "https://b.org/x/"}).content
    answer = client.post("/language/", {"language": CODE, "then": "//b.org/"})
    assert answer["Location"] == "/"


def test_every_page_shows_the_way_to_the_other_language_in_that_language(db: None) -> None:
    page = Client().get("/").content.decode()
    assert f'<a href="/language/" lang="{CODE}">Pseudo</a>' in page


def test_no_public_page_gets_a_cookie_by_being_read(db: None) -> None:
    for address in ("/", "/safety/", "/support/"):
        answer = Client().get(address, headers=BROWSER)
        assert not answer.cookies and answer["Cache-Control"] == "no-store"


def test_a_persons_setting_holds_on_all_their_devices_and_for_nobody_else(cast: Cast) -> None:
    choose(cast.bea.client, CODE)
    assert SPOKEN in text(cast.bea.new_client().get("/safety/"))
    assert SPOKEN not in text(cast.ada.client.get("/safety/"))
    assert Person.objects.get(pk=cast.bea.person.pk).language == CODE
    choose(cast.bea.client, "")
    assert SPOKEN not in text(cast.bea.new_client().get("/safety/"))


def test_before_the_curtain_the_page_speaks_the_persons_language(cast: Cast) -> None:
    people.settle_language(language=CODE, by=cast.una.person, now=cast.now)
    assert SPOKEN in text(cast.una.client.get("/curtain/"))


def test_the_next_visitor_of_the_same_thread_hears_nothing_of_it(cast: Cast) -> None:
    choose(cast.bea.client, CODE)
    cast.bea.client.get("/you/")
    assert ENGLISH in text(Client().get("/safety/")) and SPOKEN not in text(Client().get("/safety/"))


def test_open_pages_get_each_change_in_the_language_of_their_reader(cast: Cast) -> None:
    people.settle_language(language=CODE, by=cast.bea.person, now=cast.now)
    room = wiring.LIVE["room"]
    readers = [
        room.admit(cast.room.pk, token=someone.token, language=asked, asked={}, now=cast.now)
        for someone, asked in ((cast.ada, "en"), (cast.bea, "en"), (cast.dov, CODE))
    ]
    assert [reader.language for reader in readers] == ["en", CODE, CODE]
    word = cast.words["una"]
    hint = next(h for h in _hints(cast) if h.ref == word.pk)
    html = room.render(cast.room.pk, [hint], Audience(frozenset({"en", CODE}), frozenset()))[0].html
    assert said("I hear you") in html[For(CODE)] and said("I hear you") not in html[For("en")]


def _hints(cast: Cast) -> list:
    return queries.notices_since(topic_of("room", cast.room.pk), seq=0, limit=1000)


def test_a_kept_sentence_is_read_in_the_readers_language(cast: Cast) -> None:
    kept = languages.in_each(lambda: gettext("Home") + " → 7")
    assert languages.as_read(kept) == "Home → 7"
    with translation.override(CODE):
        assert languages.as_read(kept) == said("Home") + " → 7"
    assert languages.as_read("as it was before") == "as it was before"
    assert languages.in_each(lambda: "") == ""


def test_limits_taken_over_from_us_are_read_in_each_language_and_own_ones_stay(cast: Cast) -> None:
    page = text(cast.nobody.client.get("/limits/", headers=BROWSER))
    assert said("No one else that we know of.") in page
    assert "Ada, who pays for the small server" in page and said("Ada, who") not in page


def test_support_numbers_are_explained_in_the_readers_language(cast: Cast) -> None:
    assert said("Emergency number") in text(cast.nobody.client.get("/support/", headers=BROWSER))


def test_the_form_on_the_page_is_ours(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("language"))
    sent = {"language": CODE, "csrfmiddlewaretoken": token(page)}
    assert client.post("/language/", sent).status_code == 302
