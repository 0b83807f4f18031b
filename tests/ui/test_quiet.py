"""What an open room says aloud, and what it keeps back in quiet hours, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.test_modules import Stream, frames, word

pytestmark = pytest.mark.browser

Serve = Callable[..., Page]
NOW, SOON, OVER = "-60 3600", "3600 7200", "-7200 -3600"


def said(name: str, order: str, text: str, **extra: str) -> str:
    return word(name, order, f"<b data-aloud>Imani</b><p data-aloud>{text}</p>", **extra)


def room(quiet: str = "", announce: str = "words") -> str:
    return (
        f'{{% live_feed src="/live/" since="7" me="m1" announce="{announce}" quiet="{quiet}" %}}'
        f'<ol class="words" id="words">{said("z", "0000", "before")}</ol>{{% endlive_feed %}}'
    )


def told(*all_frames: tuple[str, str, str]) -> dict[str, Stream]:
    return {"/live/**": Stream(frames(*all_frames))}


def heard(page: Page) -> list[str]:
    return page.locator("[data-aloud-here] p").all_text_contents()


def test_of_words_that_come_together_none_is_lost(serve: Serve) -> None:
    coming = [(str(number), "put", said(f"w{number}", f"000{number}", "yes")) for number in (8, 9)]
    page = serve(room(), scripts="room", routes=told(*coming))
    expect(page.locator("[data-aloud-here] p")).to_have_count(2)
    assert heard(page) == ["Imani: yes", "Imani: yes"]
    region = page.locator("[data-aloud-here]")
    assert region.get_attribute("aria-live") == "polite" and region.get_attribute("aria-atomic") == "false"


def test_what_was_read_out_is_not_left_lying_about(serve: Serve) -> None:
    page = serve(room(), scripts="room", clock=True, routes=told(("8", "put", said("a", "0001", "hello"))))
    expect(page.locator("[data-aloud-here] p")).to_have_count(1)
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-aloud-here] p")).to_have_count(0)
    expect(page.locator("#w-a")).to_be_visible()


@pytest.mark.parametrize("target", ["w-a", "by:p1"])
def test_a_word_taken_back_is_not_read_out_any_more(serve: Serve, target: str) -> None:
    coming = said("a", "0001", "hello", by="p1"), said("b", "0002", "there", by="p2")
    lines = told(("8", "put", coming[0]), ("9", "put", coming[1]), ("10", "drop", target))
    page = serve(room(), scripts="room", routes=lines)
    expect(page.locator("#w-b")).to_be_visible()
    expect(page.locator("#w-a")).to_have_count(0)
    assert heard(page) == ["Imani: there"]


def test_in_quiet_hours_new_words_wait_behind_the_link(serve: Serve) -> None:
    coming = ("8", "put", said("a", "0001", "one")), ("9", "put", said("b", "0002", "two"))
    page = serve(room(NOW), scripts="room", routes=told(*coming))
    link = page.get_by_role("link", name="New messages below")
    expect(link).to_be_visible()
    expect(page.locator("#w-b")).to_have_count(1)
    expect(page.locator("#words > li:visible")).to_have_count(1)
    assert heard(page) == []
    link.press("Enter")
    expect(page.locator("#words > li:visible")).to_have_count(3)
    expect(link).to_be_hidden()
    expect(page.locator("#w-a")).to_be_focused()


def test_what_waits_stays_hidden_when_it_is_reworded_and_goes_when_it_is_taken_back(serve: Serve) -> None:
    lines = told(
        ("8", "put", said("a", "0001", "one")),
        ("9", "put", said("a", "0001", "one, said anew")),
        ("10", "put", said("b", "0002", "two")),
        ("11", "drop", "w-b"),
        ("12", "put", said("c", "0003", "mine", by="m1")),
    )
    page = serve(room(NOW), scripts="room", routes=lines)
    expect(page.locator("#w-c")).to_be_visible()
    expect(page.locator("#w-a")).to_be_hidden()
    expect(page.locator("#w-b")).to_have_count(0)
    page.get_by_role("link", name="New messages below").click()
    expect(page.locator("#w-a")).to_contain_text("said anew")


def test_a_link_to_nothing_does_not_stay(serve: Serve) -> None:
    lines = told(
        ("8", "put", said("a", "0001", "one")),
        ("9", "drop", "w-a"),
        ("10", "put", said("c", "0003", "mine", by="m1")),
    )
    page = serve(room(NOW), scripts="room", routes=lines)
    expect(page.locator("#w-c")).to_be_visible()
    expect(page.get_by_role("link", name="New messages below")).to_be_hidden()


def test_a_link_leads_to_the_next_when_the_first_is_taken_back(serve: Serve) -> None:
    lines = told(
        ("8", "put", said("a", "0001", "one")),
        ("9", "put", said("b", "0002", "two")),
        ("10", "drop", "w-a"),
    )
    page = serve(room(NOW), scripts="room", routes=lines)
    expect(page.locator("#w-a")).to_have_count(0)
    page.get_by_role("link", name="New messages below").click()
    expect(page.locator("#w-b")).to_be_focused()


@pytest.mark.parametrize("quiet", ["", SOON, OVER])
def test_outside_quiet_hours_nothing_waits(serve: Serve, quiet: str) -> None:
    page = serve(room(quiet), scripts="room", routes=told(("8", "put", said("a", "0001", "one"))))
    expect(page.locator("#w-a")).to_be_visible()
    expect(page.locator("[data-aloud-here] p")).to_have_count(1)


def test_a_page_left_open_is_quiet_again_the_next_day(serve: Serve) -> None:
    page = serve(room(SOON), scripts="room")
    quiet = "hours => { const feed = document.querySelector('live-feed'); feed.came -= hours * 3600000; const is = feed.quiet(); feed.came += hours * 3600000; return is }"  # noqa: E501
    hours = (0, 1.5, 2.5, 24, 25.5, 26.5, 49.5)
    assert [page.evaluate(quiet, each) for each in hours] == [False, True, False, False, True, False, True]
