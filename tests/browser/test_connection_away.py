"""The real server goes away under an open room and comes back: one calm line meanwhile, and no word is missing."""

import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mutuality.rooms import operations as rooms
from tests.cast import Cast
from tests.meetings.table import gather
from tests.served import Served, again

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
SAYS = "You're not connected right now."
COMING_BACK = 60_000


def line_of(page: Page):
    return page.locator(".away [data-away]", has_text=SAYS)


def time_passes_until(page: Page, so: Callable[[], bool]) -> None:
    """Second by second for the page alone; a request that it makes meanwhile has a little time to be answered."""
    for _second in range(240):
        if so():
            return
        page.clock.run_for(1_000)
        page.wait_for_timeout(25)
    raise AssertionError("Four minutes went by on the page.")


@pytest.fixture
def meeting(cast: Cast) -> str:
    table = gather(cast)
    return f"/meetings/{table.meeting.pk}/"


@pytest.mark.parametrize("place", ["topic", "topics", "meeting"])
def test_a_lost_server_is_one_calm_line_until_it_is_back(
    community: Served, enter: Enter, cast: Cast, talk: str, meeting: str, place: str
) -> None:
    paths = {"topic": talk, "topics": f"/rooms/{cast.room.pk}/", "meeting": meeting}
    page = enter(cast.bea, paths[place], clock=True)
    stays = page.locator("h1").inner_text()
    expect(page.locator(".away")).to_be_hidden()
    community.stop(by=signal.SIGKILL)
    time_passes_until(page, line_of(page).is_visible)
    expect(page.get_by_role("link", name="Check for anything new")).to_be_visible()
    assert page.locator("h1").inner_text() == stays
    if place == "topic":
        cast.say("Said while the others were cut off", by=cast.ada)
    elif place == "topics":
        rooms.begin_topic(title="Begun meanwhile", by=cast.ada.place, now=cast.now)
    with again(community, port=community.port):
        time_passes_until(page, line_of(page).is_hidden)
        expect(page.locator(".away")).to_be_hidden()
        if place == "topic":
            expect(page.locator("li.word", has_text="Said while the others were cut off")).to_be_visible()
        elif place == "topics":
            expect(page.locator(".topics li", has_text="Begun meanwhile")).to_be_visible()


def test_a_server_that_is_started_anew_on_purpose_is_hardly_noticed(
    community: Served, enter: Enter, cast: Cast, talk: str
) -> None:
    """Nothing but the calm line, and that only if it takes long; what is being written stays in hand."""
    page = enter(cast.bea, talk)
    page.get_by_label("Your words").first.fill("half a thou")
    before = page.locator("li.word").count()
    assert community.stop(by=signal.SIGTERM) == 0
    page.wait_for_timeout(1_000)
    expect(page.locator("[data-stale]")).to_be_hidden()
    assert page.locator("li.word").count() == before
    with again(community, port=community.port):
        cast.say("Said after the new start", by=cast.ada)
        new = page.locator("li.word", has_text="Said after the new start")
        expect(new).to_be_visible(timeout=COMING_BACK)
        expect(page.locator(".away")).to_be_hidden()
        assert page.locator("li.word").count() == before + 1
        expect(page.get_by_label("Your words").first).to_have_value("half a thou")
        expect(page.get_by_label("Your words").first).to_be_focused()
