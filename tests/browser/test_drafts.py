"""What is typed outlives the page it is typed on, until it has been said; and not after."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
KEPT = "Object.keys(localStorage).length === "


def written(page: Page, words: str) -> None:
    """Write something, and wait until the device keeps it."""
    before = page.evaluate("Object.values(localStorage).join()")
    page.get_by_label("Your words").first.fill(words)
    page.wait_for_function("before => Object.values(localStorage).join() !== before", arg=before)


def test_what_is_typed_after_something_was_said_outlives_a_reload(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.ada, talk)
    written(page, "said first")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text="said first")).to_be_visible()
    page.wait_for_function(KEPT + "0")
    assert "sent" not in page.url
    written(page, "what I want to say next")
    page.reload()
    expect(page.get_by_label("Your words").first).to_have_value("what I want to say next")


def test_a_topic_that_was_begun_is_no_draft_any_more(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ada, f"/rooms/{cast.room.pk}/")
    page.get_by_text("Add a content note").click()
    page.locator("[name=title]").fill("Nights")
    page.locator("[name=note]").fill("about not sleeping")
    written(page, "I have not slept since March")
    page.reload()
    for name, typed in {
        "title": "Nights",
        "note": "about not sleeping",
        "words": "I have not slept since March",
    }.items():
        expect(page.locator(f"form.speak [name={name}]")).to_have_value(typed)
    expect(page.locator("[name=note]")).to_be_visible()
    page.get_by_role("button", name="Start this topic").click()
    expect(page.locator("li.word", has_text="I have not slept")).to_be_visible()
    page.wait_for_function(KEPT + "0")
    page.goto(f"/rooms/{cast.room.pk}/")
    expect(page.locator("form.speak textarea")).to_have_value("")
