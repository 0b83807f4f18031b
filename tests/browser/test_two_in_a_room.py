"""Two people at once: what one does reaches the other, and takes nothing out of their hands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def say(page: Page, words: str) -> None:
    page.get_by_label("Your words").first.fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text=words)).to_be_visible()


def test_words_arrive_by_themselves_and_in_one_order(enter: Enter, cast: Cast, talk: str) -> None:
    ada, bea = enter(cast.ada, talk), enter(cast.bea, talk)
    for number in range(3):
        say((ada, bea)[number % 2], f"word number {number}")
    for page in (ada, bea):
        expect(page.locator("li.word", has_text="word number 2")).to_be_visible()
        said = [line.inner_text() for line in page.locator("li.word", has_text="word number").all()]
        assert [f"number {number}" in line for number, line in enumerate(said)] == [True] * 3


def test_an_open_note_and_typed_words_stay_when_a_signal_arrives(enter: Enter, cast: Cast, talk: str) -> None:
    ada, dov = enter(cast.ada, talk), enter(cast.dov, talk)
    noted = dov.locator("li.word", has_text="a night outside")
    noted.locator("details.note > summary").first.click()
    dov.get_by_label("Your words").first.fill("half a thou")
    ada.locator("li.word", has_text="a night outside").locator(".respond > summary").click()
    ada.locator("li.word", has_text="a night outside").get_by_role("button", name="I hear you").click()
    expect(noted.get_by_text("I hear you: Ada")).to_be_visible()
    expect(noted.get_by_text("I came home on Sunday night")).to_be_visible()
    expect(dov.get_by_label("Your words").first).to_have_value("half a thou")
    expect(dov.get_by_label("Your words").first).to_be_focused()


def test_new_words_do_not_move_the_page(enter: Enter, cast: Cast, talk: str) -> None:
    ada, dov = enter(cast.ada, talk), enter(cast.dov, talk, viewport={"width": 360, "height": 420})
    dov.evaluate("scrollTo(0, 120)")
    before = dov.evaluate("scrollY")
    say(ada, "I speak below what Dov reads")
    link = dov.get_by_role("link", name="New messages below")
    expect(link).to_be_visible()
    assert dov.evaluate("scrollY") == before
    link.click()
    expect(dov.locator("li.word", has_text="I speak below what Dov reads")).to_be_in_viewport()


def test_on_a_slow_line_a_double_click_says_it_once(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_label("Your words").first.fill("only once, please")
    page.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    expect(page.get_by_label("Your words").first).to_have_value("")
    page.goto(talk)
    expect(page.locator("li.word", has_text="only once, please")).to_have_count(1)


def test_words_that_meet_an_ended_session_come_back(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, "/")
    page.route("**/live/**", lambda route: route.abort())  # a page that does not hear of the end
    page.goto(talk)
    page.get_by_label("Your words").first.fill("I was in the middle of it")
    type(cast.ada.session).objects.filter(pk=cast.ada.session.pk).update(ends_at=cast.now)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/sign-in/**")
    page.get_by_label("Name", exact=True).fill(cast.ada.name)
    page.get_by_label("Passphrase").first.fill(cast.ada.passphrase)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Your words").first).to_have_value("I was in the middle of it")
