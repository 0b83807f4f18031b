"""What a first visit weighs in a real browser, and when words can be read: `python -m bench.weight`."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench import live
from bench.live import Row, Running, row, running
from bench.pages import OURS

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PUBLIC = "/limits/"
PUBLIC_KB, PUBLIC_REQUESTS = 15.0, 3
ROOM_KB, ROOM_REQUESTS = 40.0, 6
SLOW_BYTES_A_SECOND, SLOW_MS = 400_000 // 8, 400
SETTLED_MS = 1_500


class Weighed:
    """What one page asked for: how often, and how many bytes came over the line, heads included.

    A stream never finishes and is counted as a request only; while nothing is said, nothing comes on it.
    """

    def __init__(self, page: Page) -> None:
        self.requests = 0
        self.bytes = 0.0
        self.line = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.line.on("Network.requestWillBeSent", self._asked)
        self.line.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self.requests += event["request"]["url"].startswith("http")

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]


@contextmanager
def browsing() -> Iterator[Browser]:
    """The Chromium that this machine has."""
    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def fresh(browser: Browser, server: Running, *, signed_in: bool) -> Iterator[Page]:
    """A page in a profile that has never been here."""
    context = browser.new_context()
    if signed_in:
        home = f"http://localhost:{server.port}"
        context.add_cookies([{"name": server.plan.cookie, "value": server.plan.tokens[0], "url": home}])
    yield context.new_page()
    context.close()


def weigh(page: Page, address: str) -> tuple[float, int]:
    """Kilobytes and requests of a first visit."""
    weighed = Weighed(page)
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    return weighed.bytes / 1_000, weighed.requests


def readable_after(page: Page, address: str, *, words: str) -> float:
    """Seconds until the first words can be read, on a slow line."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {"downloadThroughput": SLOW_BYTES_A_SECOND, "uploadThroughput": SLOW_BYTES_A_SECOND}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": SLOW_MS, **speed})
    page.goto(address)
    page.locator(words).first.wait_for(state="visible")
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    while (came := page.evaluate(painted)) is None:
        page.wait_for_timeout(20)
    return float(came) / 1_000


def rows() -> list[Row]:
    """What the budgets ask of a first visit."""
    with running(OURS) as server, browsing() as browser:
        at = f"http://localhost:{server.port}"
        public = _visit(browser, server, at + PUBLIC, signed_in=False, words="main p:visible")
        room = _visit(browser, server, at + server.plan.address, signed_in=True, words=".words .prose")
    return [
        *_rows("public page", public, PUBLIC_KB, PUBLIC_REQUESTS),
        *_rows("live room", room, ROOM_KB, ROOM_REQUESTS),
    ]


def _visit(
    browser: Browser, server: Running, address: str, *, signed_in: bool, words: str
) -> tuple[float, int, float]:
    with fresh(browser, server, signed_in=signed_in) as page:
        kilobytes, requests = weigh(page, address)
    with fresh(browser, server, signed_in=signed_in) as page:
        return kilobytes, requests, readable_after(page, address, words=words)


def _rows(name: str, visit: tuple[float, int, float], kilobytes: float, requests: int) -> list[Row]:
    return [
        row(f"{name}, first visit, packed, heads and all", visit[0], "KB", None, kilobytes),
        row(f"{name}, requests", visit[1], "", None, requests),
        row(f"{name}, 400 kbit/s and 400 ms: first words", visit[2], "s", None, None),
    ]


if __name__ == "__main__":
    for each in rows():
        live.show(each)
