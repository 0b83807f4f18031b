"""Axe finds nothing on any page, in any language, light and dark, for members and for whoever is not signed in."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.pictures import Look, Seen, show, showing

pytestmark = [pytest.mark.browser, pytest.mark.looks]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FAULTY = "<main><h1>A page</h1><img src='/a.png'><p class='quiet'>words</p></main>"
PALE = "<style>p { color: #bbb; background: #ccc }</style>"
# Only this page loads itself again, after whoever is on it asked for that; it says how to stop (WCAG 2.2, 2.2.1).
ASKED_FOR = ("meeting-by-itself", {"meta-refresh": {"enabled": False}})

# Browsers go to what has autofocus when they first draw a page; only then does it stay where it is put.
TO_THE_TOP = """() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => { scrollTo(0, 0); done() })))"""


def rules_for(seen: Seen) -> dict[str, object]:
    """All rules, but for the one page on which something is as its reader chose."""
    page, choice = ASKED_FOR
    return {"runOnly": RULES, "rules": choice} if seen.name.startswith(page) else {"runOnly": RULES}


def faults(page: Page, **options: object) -> list[str]:
    """What axe finds on this page: the rule, and where."""
    # A page with something to look at again is scrolled to it; what lies half under the bar that stays is no fault.
    page.evaluate(TO_THE_TOP)
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']} at {json.dumps(node['target'])}" for each in found for node in each["nodes"]]


def in_both_themes(page: Page, seen: Seen) -> list[str]:
    """All rules on a small light screen; then, on a wide dark one, what depends on colour."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 760})
    light = faults(page, **rules_for(seen))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 760})
    return light + [f"dark: {fault}" for fault in faults(page, runOnly=["color-contrast"])]


def test_axe_would_find_something(browser: Browser) -> None:
    faulty = Seen("faulty", "http://localhost:9/", f"<!doctype html><html lang=en>{PALE}{FAULTY}</html>")
    with showing(browser, Look("wide", 1280)) as page:
        show(page, faulty)
        found = in_both_themes(page, faulty)
    kinds = {fault.split(" at ")[0] for fault in found}
    assert {"image-alt", "document-title", "color-contrast", "dark: color-contrast"} <= kinds


def test_axe_finds_nothing_on_any_page(browser: Browser, every_page: list[Seen]) -> None:
    found = {}
    with showing(browser, Look("axe", 360)) as page:
        for seen in every_page:
            show(page, seen)
            if faulty := in_both_themes(page, seen):
                found[seen.name] = faulty
    assert found == {}


def test_axe_finds_nothing_in_other_languages(browser: Browser, in_other_languages: list[Seen]) -> None:
    """What depends on colour alone is the same in every language."""
    found = {}
    with showing(browser, Look("axe", 360)) as page:
        for seen in in_other_languages:
            show(page, seen)
            if faulty := faults(page, **rules_for(seen)):
                found[seen.name] = faulty
    assert found == {}
