"""The frame: little of it on a phone, the places at the thumb, and the same order for eyes, readers and keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mutuality.meetings.operations import room
from mutuality.people.models import Person
from tests.cast import Cast
from tests.meetings.table import gather

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
TOP = "document.querySelector('.top').getBoundingClientRect().bottom"
AT_THE_END = """() => {
  const bar = document.querySelector('.places'), box = bar.getBoundingClientRect()
  return getComputedStyle(bar).position === 'fixed' && Math.abs(box.bottom - innerHeight) < 1 }"""
LEFT = """() => ['.home', '.content > :not(.over, .once), .content > .once', '.foot li'].map(each =>
  document.querySelector(each)).filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect().left)"""


def pages(cast: Cast) -> list[str]:
    return ["/", "/groups/", "/meetings/", "/you/", f"/rooms/{cast.room.pk}/", f"/topics/{cast.topic.pk}/"]


def test_a_phone_gives_at_most_sixty_pixels_to_the_frame_and_it_stays(enter: Enter, cast: Cast) -> None:
    page = enter(cast.bea, "/", viewport=PHONE)
    for address in pages(cast):
        page.goto(address)
        assert page.evaluate(TOP) <= 60, address
        page.mouse.wheel(0, 600)
        expect(page.locator("a.leave")).to_be_in_viewport()
        assert page.evaluate(TOP) <= 60, address


def test_the_places_are_at_the_end_of_the_screen_and_give_way_to_a_dock(enter: Enter, cast: Cast) -> None:
    page = enter(cast.bea, "/", viewport=PHONE)
    assert page.evaluate(AT_THE_END)
    expect(page.locator(".places > ul > li")).to_have_text(["Home", "Groups", "Meetings", "You"])
    page.goto(f"/topics/{cast.topic.pk}/")
    assert not page.evaluate(AT_THE_END)
    expect(page.locator(".dock textarea").first).to_be_in_viewport()


@pytest.mark.parametrize("size", ["larger", "largest"])
def test_with_large_text_the_places_are_ordinary_rows(enter: Enter, cast: Cast, size: str) -> None:
    Person.objects.filter(pk=cast.bea.person.pk).update(size=size)
    page = enter(cast.bea, "/", viewport=PHONE)
    assert not page.evaluate(AT_THE_END)
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).position") == "static"
    tops = page.evaluate("[...document.querySelectorAll('.places > ul a')].map(each => each.offsetTop)")
    assert tops == sorted(set(tops)) and len(tops) == 4


@pytest.mark.parametrize("viewport", [{"width": 740, "height": 360}, {"width": 320, "height": 256}])
def test_on_a_low_screen_nothing_lies_over_the_page(
    enter: Enter, cast: Cast, viewport: dict[str, int]
) -> None:
    page = enter(cast.bea, "/", viewport=viewport)
    assert not page.evaluate(AT_THE_END)
    page.goto(f"/topics/{cast.topic.pk}/")
    assert page.evaluate("getComputedStyle(document.querySelector('.dock')).position") == "static"


@pytest.mark.parametrize("width", [360, 768, 1023])
def test_head_content_and_foot_begin_at_the_same_edge(enter: Enter, cast: Cast, width: int) -> None:
    page = enter(cast.bea, "/", viewport={"width": width, "height": 800})
    for address in pages(cast):
        page.goto(address)
        edges = [
            *page.evaluate(LEFT),
            page.evaluate("document.querySelector('.support').getBoundingClientRect().left"),
        ]
        assert max(edges) - min(edges) < 1.5, (address, edges)


def test_a_wide_screen_has_a_rail_with_the_places_and_those_of_the_group(enter: Enter, cast: Cast) -> None:
    page = enter(cast.bea, f"/rooms/{cast.room.pk}/", viewport={"width": 1280, "height": 900})
    rail = page.locator(".places")
    expect(rail.locator("[aria-current=page]")).to_have_text(["Talk"])
    expect(rail.locator("[aria-current=true]")).to_have_text(["Groups"])
    for name in ("Talk", "Meetings", "Decisions", "About"):
        expect(rail.locator(".parts").get_by_role("link", name=name)).to_be_visible()
    boxes = [page.locator(each).first.bounding_box() for each in (".places", ".middle", ".beside")]
    lefts = [box["x"] for box in boxes if box]
    assert lefts == sorted(lefts) and len(set(lefts)) == 3
    page.mouse.wheel(0, 5000)
    expect(rail.get_by_role("link", name="Home")).to_be_in_viewport()
    page.goto("/")
    expect(page.locator(".places .parts")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_open_meeting_is_one_tap_from_home(enter: Enter, cast: Cast, scripts: bool) -> None:
    table = gather(cast)
    page = enter(cast.una, "/", viewport=PHONE, java_script_enabled=scripts)
    join = page.get_by_role("button", name="Join the meeting")
    expect(join).to_be_in_viewport()
    join.click()
    page.wait_for_url(f"**/meetings/{table.meeting.pk}/")
    expect(page.get_by_role("button", name="Please stop")).to_be_visible()


def test_home_and_the_talk_hear_at_once_that_a_meeting_is_open(enter: Enter, cast: Cast) -> None:
    home, talk = enter(cast.bea, "/", viewport=PHONE), enter(cast.dov, f"/topics/{cast.topic.pk}/")
    outside = enter(cast.cy, "/")
    for page in (home, talk, outside):
        expect(page.locator("[data-plain]")).to_be_hidden()  # it hears what is new by itself
    meeting = room.open_meeting(cast.ada.membership, now=cast.now)
    for page in (home, talk):
        link = page.locator("#going-on a")
        expect(link).to_contain_text("A meeting is open.")
        expect(link).to_have_attribute("href", f"/meetings/{meeting.pk}/")
    expect(outside.locator("#going-on a")).to_have_count(0)


def test_keys_meet_the_safe_doors_first_and_the_places_after_the_page(enter: Enter, cast: Cast) -> None:
    page = enter(cast.bea, "/groups/", viewport={"width": 1280, "height": 900})
    met = []
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        met.append(
            page.evaluate(
                "document.activeElement.closest('.skips, .top, main, .places, .foot')?.className ?? ''"
            )
        )
    order = [each.split(" ")[0] for each in dict.fromkeys(met)]
    assert order == ["skips", "top", "page", "places", "foot"]
