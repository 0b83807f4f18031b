"""On paper: one sheet fits one page, and nothing on it says what it is called or where it comes from."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.weight import PUBLIC_KB, PUBLIC_REQUESTS, weigh
from mutuality.sheets import data_files
from tests.cast import Cast
from tests.served import Served

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]
PAGE = re.compile(rb"/Type\s*/Page\b")
LONG = "I slept badly and walked to the river before it was light. " * 60


def pages(page: Page, *, paper: str) -> int:
    """How many pages of paper this comes to."""
    return len(PAGE.findall(page.pdf(format=paper)))


@pytest.fixture
def without_scripts(new_context: NewContext) -> Iterator[Page]:
    yield new_context(java_script_enabled=False).new_page()


def test_a_blank_sheet_is_one_page_in_each_language_and_on_each_paper(
    served: Served, new_context: NewContext
) -> None:
    for language in ("en", "es"):
        page = new_context(java_script_enabled=False, locale=language).new_page()
        for slug, sheet in data_files.every().items():
            page.goto(f"{served.address}/sheets/{slug}/")
            for paper in ("A4", "Letter"):
                assert pages(page, paper=paper) == 1 or sheet.prints == "pages", f"{slug} {language} {paper}"
        page.goto(f"{served.address}/sheets/meeting/?large")
        assert pages(page, paper="A4") == 2


def test_the_paper_does_not_say_what_the_sheet_is(served: Served, without_scripts: Page) -> None:
    page = without_scripts
    page.goto(f"{served.address}/sheets/meeting/")
    page.emulate_media(media="print")
    assert page.title() == "Page" and not page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("My three priorities").is_visible()
    for name in ("Leave quickly", "Get support now", "How this works"):
        assert not page.get_by_text(name).last.is_visible()


def test_a_very_long_answer_prints_whole(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/sheets/story/")
    page.get_by_label("What happened").fill(LONG)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    written = page.locator(".written")
    assert written.inner_text().strip() == LONG.strip()
    assert not page.get_by_label("What happened").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert written.count() == 0 and page.get_by_label("What happened").input_value() == LONG
    assert pages(page, paper="A4") > 1


def test_a_reload_by_accident_loses_nothing_and_going_back_shows_nothing(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/sheets/meeting/")
    page.get_by_label("What I want", exact=True).fill("tea")
    for _look in range(100):
        if page.evaluate("history.state?.sheet"):
            break
        page.wait_for_timeout(50)
    page.reload()
    assert page.get_by_label("What I want", exact=True).input_value() == "tea"
    page.goto(f"{served.address}/sheets/")
    page.go_back()
    page.wait_for_load_state()
    assert page.get_by_label("What I want", exact=True).input_value() == ""
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_it_is_light(served: Served, new_context: NewContext) -> None:
    kilobytes, requests = weigh(new_context().new_page(), f"{served.address}/sheets/meeting/")
    assert 1 < kilobytes <= PUBLIC_KB and 1 < requests <= PUBLIC_REQUESTS


def test_a_sheet_that_is_kept_is_one_page_too_and_a_draft_of_it_stays_on_the_device(
    served_here: Served, cast: Cast, new_context: NewContext
) -> None:
    context = new_context()
    context.add_cookies([cast.ada.cookie | {"url": served_here.address}])
    page = context.new_page()
    page.goto(f"{served_here.address}/sheets/meeting/")
    assert pages(page, paper="A4") == 1
    page.get_by_label("What I want", exact=True).fill("A window")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/you/sheets/[\w-]{16}/"))
    assert pages(page, paper="A4") == 1 and page.get_by_text("Saved.").is_visible()
    page.get_by_label("My first sentence").fill("Hello to all of you")
    page.close(run_before_unload=True)
    again = context.new_page()
    again.goto(f"{served_here.address}/you/sheets/")
    again.get_by_role("link", name="A planning meeting").click()
    expect(again.get_by_label("My first sentence")).to_have_value("Hello to all of you")
    again.get_by_role("button", name="Save").click()
    expect(again.get_by_text("Saved.")).to_be_visible()
    expect(again.get_by_label("My first sentence")).to_have_value("Hello to all of you")
