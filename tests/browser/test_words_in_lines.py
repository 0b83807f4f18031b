"""Words stand in lines: no part is squeezed so far that a word runs down the page letter by letter."""

import pytest
from playwright.sync_api import Browser, Page

from tests.pictures import Look, Seen, show, showing

pytestmark = [pytest.mark.browser, pytest.mark.looks]

SQUEEZED = """() => [...document.body.querySelectorAll('*')].filter(each => {
  if (!each.checkVisibility({visibilityProperty: true}) || each.closest('.unseen, .skips, svg, select')) return false
  const words = [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join('')
  const letter = parseFloat(getComputedStyle(each).fontSize), box = each.getBoundingClientRect()
  const hidden = getComputedStyle(each).clipPath !== 'none'
  return words.length > 3 && !hidden && box.width < 2 * letter && box.height > 3 * letter
}).map(each => `${each.localName}.${each.className}: ${each.textContent.trim().slice(0, 30)}`)"""


def test_a_squeezed_word_would_be_found(page: Page) -> None:
    page.set_content("<p style='inline-size:0;overflow-wrap:anywhere'>Change</p><p>Change</p>")
    assert page.evaluate(SQUEEZED) == ["p.: Change"]


def test_no_word_is_squeezed_on_any_page(browser: Browser, every_page: list[Seen]) -> None:
    found = {}
    with showing(browser, Look("narrow", 320)) as page:
        for seen in every_page:
            show(page, seen)
            if squeezed := page.evaluate(SQUEEZED):
                found[seen.name] = squeezed
    assert found == {}
