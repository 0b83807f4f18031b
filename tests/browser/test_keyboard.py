"""By keyboard alone: the ways are in order, focus is seen, and live words do not take it away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
SEEN = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), look = getComputedStyle(here)
  if (here === document.body) return 'nowhere'
  const drawn = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2
  if (!drawn) return `no outline: ${here.outerHTML.slice(0, 90)}`
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20))
  return at && (here.contains(at) || at.contains(here)) ? '' : `hidden: ${here.outerHTML.slice(0, 90)}` }"""


def test_focus_is_seen_on_every_step_and_never_under_another_part(
    enter: Enter, cast: Cast, talk: str
) -> None:
    page = enter(cast.ada, talk, viewport={"width": 360, "height": 640})
    unseen, met = [], set()
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        met.add(page.evaluate("document.activeElement.outerHTML"))
        unseen += [fault] if (fault := page.evaluate(SEEN)) else []
    assert len(met) > 12
    assert unseen == []


def test_words_are_said_reworded_and_taken_back_by_keys(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, "textarea[name=words]")
    page.keyboard.type("Said by keys")
    page.keyboard.press("Control+Enter")
    expect(page.locator("li.word", has_text="Said by keys")).to_be_visible()
    page.locator("li.word", has_text="Said by keys").locator(".respond > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/words/**")
    page.wait_for_load_state()
    reach(page, "textarea[name=words]")
    page.keyboard.type(", slowly. ")
    reach(page, "main form button.btn")
    page.keyboard.press("Space")
    expect(page.locator("li.word", has_text=", slowly.")).to_be_visible()
    page.locator("li.word", has_text=", slowly.").locator(".respond > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/words/**")
    page.wait_for_load_state()
    reach(page, "button.care")
    page.keyboard.press("Enter")
    expect(page.get_by_text(", slowly.")).to_have_count(0)


def test_a_signal_leaves_focus_where_it_is(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk)
    word = page.locator("li.word", has_text="I let the phone ring")
    word.locator(".respond > summary").click()
    word.get_by_role("button", name="With you").focus()
    page.keyboard.press("Enter")
    expect(word.get_by_text("With you: you")).to_be_visible()
    expect(word.get_by_role("button", name="With you")).to_be_focused()


def reach(page: Page, selector: str) -> None:
    """Press Tab until the first of these has the focus."""
    for _step in range(60):
        if page.evaluate(f"document.activeElement === document.querySelector('{selector}')"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Sixty times Tab do not lead to {selector}.")
