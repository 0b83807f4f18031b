"""No page breaks its own content policy, and no page reaches another site."""

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from mutuality.site.middleware import CSP
from mutuality.ui import assets
from tests.cast import Cast
from tests.pictures import Seen

pytestmark = [pytest.mark.browser, pytest.mark.looks]

LISTEN = """addEventListener('securitypolicyviolation', event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
# Chromium also gives advice on forms, which is no complaint.
LOUD = ("error", "warning")
BREAKING = "<p style='color: red'>x</p><script>1</script><img src='https://example.org/a.png'>"


# The server that gave the page has ended; what the page asks of it after being shown finds nobody.
NOBODY_THERE = "net::ERR_CONNECTION_REFUSED"


def _complains(line: ConsoleMessage) -> bool:
    return line.type in LOUD and NOBODY_THERE not in line.text


class Watched:
    """A page under the real policy that is given what the server gave, and what it asked for and complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script(LISTEN)
        self.page.on("console", lambda line: self.said.append(line.text) if _complains(line) else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def shows(self, seen: Seen) -> list[str]:
        """Show a page; what was complained of, and where it went that is not of this place."""
        self.said.clear(), self.asked.clear()
        self.page.unroute_all()
        self.page.route("**/*", lambda route: _answer(route, seen))
        self.page.goto(seen.address.split("#")[0])
        origin = seen.address.split("/", 3)[2]
        return self.said + [url for url in self.asked if origin not in url and not url.startswith("data:")]


def _answer(route: Route, seen: Seen) -> None:
    url = route.request.url
    if url == seen.address.split("#")[0]:
        policy = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=seen.html, headers=policy)
    elif "/ui/" in url:
        asset = assets.asset("style" if url.endswith(".css") else url.rsplit("/", 1)[1].removesuffix(".js"))
        route.fulfill(body=asset.body, content_type=asset.kind)
    elif "/live/" in url:
        route.fulfill(body=": still here\n\n", content_type="text/event-stream")
    else:
        route.abort()


def test_a_broken_policy_would_be_heard(browser: Browser) -> None:
    with browser.new_context() as context:
        found = Watched(context).shows(Seen("breaking", "http://localhost:9/", f"<!doctype html>{BREAKING}"))
    heard = " ".join(found)
    assert all(
        part in heard for part in ("policy: style-src-attr", "policy: script-src-elem", "policy: img-src")
    )


def test_no_page_breaks_the_policy_or_reaches_another_site(browser: Browser, every_page: list[Seen]) -> None:
    with browser.new_context() as context:
        watched = Watched(context)
        found = {seen.name: faults for seen in every_page if (faults := watched.shows(seen))}
    assert found == {}


def test_a_live_page_under_the_real_policy_is_quiet(enter, cast: Cast, talk: str) -> None:
    page: Page = enter(cast.ada, "/")
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in LOUD else None)
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(talk)
    assert answer is not None and answer.headers["content-security-policy"] == CSP
    page.get_by_label("Your words").first.fill("I speak under the policy")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("I speak under the policy").first.wait_for()
    page.wait_for_timeout(500)
    origin = page.evaluate("origin")
    assert said == []
    assert asked and [url for url in asked if not url.startswith((origin, "data:"))] == []
