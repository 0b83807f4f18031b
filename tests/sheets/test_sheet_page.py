"""A sheet for everyone: filled in on the screen, printed, and kept nowhere."""

import re

import pytest

from mutuality.sheets import data_files
from tests.cast import COMMUNITY, Cast
from tests.reading_pages import text, title

MOST_BYTES = 15_000
SLUGS = list(data_files.every())


def test_all_sheets_are_listed_for_everyone_and_name_no_one(cast: Cast) -> None:
    page = cast.nobody.client.get("/sheets/")
    for slug, sheet in data_files.every().items():
        assert f'href="/sheets/{slug}/"' in page.content.decode() and str(sheet.about) in text(page)
    assert COMMUNITY not in text(page) and len(page.content) <= MOST_BYTES


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sheet_is_no_form_without_an_account(slug: str, cast: Cast) -> None:
    answer = cast.nobody.client.get(f"/sheets/{slug}/")
    page = answer.content.decode()
    assert answer.status_code == 200 and "<textarea" in page
    assert "<form" not in page and "formaction" not in page and "draft-keeper" not in page
    assert "csrfmiddlewaretoken" not in page and not answer.cookies
    assert answer["Cache-Control"] == "no-store" and title(answer) == "Page"
    assert len(answer.content) <= MOST_BYTES


def test_no_browser_remembers_what_was_typed(cast: Cast) -> None:
    page = cast.nobody.client.get("/sheets/meeting/").content.decode()
    boxes = re.findall(r"<textarea[^>]*>", page)
    assert len(boxes) > 10 and all('autocomplete="off"' in box for box in boxes)


def test_nothing_can_be_sent_to_it(cast: Cast) -> None:
    for client in (cast.nobody.client, cast.ada.client):
        assert client.post("/sheets/meeting/", {"q-want": "tea"}).status_code == 405


def test_what_someone_puts_into_the_address_is_not_on_the_page(cast: Cast) -> None:
    page = text(cast.nobody.client.get("/sheets/meeting/?q-want=tea&want=tea"))
    assert "What I want" in page and "tea" not in page.split()


def test_large_letters_can_be_asked_for_by_address(cast: Cast) -> None:
    plain, large = (
        cast.nobody.client.get(f"/sheets/meeting/{more}").content.decode() for more in ("", "?large")
    )
    assert re.search(r'id="large"[^>]*checked', large) and not re.search(r'id="large"[^>]*checked', plain)


def test_a_sheet_that_is_none_is_not_here(cast: Cast) -> None:
    assert cast.nobody.client.get("/sheets/nothing/").status_code == 404


def test_it_speaks_the_readers_language(cast: Cast) -> None:
    page = text(cast.nobody.client.get("/sheets/meeting/", headers={"Accept-Language": "es"}))
    assert "Mis tres prioridades" in page and "My three priorities" not in page
