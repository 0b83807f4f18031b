"""Choices of comfort, in a real browser: they hold from the next page on, and change nothing for others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mutuality.people.models import Person
from tests.browser.test_zoom import SPILLING
from tests.cast import Cast, Someone, sign_in
from tests.pictures.crowd import CODE
from tests.served import Served

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
COMFORT = "/you/comfort/"
OVER_THE_LINE = """performance.getEntriesByType('resource').filter(each => each.name.endsWith('.woff2'))
  .map(each => each.transferSize)"""


def choose(page: Page, *labels: str) -> None:
    """Choose these on the page of choices, and keep it."""
    page.goto(COMFORT)
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()


def said(page: Page, words: str) -> None:
    page.get_by_label("Your words").first.fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.word", has_text=words)).to_be_visible()


def asked_of(page: Page) -> list[str]:
    """Every address this page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_letters_are_fetched_by_whoever_chose_them_and_once(
    enter: Enter, community: Served, cast: Cast, talk: str
) -> None:
    page, other = enter(cast.bea), enter(cast.ada)
    theirs, mine = asked_of(other), asked_of(page)
    page.goto(talk)
    assert not [url for url in mine if "woff2" in url or "reading.css" in url]
    choose(page, "Easier-to-read font")
    page.goto(talk)
    page.evaluate("document.fonts.ready")
    assert {url.rpartition("/")[2] for url in mine if url.endswith(".woff2")} == {
        "latin-400.woff2",
        "latin-700.woff2",
    }
    page.goto("/you/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate(OVER_THE_LINE) == [0, 0]
    assert all(url.startswith(community.address) for url in mine)
    loaded = (
        "[...document.fonts].filter(each => each.status === 'loaded').map(each => each.family + each.weight)"
    )
    assert len(page.evaluate(loaded)) == 2
    assert "Atkinson Hyperlegible Next" in page.evaluate("getComputedStyle(document.body).fontFamily")
    other.goto(talk)
    assert not [url for url in theirs if "woff2" in url or "reading.css" in url]
    assert other.evaluate("document.fonts.size") == 0


def test_the_pages_of_somebody_signed_out_ask_for_no_letters(
    community: Served, cast: Cast, new_context: Callable[..., BrowserContext]
) -> None:
    Person.objects.update(face="reading", size="largest", theme="dark")
    page = new_context(base_url=community.address).new_page()
    asked = asked_of(page)
    for address in ("/", "/sign-in/", "/limits/"):
        page.goto(address)
    assert asked and not [url for url in asked if "woff2" in url or "reading.css" in url]
    assert page.locator("html").get_attribute("data-size") is None


def pages(cast: Cast) -> list[str]:
    topic, group = f"/topics/{cast.topic.pk}/", f"/groups/{cast.group.pk}/"
    own = ("/you/", COMFORT, "/you/card/", "/you/devices/", "/you/codes/", "/you/passphrase/", "/leaving/")
    return [
        "/",
        topic,
        group,
        f"/rooms/{cast.room.pk}/",
        "/groups/",
        "/support/",
        "/safety/",
        "/limits/",
        *own,
    ]


def test_lines_of_code_do_not_widen_the_page(enter: Enter, cast: Cast) -> None:
    cast.say(CODE, by=cast.ada)
    page = enter(cast.bea, viewport={"width": 360, "height": 700})
    page.goto(f"/topics/{cast.topic.pk}/")
    assert page.locator(".prose pre").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("size", ["large", "larger", "largest"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_whole_page_grows_and_nothing_spills(enter: Enter, cast: Cast, size: str, width: int) -> None:
    Person.objects.filter(pk=cast.bea.person.pk).update(size=size, face="reading", comfort="spacious")
    page = enter(cast.bea, viewport={"width": width, "height": 568})
    times = {"large": 1.2, "larger": 1.5, "largest": 2}[size]
    found = {}
    for address in pages(cast):
        page.goto(address)
        root = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert root == pytest.approx(18 * times, abs=0.1)
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults = page.evaluate(SPILLING) + ([f"{wide} pixels wide"] if wide > width else [])
        if faults:
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize(
    ("chosen", "asks", "moves"),
    [("", "no-preference", False), ("moving", "no-preference", True), ("moving", "reduce", False)],
)
def test_nothing_moves_unless_i_chose_it_and_my_device_allows_it(
    enter: Enter, cast: Cast, chosen: str, asks: str, moves: bool
) -> None:
    Person.objects.filter(pk=cast.bea.person.pk).update(comfort=chosen)
    page = enter(cast.bea, "/you/", reduced_motion=asks)
    taken = "parseFloat(getComputedStyle(document.querySelector('.btn')).transitionDuration)"
    assert (page.evaluate(taken) > 0) is moves
    assert (page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "smooth") is moves


@pytest.mark.parametrize(("choice", "heard"), [("words", True), ("turn", False), ("nothing", False)])
def test_a_screen_reader_is_told_what_i_chose(
    enter: Enter, cast: Cast, talk: str, choice: str, heard: bool
) -> None:
    Person.objects.filter(pk=cast.bea.person.pk).update(announce=choice)
    bea, ada = enter(cast.bea, talk), enter(cast.ada, talk)
    said(ada, "the river was high today")
    expect(bea.locator("li.word", has_text="the river was high today")).to_be_visible()
    aloud = bea.locator("[aria-live=polite][data-aloud-here]")
    expect(aloud).to_have_text("Ada: the river was high today" if heard else "")


def test_in_quiet_hours_words_wait_and_nothing_is_said_aloud(enter: Enter, cast: Cast, talk: str) -> None:
    bea = enter(cast.bea, COMFORT)
    for label, time in (("From", cast.now - timedelta(hours=1)), ("Until", cast.now + timedelta(hours=2))):
        bea.get_by_label(label, exact=False).and_(bea.locator("[type=time]")).first.fill(f"{time:%H:%M}")
    bea.get_by_label("Time zone").select_option("UTC")
    bea.get_by_role("button", name="Save").click()
    bea.goto(talk)
    ada, dov = enter(cast.ada, talk), enter(cast.dov, talk)
    said(ada, "the river was high today")
    expect(dov.locator("li.word", has_text="the river was high today")).to_be_visible()
    link = bea.get_by_role("link", name="New messages below")
    expect(link).to_be_visible()
    expect(bea.locator("li.word", has_text="the river was high today")).to_be_hidden()
    expect(bea.locator("[data-aloud-here]")).to_have_text("")
    link.click()
    expect(bea.locator("li.word", has_text="the river was high today")).to_be_in_viewport()


def test_all_choices_can_be_made_and_put_back_without_scripts(enter: Enter, cast: Cast) -> None:
    page = enter(cast.bea, COMFORT, java_script_enabled=False)
    choose(page, "Dark", "Much larger", "Easier-to-read font", "More contrast", "Nothing")
    root = page.locator("html")
    for name, chosen in {"theme": "dark", "size": "larger", "face": "reading", "comfort": "contrast"}.items():
        expect(root).to_have_attribute(f"data-{name}", chosen)
    page.get_by_role("button", name="Reset everything").click()
    page.wait_for_load_state()
    for name in ("theme", "size", "face", "comfort"):
        assert root.get_attribute(f"data-{name}") is None
    expect(page.get_by_label("New words, and when it is my turn")).to_be_checked()


def test_a_new_passphrase_closes_the_open_room_on_my_other_device(
    enter: Enter, cast: Cast, talk: str
) -> None:
    here = enter(cast.bea, "/you/passphrase/")
    there = other_device(enter, cast.bea, talk, cast=cast)
    expect(there.get_by_text("I walked to the bridge")).to_be_visible()
    here.get_by_label("A new passphrase").first.fill("seven boats on a green lake")
    here.get_by_role("button", name="Change passphrase").click()
    here.wait_for_url("**/you/")
    there.wait_for_url(lambda url: talk not in url)
    expect(there.get_by_text("I walked to the bridge")).to_have_count(0)
    there.goto(talk)
    there.wait_for_url("**/sign-in/**")
    here.goto(talk)
    expect(here.get_by_text("I walked to the bridge")).to_be_visible()


@pytest.mark.parametrize("button", ["Sign out there", "Sign out everywhere else"])
def test_ending_a_device_closes_its_open_room_and_no_other(
    enter: Enter, cast: Cast, talk: str, button: str
) -> None:
    here, ada = enter(cast.bea, "/you/devices/"), enter(cast.ada, talk)
    there = other_device(enter, cast.bea, talk, cast=cast)
    here.reload()
    here.get_by_role("button", name=button).first.click()
    there.wait_for_url(lambda url: talk not in url)
    expect(there.get_by_text("I walked to the bridge")).to_have_count(0)
    expect(here.locator(".members > li")).to_have_count(1)
    expect(here.locator(".members > li")).to_contain_text("this device")
    expect(ada.get_by_text("I walked to the bridge")).to_be_visible()
    assert cast.bea.person.sessions.count() == 1


def other_device(enter: Enter, someone: Someone, address: str, *, cast: Cast) -> Page:
    """Another device of the same person, with a page open."""
    first = someone.session, someone.token
    sign_in(someone, now=cast.now)
    page = enter(someone, address)
    expect(page.locator("[data-plain]")).to_be_hidden()  # it hears what is new by itself
    someone.session, someone.token = first
    return page


def test_the_time_zone_of_the_device_is_chosen_where_none_is(
    community: Served, cast: Cast, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(timezone_id="Europe/Madrid")
    context.add_cookies([cast.bea.cookie | {"url": community.address}])
    page = context.new_page()
    page.goto(community.address + COMFORT)
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Madrid")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("From").fill("22:00")
    page.get_by_label("Until").fill("07:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
