"""Showing pages in every way of looking, with the bytes that the server gave, and making pictures of them."""

import html
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from mutuality.ui import stylesheet
from tests.pictures.walking import Seen

CHROMIUM = os.environ.get("MUTUALITY_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Page, look and height of the pictures in the README, as a screen of this size shows them.
SHOWN = (
    ("home-news", "small-light", 740),
    ("topic", "wide-light", 860),
    ("invitation", "small-light", 740),
    ("meeting-turn-of-two", "wide-light", 860),
    ("meeting-need-of-another", "small-dark", 740),
    ("decision-open", "small-light", 740),
)
SHOWN_IN = Path("docs/pictures")
THUMB = 232


@dataclass(frozen=True)
class Look:
    """One way of looking at a page."""

    name: str
    width: int
    scheme: str = "light"
    scripts: bool = True
    plain: bool = False
    text: int = 1


LOOKS = (
    Look("small-light", 360),
    Look("small-dark", 360, scheme="dark"),
    Look("wide-light", 1280),
    Look("wide-dark", 1280, scheme="dark"),
    Look("no-script", 360, scripts=False),
    Look("plain", 360, plain=True),
    Look("narrow", 320),
    Look("large-text", 360, text=2),
)


def _styles(route: Route, look: Look) -> None:
    body = (
        stylesheet.minified(stylesheet.plain())
        if look.plain
        else (stylesheet.joined() + stylesheet.inside()).decode()
    )
    if look.text > 1:
        body += f"html {{ font-size: {112.5 * look.text}% !important }}"
    route.fulfill(body=body, content_type="text/css")


def _script(route: Route) -> None:
    from mutuality.ui import assets

    name = re.search(r"/([\w-]+)\.js", route.request.url)
    assert name
    route.fulfill(body=assets.asset(name[1]).body, content_type="text/javascript")


@contextmanager
def showing(browser: Browser, look: Look) -> Iterator[Page]:
    """A page that looks this way and reaches nothing but what it is given."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 760},
        color_scheme=look.scheme,
        java_script_enabled=look.scripts,
        reduced_motion="reduce",
    )
    context.route("**/*", lambda route: route.abort())
    context.route("**/ui/*.css", lambda route: _styles(route, look))
    context.route("**/ui/*/filling.css", lambda route: _styles(route, look))
    context.route("**/ui/*/*.js", _script)
    yield context.new_page()
    context.close()


def show(page: Page, seen: Seen) -> None:
    """Open a page with the bytes that the server gave."""
    address = seen.address.split("#")[0]
    page.route(address, lambda route: route.fulfill(body=seen.html, content_type="text/html; charset=utf-8"))
    page.goto(address)
    page.unroute(address)


def pictures(browser: Browser, all_seen: list[Seen], *, look: Look, out: Path) -> list[str]:
    """One picture a page, and the sheet of them. Returns what is wider than its screen."""
    folder = out / look.name
    folder.mkdir(parents=True, exist_ok=True)
    spilling = []
    with showing(browser, look) as page:
        for seen in all_seen:
            show(page, seen)
            page.screenshot(path=folder / f"{seen.name}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                spilling.append(f"{look.name}/{seen.name}")
    _sheet(browser, all_seen, look=look, out=out)
    return spilling


def figures(all_seen: list[Seen], look: Look) -> str:
    return "".join(
        f'<figure><figcaption>{html.escape(seen.name)}</figcaption><a href="{look.name}/{seen.name}.png">'
        f'<img src="{look.name}/{seen.name}.png" alt=""></a></figure>'
        for seen in all_seen
    )


def document(body: str) -> str:
    return (
        f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>body{{font:14px sans-serif;margin:16px;"
        f"background:#888}}section{{display:flex;flex-wrap:wrap;gap:12px}}figure{{margin:0;width:{THUMB}px;height:"
        f"{THUMB * 2}px;overflow:hidden}}img{{width:100%}}figcaption{{background:#fff}}</style>{body}"
    )


def _sheet(browser: Browser, all_seen: list[Seen], *, look: Look, out: Path) -> None:
    file = out / f"{look.name}.html"
    file.write_text(document(f"<section>{figures(all_seen, look)}</section>"))
    page = browser.new_page(viewport={"width": 8 * (THUMB + 12) + 32, "height": 800})
    page.goto(file.resolve().as_uri())
    page.screenshot(path=out / f"{look.name}.png", full_page=True)
    page.close()
    file.unlink()


def for_docs(browser: Browser, seen: list[Seen]) -> None:
    """The pictures that the README shows."""
    by_name = {each.name: each for each in seen}
    for name, look_name, height in SHOWN:
        look = next(look for look in LOOKS if look.name == look_name)
        with showing(browser, look) as page:
            page.set_viewport_size({"width": look.width, "height": height})
            show(page, by_name[name])
            # That the place is invented, a picture need not say.
            page.locator(".once:not(.answer)").evaluate_all("all => all.forEach(each => each.remove())")
            page.screenshot(path=SHOWN_IN / f"{name}-{look_name}.png")
