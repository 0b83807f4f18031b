"""Many tabs of one browser over HTTP/1.1, where six connections have to do for all of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mutuality.live import terms
from mutuality.people import operations as people
from tests.cast import Cast

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
TABS = 7


@pytest.fixture
def tabs(enter: Enter, cast: Cast, talk: str) -> list[Page]:
    """Seven tabs of one topic, as many as a browser has connections and one more, all in sight."""
    first = enter(cast.ada, talk)
    opened = [first, *(first.context.new_page() for _ in range(TABS - 1))]
    for page in opened[1:]:
        page.goto(talk)
    assert {
        page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") for page in opened
    } == {"http/1.1"}
    return opened


def test_words_arrive_in_each_of_seven_tabs_and_all_of_them_can_still_go_anywhere(
    tabs: list[Page], enter: Enter, cast: Cast, talk: str
) -> None:
    bea = enter(cast.bea, talk)
    bea.get_by_label("Your words").first.fill("heard in each tab")
    bea.get_by_role("button", name="Send").click()
    for page in tabs:
        expect(page.locator("li.word", has_text="heard in each tab")).to_be_visible()
    first, second, third = tabs[:3]
    first.get_by_role("link", name="Get support now").click()
    first.wait_for_url("**/support/")
    second.get_by_role("link", name="All topics").click()
    second.wait_for_url("**/rooms/*/")
    third.get_by_label("Your words").first.fill("said out of one of many tabs")
    third.get_by_role("button", name="Send").click()
    for page in tabs[2:]:
        expect(page.locator("li.word", has_text="said out of one of many tabs")).to_be_visible()


def test_the_end_of_a_session_reaches_each_of_seven_tabs(tabs: list[Page], cast: Cast) -> None:
    assert terms.STREAMS_PER_SESSION < TABS
    people.end_sessions([cast.ada.session], by=cast.ada.person, now=cast.now)
    for page in tabs:
        page.wait_for_url(lambda url: "/topics/" not in url)
        expect(page.locator("li.word")).to_have_count(0)
