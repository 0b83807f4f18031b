"""How this works, and how others can reach it: plain pages, for everyone and for those who are here."""

from typing import Any

import pytest

from tests.cast import COMMUNITY, Cast
from tests.reading_pages import text

MOST_BYTES = 15_000


def test_everyone_can_read_how_this_works_and_it_names_no_one(cast: Cast) -> None:
    answer = cast.nobody.client.get("/how/")
    page = text(answer)
    assert answer.status_code == 200 and COMMUNITY not in page
    for word in ("group", "topic", "meeting", "turn", "boundary", "Taking back", "Leaving"):
        assert word in page
    assert len(answer.content) <= MOST_BYTES


def test_every_page_leads_to_it(cast: Cast) -> None:
    for someone in (cast.nobody, cast.bea):
        assert 'href="/how/"' in someone.client.get("/support/").content.decode()


def test_how_others_can_reach_it_is_for_those_who_are_here(cast: Cast) -> None:
    assert cast.nobody.client.get("/how/reach/")["Location"].startswith("/sign-in/")
    assert cast.cy.client.get("/how/reach/").status_code == 200


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://localhost:8000", "Only the computer it runs on"),
        ("http://192.168.1.20:8000", "That network can read along"),
        ("https://circle.example.org", "The way to it is encrypted"),
        ("http://abcdefghij.onion", "The way to it is encrypted"),
    ],
)
def test_it_says_who_can_open_the_address_as_it_is(
    address: str, said: str, cast: Cast, settings: Any
) -> None:
    client = cast.ada.client
    settings.ADDRESS = address
    page = text(client.get("/how/reach/"))
    assert address in page and said in page
