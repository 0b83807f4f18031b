"""Leaving quickly: at once, by every way, for good, and never by the hand of another site."""

from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from mutuality.people.models import Session
from tests.browser.elsewhere import Elsewhere
from tests.browser.going import run_and_go
from tests.cast import Cast, Someone
from tests.served import Served

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
WORDS = "I walked to the bridge"


def still_in(someone: Someone) -> bool:
    """Whether the server still knows this session."""
    assert someone.session is not None
    return Session.objects.filter(pk=someone.session.pk).exists()


def by_button(page: Page) -> None:
    page.locator("a.leave").click()


def by_skip_link(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".skips a[data-leave]")).to_be_focused()
    page.keyboard.press("Enter")


def by_shift(page: Page) -> None:
    for _press in range(3):
        page.keyboard.press("Shift")


def by_shift_while_writing(page: Page) -> None:
    page.get_by_label("Your words").first.fill("I was about to sa")
    by_shift(page)


WAYS = (by_button, by_skip_link, by_shift, by_shift_while_writing)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_out_ends_the_session_and_nothing_comes_back(
    enter: Enter, cast: Cast, elsewhere: Elsewhere, talk: str, way: Callable[[Page], None]
) -> None:
    page = enter(cast.bea, talk)
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert still_in(cast.bea)
    way(page)
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    assert not still_in(cast.bea)
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] != "f"] == []
    page.go_back()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    page.goto(talk)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_without_scripts_the_button_leaves_as_well(
    enter: Enter, cast: Cast, elsewhere: Elsewhere, talk: str
) -> None:
    page = enter(cast.bea, talk, java_script_enabled=False)
    expect(page.get_by_text(WORDS)).to_be_visible()
    by_button(page)
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    assert not still_in(cast.bea)
    page.go_back()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_page_left_is_not_one_step_back(
    enter: Enter, cast: Cast, elsewhere: Elsewhere, talk: str
) -> None:
    page = enter(cast.bea, "/safety/")
    page.goto(talk)
    before = page.evaluate("history.length")
    by_shift(page)
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url.endswith("/safety/")
    expect(page.get_by_text(cast.bea.name)).to_have_count(0)


def test_the_other_site_is_not_told_where_one_was(
    enter: Enter, cast: Cast, elsewhere: Elsewhere, talk: str
) -> None:
    page = enter(cast.bea, talk)
    elsewhere.asked.clear()
    by_button(page)
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    assert [referrer for path, referrer in elsewhere.asked if path == "/ordinary"] == [""]


def test_the_page_is_covered_before_the_server_answers(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.bea, talk)
    page.route("**/exit", lambda route: None)
    assert page.evaluate(PRESSED) == ["cover", "Page", 0]


def test_another_open_tab_is_emptied(enter: Enter, cast: Cast, elsewhere: Elsewhere, talk: str) -> None:
    first = enter(cast.bea, talk)
    second = first.context.new_page()
    second.goto("/groups/")
    by_button(second)
    second.wait_for_url(f"{elsewhere.address}/ordinary")
    expect(first.get_by_text(WORDS)).to_have_count(0)


def test_titles_say_nothing(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.bea, talk)
    private = (cast.bea.name, "Elm", "Tuesday", "helped")
    for path in ("/", talk, f"/groups/{cast.group.pk}/", "/you/", "/safety/"):
        page.goto(path)
        assert page.title() and not [word for word in private if word in page.title()]


def test_a_capital_letter_is_not_a_wish_to_leave(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.bea, talk)
    page.get_by_label("Your words").first.focus()
    for _letter in range(4):
        page.keyboard.press("Shift+A")
    for _turn in range(2):
        page.keyboard.press("Shift+Tab")
    page.wait_for_timeout(300)
    assert page.url.endswith(talk) and still_in(cast.bea)
    by_shift(page)
    page.wait_for_url("**/ordinary")


def test_shift_can_be_switched_off_and_the_button_stays(
    enter: Enter, cast: Cast, elsewhere: Elsewhere
) -> None:
    page = enter(cast.bea, "/you/comfort/")
    box = page.locator("[name=shift_leaves]")
    expect(box).to_be_checked()
    box.uncheck()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    by_shift(page)
    page.wait_for_timeout(300)
    assert still_in(cast.bea) and "ordinary" not in page.url
    by_button(page)
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    assert not still_in(cast.bea)


PRESSED = """() => {
  document.querySelector('a.leave').click()
  const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2)
  return [seen.className, document.title, document.querySelectorAll('live-feed').length] }"""
# A page that the browser keeps hears nothing, or the live room would lead away before it is shown again.
FROZEN = "document.querySelector('live-feed').remove()"
SHOWN_AGAIN = "setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})))"
REACHING_IN = {
    "frame": "<iframe src='{exit}'></iframe>",
    "image": "<img src='{exit}'>",
    "prefetch": "<link rel=prefetch href='{exit}'>",
    "style": "<link rel=stylesheet href='{exit}'>",
    "fetch": "<script>fetch('{exit}', {{mode: 'no-cors', credentials: 'include'}})</script>",
    "form": "<form action='{exit}'></form><script>document.forms[0].submit()</script>",
    "going there": "<script>location = '{exit}'</script>",
}


@pytest.mark.parametrize("how", REACHING_IN)
def test_another_site_cannot_leave_for_anybody(
    enter: Enter, cast: Cast, community: Served, elsewhere: Elsewhere, how: str
) -> None:
    page = enter(cast.bea, "/")
    with elsewhere.page(REACHING_IN[how].format(exit=f"{community.address}/exit")) as address:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address, wait_until="commit")
        page.wait_for_timeout(500)
    assert how == "prefetch" or f"{community.address}/exit" in [url.rstrip("?") for url in asked]
    assert still_in(cast.bea)


def test_a_link_from_another_site_asks_first(
    enter: Enter, cast: Cast, community: Served, elsewhere: Elsewhere
) -> None:
    page = enter(cast.bea, "/")
    with elsewhere.page(f"<a href='{community.address}/exit'>a kitten</a>") as address:
        page.goto(address)
        page.get_by_role("link", name="a kitten").click()
        expect(page.get_by_role("heading", name="You are still here")).to_be_visible()
    assert still_in(cast.bea)
    page.get_by_role("main").get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    assert not still_in(cast.bea)


def test_a_prefetcher_leaves_for_nobody(cast: Cast, community: Served) -> None:
    cookie = f"{cast.bea.cookie['name']}={cast.bea.cookie['value']}"
    for purpose in ("Purpose", "Sec-Purpose", "X-Moz"):
        asked = Request(f"{community.address}/exit", headers={"Cookie": cookie, purpose: "prefetch"})
        with pytest.raises(Exception, match="403"):
            urlopen(asked, timeout=10)
    assert still_in(cast.bea)


def test_a_page_kept_by_the_browser_shows_nothing(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.bea, talk)
    page.evaluate(FROZEN)
    cast.bea.session.delete()  # type: ignore[union-attr]
    run_and_go(page, SHOWN_AGAIN)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_have_count(0)
