"""What takes a page away."""

from contextlib import suppress

from playwright.sync_api import Error, Page


def run_and_go(page: Page, script: str) -> None:
    """Run what leads away from this page: on a busy machine it may be gone before it can say that it ran."""
    with suppress(Error):
        page.evaluate(script)
