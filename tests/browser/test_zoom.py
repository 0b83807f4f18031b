"""At four times the size nothing spills, nothing is cut, and the ways to safety are at hand."""

import pytest
from playwright.sync_api import Browser, Page

from tests.pictures import Look, Seen, show, showing

pytestmark = pytest.mark.browser

# 1280 by 1024 pixels at 400 per cent are 320 by 256 (WCAG 2.2, 1.4.10).
ZOOMED = {"width": 320, "height": 256}
SPILLING = """() => {
  const wide = document.documentElement.clientWidth
  const seen = each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length
  const aside = each => each.closest('.skips, .unseen, .print-only, svg')
  const spills = each => { const box = each.getBoundingClientRect(); return box.right > wide + 1 || box.left < -1 }
  const cuts = each => getComputedStyle(each).overflow !== 'visible' && !each.matches('textarea, input, select') &&
    (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
  const wrong = each => seen(each) && !aside(each) && (spills(each) || cuts(each))
  return [...document.body.querySelectorAll('*')].filter(wrong)
    .map(each => `${each.localName}.${each.className}: ${each.textContent.trim().slice(0, 40)}`)
}"""
UNREACHED = """() => {
  const box = each => document.querySelector(each)?.getBoundingClientRect() ?? {top: -1}
  const away = box => box.top < 0 || box.bottom > innerHeight || box.height < 43.5 || box.right > innerWidth
  return ['a.leave', 'a.support'].map(box).filter(away).map(each => JSON.stringify(each))
}"""


def looked_at(page: Page) -> list[str]:
    """What is wrong on a page as it stands before anybody scrolls."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    spills = [f"{wide} pixels wide"] if wide > ZOOMED["width"] else []
    return spills + page.evaluate(SPILLING) + page.evaluate(UNREACHED)


def test_what_spills_would_be_found(page: Page) -> None:
    page.set_viewport_size(ZOOMED)
    page.set_content("<p style='white-space:nowrap'><b>" + "word " * 90)
    found = looked_at(page)
    assert any("pixels wide" in fault for fault in found)
    assert any(fault.startswith("b.") for fault in found)
    assert len([fault for fault in found if '"top":-1' in fault]) == 2


def test_no_page_spills_at_four_times_the_size(browser: Browser, every_page: list[Seen]) -> None:
    found = {}
    with showing(browser, Look("zoomed", ZOOMED["width"])) as page:
        page.set_viewport_size(ZOOMED)
        for seen in every_page:
            show(page, seen)
            if faults := looked_at(page):
                found[seen.name] = faults
    assert found == {}
