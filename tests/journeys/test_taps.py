"""How many taps what people do most takes on a phone, without scripts and without scrolling to the field.

The table is in docs/explanation/design.md; what it says is counted here.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from mutuality.meetings.models import Meeting
from tests.cast import Cast
from tests.journeys.test_first_minute import Thumb, phone  # noqa: F401 -- a fixture

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def taps(thumb: Thumb) -> int:
    """How many since the last time; then it begins again."""
    counted, thumb.taps = thumb.taps, 0
    return counted


def test_an_evening_in_taps(phone: Callable[..., Thumb], cast: Cast) -> None:  # noqa: F811
    ada, bea = (phone(someone, scripts=False) for someone in (cast.ada, cast.bea))
    cast.say("Something new", by=cast.bea)
    title = ada_reads_title(ada)
    ada.press(title)
    ada.write("An answer")
    ada.press("Send")
    assert taps(ada) == 2, "a word, where there is something new"
    ada.go("/")
    ada.press(title)
    ada.write("Another")
    ada.press("Send")
    assert taps(ada) == 2, "a word, where nothing is new"
    ada.go("/")
    ada.press("Start a topic")
    expect(ada.page.get_by_label("What is it about?")).to_be_in_viewport()
    assert taps(ada) == 1, "the form for a topic"
    ada.go("/")
    ada.press("Meetings")
    ada.press("Start a meeting")
    assert taps(ada) == 2, "a meeting is opened"
    bea.go(f"/topics/{cast.topic.pk}/")
    expect(bea.page.get_by_text("A meeting is open.")).to_be_in_viewport()
    bea.press("A meeting is open. Join")
    bea.press("Join the meeting")
    assert taps(bea) == 2, "noticed without a tap, and joined"
    ada.page.reload()
    ada.press("Start: Check-in round")
    bea.page.reload()
    bea.press("Yes, let's start")
    assert (taps(ada), taps(bea)) == (1, 1), "the next part"
    bea.press("Please stop")
    assert taps(bea) == 1 and Meeting.objects.get().paused


def ada_reads_title(ada: Thumb) -> str:
    """The topic at the top of Home."""
    ada.go("/")
    return ada.page.locator("main .topics a").first.inner_text().strip()


def test_signing_in_is_one_tap(phone: Callable[..., Thumb], cast: Cast) -> None:  # noqa: F811
    """On a device that was told how to leave quickly; on a new one that page comes in between, once."""
    ada = phone(None, scripts=False)
    for expected in (2, 1):
        ada.page.context.clear_cookies(name=cast.ada.cookie["name"])
        ada.go("/sign-in/")
        ada.page.get_by_label("Name", exact=True).fill("Ada")
        ada.page.get_by_label("Passphrase", exact=True).fill(cast.ada.passphrase)
        ada.press("Sign in")
        if expected == 2:
            ada.press("Continue")
        ada.reads("Hello, Ada")
        assert taps(ada) == expected
