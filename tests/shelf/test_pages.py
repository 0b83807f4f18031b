"""The shelf is open to everyone: light pages, no account, nothing kept, to read and to print."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutuality.sheets import data_files
from mutuality.shelf import entries
from tests.cast import COMMUNITY, Cast
from tests.reading_pages import text, title

MOST_BYTES = 15_000


def test_every_kind_and_every_entry_can_be_reached(cast: Cast) -> None:
    first = cast.nobody.client.get("/shelf/")
    assert len(first.content) <= MOST_BYTES and COMMUNITY not in text(first)
    for slug, kind in entries.kinds().items():
        assert f'href="/shelf/kinds/{slug}/"' in first.content.decode()
        page = cast.nobody.client.get(f"/shelf/kinds/{slug}/").content.decode()
        assert all(f'href="/shelf/{entry.slug}/"' in page for entry in kind.entries)


def test_an_entry_is_a_light_page_that_keeps_nothing(cast: Cast) -> None:
    for slug, entry in entries.every().items():
        with CaptureQueriesContext(connection) as asked:
            answer = cast.nobody.client.get(f"/shelf/{slug}/")
        page = answer.content.decode()
        assert answer.status_code == 200 and len(answer.content) <= MOST_BYTES, slug
        assert title(answer) == "Page" and not answer.cookies and "<form" not in page
        assert not [each["sql"] for each in asked if not each["sql"].startswith("SELECT")]
        assert str(entry.title) in text(answer) and page.count("<h1") == 1, slug


def test_a_kind_is_a_booklet_on_one_page(cast: Cast) -> None:
    for slug, kind in entries.kinds().items():
        answer = cast.nobody.client.get(f"/shelf/booklets/{slug}/")
        said = text(answer)
        assert all(str(entry.title) in said for entry in kind.entries), slug
        assert answer.content.decode().count("<section") >= len(kind.entries)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_the_shelf_is_light(cast: Cast, language: str) -> None:
    pages = [f"/shelf/{part}/{slug}/" for part in ("kinds", "booklets") for slug in entries.kinds()]
    pages += ["/shelf/", "/shelf/search/?wanted=peer&kind=", "/shelf/ips/wrong/", "/shelf/ips/wrong/said/"]
    for address in pages:
        answer = cast.nobody.client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200 and len(answer.content) <= MOST_BYTES, address


def test_what_is_not_there_is_not_there(cast: Cast) -> None:
    for address in ("/shelf/nothing/", "/shelf/kinds/nothing/", "/shelf/booklets/nothing/"):
        assert cast.nobody.client.get(address).status_code == 404


def test_someone_finds_that_an_address_is_gone_and_what_to_do(cast: Cast) -> None:
    page = cast.nobody.client.get("/shelf/moving-forward/")
    said = text(page)
    assert "This address is gone." in said and "A web archive may have a copy." in said
    assert "pathprogram.samhsa.gov" in said and "/away/" not in page.content.decode()


def test_another_site_is_named_before_anyone_goes_there(cast: Cast) -> None:
    page = cast.nobody.client.get("/shelf/ips/").content.decode()
    assert 'href="/away/?to=http%3A%2F%2Fwww.intentionalpeersupport.org"' in page
    assert 'href="http' not in page
    assert "intentionalpeersupport.org" in text(
        cast.nobody.client.get("/away/?to=http%3A%2F%2Fwww.intentionalpeersupport.org")
    )


def test_a_text_warns_before_it_begins_and_says_its_source(cast: Cast) -> None:
    said = text(cast.nobody.client.get("/shelf/trauma-alarm/"))
    before, after = said.index("Before you read:"), said.index("When the brain sees danger")
    assert before < after < said.index("In our own words, after: slides of a training")


def test_it_speaks_the_readers_language(cast: Cast) -> None:
    said = text(cast.nobody.client.get("/shelf/grounding/", headers={"Accept-Language": "es"}))
    assert "Pon los dos pies en el suelo" in said and "Put both feet" not in said


@pytest.mark.parametrize("address", ["/", "/how/", "/support/", "/sheets/"])
def test_people_find_the_shelf_where_they_look(address: str, cast: Cast) -> None:
    assert 'href="/shelf/' in cast.nobody.client.get(address).content.decode()


def test_who_starts_a_group_is_led_to_the_library_about_it(cast: Cast) -> None:
    assert (
        'href="/shelf/support-groups-library/"' in cast.ada.client.get("/groups/starters/").content.decode()
    )


def test_looking_is_an_address_and_no_act(cast: Cast) -> None:
    answer = cast.nobody.client.get("/shelf/search/?wanted=tea&kind=")
    assert "Tea, and a few kind words" in text(answer) and not answer.cookies
    assert cast.nobody.client.post("/shelf/search/", {"wanted": "tea"}).status_code == 405


@pytest.mark.parametrize("words", ["\x00", "x" * 81, "", " "])
def test_words_that_cannot_be_looked_for_are_answered(words: str, cast: Cast) -> None:
    answer = cast.nobody.client.get("/shelf/search/", {"wanted": words, "kind": ""})
    assert answer.status_code == 422 and "What was found" not in text(answer)


@pytest.mark.parametrize(
    "words", ['"', "* OR NEAR(", "title:tea", "'; drop table shelf", "a" * 80, "ü-ß", "🫖"]
)
def test_signs_are_no_commands(words: str, cast: Cast) -> None:
    assert cast.nobody.client.get("/shelf/search/", {"wanted": words, "kind": ""}).status_code == 200


def test_a_kind_that_is_none_is_refused(cast: Cast) -> None:
    assert cast.nobody.client.get("/shelf/search/?wanted=tea&kind=nothing").status_code == 422


def test_each_text_leads_to_the_sheets_that_go_with_it(cast: Cast) -> None:
    leading = [(entry, sheet) for entry in entries.every().values() for sheet in entry.sheets]
    assert len(leading) > 8
    for entry, (slug, called) in leading:
        assert str(data_files.every()[slug].title) == str(called), entry.slug
        assert f'href="/sheets/{slug}/"' in cast.nobody.client.get(f"/shelf/{entry.slug}/").content.decode()
