"""At four times the size, and with letters twice as large, nothing spills, nothing is cut, the ways to safety are at
hand, and what is pressed is large enough for a hand that shakes."""

import pytest
from playwright.sync_api import Browser, Page

from tests.pictures import Look, Seen, show, showing

pytestmark = [pytest.mark.browser, pytest.mark.looks]

# 1280 by 1024 pixels at 400 per cent are 320 by 256 (WCAG 2.2, 1.4.10).
ZOOMED = {"width": 320, "height": 256}
SPILLING = """() => {
  const wide = document.documentElement.clientWidth
  const seen = each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length
  const unseen = each => getComputedStyle(each).clipPath === 'inset(50%)'
  const aside = each => each.closest('.skips, .unseen, .print-only, svg') || unseen(each)
  const spills = each => { const box = each.getBoundingClientRect(); return box.right > wide + 1 || box.left < -1 }
  // What stays in view beside a long page may be longer than the screen: it is scrolled by itself.
  const scrolls = each => ['auto', 'scroll'].includes(getComputedStyle(each).overflowY)
  const cuts = each => getComputedStyle(each).overflow !== 'visible' && !each.matches('textarea, input, select') &&
    (each.scrollWidth > each.clientWidth + 1 || (each.scrollHeight > each.clientHeight + 1 && !scrolls(each)))
  const wrong = each => seen(each) && !aside(each) && (spills(each) || cuts(each))
  return [...document.body.querySelectorAll('*')].filter(wrong)
    .map(each => `${each.localName}.${each.className}: ${each.textContent.trim().slice(0, 40)}`)
}"""
# In one breath: a browser may go to what has autofocus at any moment between two questions.
UNREACHED = """() => {
  scrollTo(0, 0)
  const box = each => document.querySelector(each)?.getBoundingClientRect() ?? {top: -1}
  const away = box => box.top < 0 || box.bottom > innerHeight || box.height < 43.5 || box.right > innerWidth
  return ['a.leave', 'a.support'].map(box).filter(away).map(each => JSON.stringify(each))
}"""
# WCAG 2.2, 2.5.8, and DESIGN.md: 24 pixels for everything that is not within a sentence, 44 for the main ways.
TARGETS = """() => {
  const seen = each => each.checkVisibility({visibilityProperty: true})
  const all = what => [...document.querySelectorAll(what)].filter(seen)
  const words = each => each.textContent.trim()
  const within = each => getComputedStyle(each).display === 'inline' && words(each.parentElement) !== words(each)
  const area = each => (each.matches('[type=checkbox], [type=radio]') && each.closest('label') || each)
    .getBoundingClientRect()
  const low = (least) => each => area(each).height < least - .5 || area(each).width < 23.5
  const told = each => `${each.localName}.${each.className} ${area(each).width} ${area(each).height} ${words(each)}`
  const pressed = all('a[href], button, summary, select, textarea, input:not([type=hidden])')
    .filter(each => !each.closest('.skips') && !within(each))
  const main = all('.btn, .leave, .support, textarea, select, input:not([type=hidden])')
  return [...pressed.filter(low(24)), ...main.filter(low(44))].map(told)
}"""


def looked_at(page: Page) -> list[str]:
    """What is wrong on a page before anybody scrolls; where something is to be looked at again, browsers go there."""
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


def test_what_is_too_small_to_press_would_be_found(page: Page) -> None:
    page.set_content(
        "<p>One <a href=#a>two</a></p><p><a href=#b>x</a></p><button class=btn style='height:40px'>Say it"
    )
    found = page.evaluate(TARGETS)
    assert [each.split(" ")[0] for each in found] == ["a.", "button.btn"]


def spilling(browser: Browser, pages: list[Seen]) -> dict[str, list[str]]:
    """What is wrong at four times the size, page by page."""
    found = {}
    with showing(browser, Look("zoomed", ZOOMED["width"])) as page:
        page.set_viewport_size(ZOOMED)
        for seen in pages:
            show(page, seen)
            if faults := looked_at(page) + page.evaluate(TARGETS):
                found[seen.name] = faults
    return found


def spilling_in_large_letters(browser: Browser, pages: list[Seen]) -> dict[str, list[str]]:
    """What is wrong with letters twice as large on a small phone, page by page."""
    found = {}
    with showing(browser, Look("large", 360, text=2)) as page:
        for seen in pages:
            show(page, seen)
            if faults := page.evaluate(SPILLING):
                found[seen.name] = faults
    return found


def test_no_page_spills_at_four_times_the_size(browser: Browser, every_page: list[Seen]) -> None:
    found = spilling(browser, every_page)
    assert found == {}


def test_no_page_spills_when_its_letters_are_twice_as_large(browser: Browser, every_page: list[Seen]) -> None:
    found = spilling_in_large_letters(browser, every_page)
    assert found == {}


def test_longer_languages_fit_as_well(browser: Browser, in_other_languages: list[Seen]) -> None:
    found = spilling(browser, in_other_languages)
    found |= spilling_in_large_letters(browser, in_other_languages)
    assert found == {}
