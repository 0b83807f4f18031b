"""On a device that is not one's own nothing stays, and after quiet minutes nothing shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mutuality.people import queries
from mutuality.people.models import Session
from tests.cast import Cast
from tests.served import Served

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
WORDS = "I walked to the bridge"
DRAFT = "I have not said this aloud before"
KEPT_HERE = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), caches: await caches.keys(),
  tables: await indexedDB.databases(), workers: (await navigator.serviceWorker.getRegistrations()).length })"""
NOTHING = {"local": [], "session": [], "caches": [], "tables": [], "workers": 0}


def typed(page: Page, words: str = DRAFT) -> None:
    """Write something once the script that keeps it has come, and wait until the server has it."""
    expect(page.locator("draft-keeper:defined").first).to_be_attached()
    with page.expect_response("**/you/draft/") as kept:
        page.get_by_label("Your words").first.fill(words)
    assert kept.value.status == 204


def let_the_curtain_fall(cast: Cast) -> None:
    """On the server, five minutes have passed."""
    assert cast.una.session is not None
    past = cast.now - timedelta(seconds=1)
    assert Session.objects.filter(pk=cast.una.session.pk).update(curtain_at=past) == 1


def say_the_passphrase(page: Page, cast: Cast) -> None:
    page.get_by_label("Passphrase").first.fill(cast.una.passphrase)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/curtain/" not in url)


def test_signing_in_there_leaves_nothing_but_a_cookie_of_the_window(
    community: Served, cast: Cast, talk: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(base_url=community.address).new_page()
    page.goto(f"/sign-in/?then={talk}")
    page.get_by_label("Name", exact=True).fill(cast.una.name)
    page.get_by_label("Passphrase").first.fill(cast.una.passphrase)
    page.get_by_label("This is not my own device").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    typed(page)
    assert page.evaluate(KEPT_HERE) == NOTHING
    cookies = page.context.cookies()
    assert cookies and all(cookie["expires"] == -1 and cookie["httpOnly"] for cookie in cookies)


def test_what_was_begun_comes_back_on_another_load(
    enter: Enter, cast: Cast, talk: str, now: datetime
) -> None:
    page = enter(cast.una, talk)
    typed(page)
    assert cast.una.person is not None
    assert queries.draft_of(cast.una.person, place=talk, now=now) == DRAFT
    page.goto("/")
    page.goto(talk)
    expect(page.get_by_label("Your words").first).to_have_value(DRAFT)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text=DRAFT)).to_be_visible()
    page.goto("/")
    page.goto(talk)
    expect(page.get_by_label("Your words").first).to_have_value("")
    assert not queries.draft_of(cast.una.person, place=talk, now=now)


def test_what_was_said_at_once_does_not_come_back_as_a_draft(
    enter: Enter, cast: Cast, talk: str, now: datetime
) -> None:
    page = enter(cast.una, talk)
    page.get_by_label("Your words").first.fill(DRAFT)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text=DRAFT)).to_be_visible()
    page.goto("/")
    page.goto(talk)
    expect(page.get_by_label("Your words").first).to_have_value("")
    assert cast.una.person is not None
    assert not queries.draft_of(cast.una.person, place=talk, now=now)


def test_the_curtain_asks_for_the_passphrase_and_gives_everything_back(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.una, "/")
    page.clock.install()
    page.goto(talk)
    page.get_by_label("Your words").first.fill(DRAFT)
    let_the_curtain_fall_after_the_draft(page, cast)
    page.clock.fast_forward("05:05")
    page.wait_for_url("**/curtain/**")
    expect(page.get_by_text(WORDS)).to_have_count(0)
    page.goto(talk)
    page.wait_for_url("**/curtain/**")
    say_the_passphrase(page, cast)
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_label("Your words").first).to_have_value(DRAFT)


def test_behind_the_curtain_nothing_is_left_in_the_page(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.una, "/")
    page.clock.install()
    page.goto(talk)
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.route("**/curtain/**", lambda route: route.fulfill(status=204))  # no other page comes
    page.clock.fast_forward("05:05")
    expect(page.locator(".cover")).to_be_visible()
    assert page.locator("body > *").count() == 1 and WORDS not in page.content()


def test_a_draft_that_meets_a_fallen_curtain_comes_back(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.una, "/")
    page.route("**/live/**", lambda route: route.abort())  # a page that does not hear of the curtain
    page.clock.install()
    page.goto(talk)
    let_the_curtain_fall(cast)
    page.get_by_label("Your words").first.fill(DRAFT)
    with page.expect_response("**/you/draft/") as kept:
        page.clock.run_for(4000)
    assert kept.value.status == 204
    page.goto(talk)
    page.wait_for_url("**/curtain/**")
    say_the_passphrase(page, cast)
    expect(page.get_by_label("Your words").first).to_have_value(DRAFT)


def test_words_sent_behind_a_fallen_curtain_come_back_after_the_passphrase(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.una, talk, java_script_enabled=False)
    page.get_by_label("Your words").first.fill(DRAFT)
    let_the_curtain_fall(cast)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/curtain/**")
    assert DRAFT not in page.content()
    say_the_passphrase(page, cast)
    expect(page.get_by_label("Your words").first).to_have_value(DRAFT)


def let_the_curtain_fall_after_the_draft(page: Page, cast: Cast) -> None:
    with page.expect_response("**/you/draft/"):
        page.clock.run_for(4000)
    let_the_curtain_fall(cast)


def test_going_back_after_signing_out_shows_nothing(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.una, talk)
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.goto("/you/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_load_state()
    for _step in range(2):
        page.go_back()
        expect(page.get_by_text(WORDS)).to_have_count(0)
        expect(page.get_by_text(cast.una.name)).to_have_count(0)
    assert page.evaluate(KEPT_HERE) == NOTHING
