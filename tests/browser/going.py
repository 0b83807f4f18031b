"""What takes a page away."""

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, Page

from mutuality.kit import clock
from mutuality.people.models import Session
from tests.cast import Someone


def run_and_go(page: Page, script: str) -> None:
    """Run what leads away from this page: on a busy machine it may be gone before it can say that it ran."""
    with suppress(Error):
        page.evaluate(script)


def go_until_told(
    someone: Someone, *, go: Callable[[], object], come_back: Callable[[], object], beside: Page
) -> None:
    """Close or leave the last page of a device until the server heard of it, and its curtain fell.

    A browser leaves half a second to a page that goes; on a busy machine that may be over before the page could tell.
    Then one comes back, and goes again.
    """
    for _try in range(10):
        go()
        for _look in range(50):
            if Session.objects.get(person=someone.person, page__gt="").curtain_at <= clock.now():
                return
            beside.wait_for_timeout(100)
        come_back()
    raise AssertionError("The curtain did not fall.")
