"""The field at the end of a room: always at hand, sent without leaving the page, and never in the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.cast import Cast

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
PHONE = {"width": 360, "height": 640}


def field_of(page: Page) -> Locator:
    return page.get_by_label("Your words").first


def test_what_is_said_leaves_the_page_and_the_focus_where_they_are(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.ada, talk, viewport=PHONE)
    page.evaluate("window.same = true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.removesuffix(talk)}"))
    for words in ("the first of two", "the second of two", "the second of two"):
        field_of(page).fill(words)
        page.keyboard.press("Control+Enter")
        expect(field_of(page)).to_have_value("")
        expect(field_of(page)).to_be_focused()
        expect(page.locator("li.word", has_text=words).last).to_be_in_viewport()
    expect(page.locator("li.word", has_text="the second of two")).to_have_count(2)
    assert page.evaluate("window.same")
    # Neither the page nor its stream comes anew: most of what a word would cost everyone.
    assert len(asked) == 3 and len(set(asked)) == 1 and asked[0].startswith("POST ")


def test_the_field_is_in_view_and_the_last_word_can_be_read_above_it(
    enter: Enter, cast: Cast, talk: str
) -> None:
    for number in range(8):
        cast.say(f"number {number}", by=cast.bea)
    page = enter(cast.ada, talk, viewport=PHONE)
    expect(field_of(page)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.activeElement === document.body")
    last = page.locator("li.word").last
    last.evaluate("word => word.scrollIntoView({ block: 'nearest' })")
    assert (
        last.bounding_box()["y"] + last.bounding_box()["height"] <= page.locator(".dock").bounding_box()["y"]
    )


def test_a_low_screen_has_the_field_as_an_ordinary_row(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk, viewport={"width": 360, "height": 320})
    assert page.locator(".dock").evaluate("dock => getComputedStyle(dock).position") == "static"


def test_what_is_refused_stays_and_says_why_at_the_field(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk)
    long = "x" * 8001
    field_of(page).fill(long)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-stays]").get_by_role("alert")).to_contain_text("8000")
    expect(field_of(page)).to_have_value(long)


def test_without_a_connection_the_words_stay_and_can_be_sent_later(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.ada, talk)
    page.context.set_offline(True)
    field_of(page).fill("on a train")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-refused] .error")).to_be_visible()
    expect(field_of(page)).to_have_value("on a train")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text="on a train")).to_have_count(1)
    expect(page.locator("[data-refused] .error")).to_have_count(0)


def test_without_scripts_one_comes_back_to_what_one_said(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk, viewport=PHONE, java_script_enabled=False)
    field_of(page).fill("said without scripts")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text="said without scripts")).to_be_in_viewport()
    expect(field_of(page)).to_be_in_viewport(ratio=1)


def test_a_quotation_goes_into_the_field_and_keeps_what_was_typed(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.ada, talk, viewport=PHONE)
    field_of(page).fill("I wanted to say")
    word = page.locator("li.word", has_text="I let the phone ring")
    word.locator(".respond > summary").click()
    word.get_by_role("link", name="Quote").click()
    expect(field_of(page)).to_be_focused()
    typed = field_of(page).input_value()
    assert typed.startswith("I wanted to say\n\n> Dov:\n> ") and "I let the phone ring" in typed
    assert page.url.endswith(talk)


def test_another_name_shows_at_once_on_open_pages(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk)
    word = page.locator("li.word", has_text="I let the phone ring")
    expect(word.locator(".name")).to_have_text("Dov")
    dov = enter(cast.dov, f"/places/{cast.dov.place.pk}/appearance/")
    dov.get_by_label("Name").fill("Robin")
    dov.get_by_label("Pronouns").fill("they")
    dov.get_by_role("button", name="Save").click()
    expect(word.locator(".name")).to_have_text("Robin")
    expect(word.locator(".pronouns")).to_have_text("they")
    expect(page.locator("#people li", has_text="Robin")).to_be_visible()
