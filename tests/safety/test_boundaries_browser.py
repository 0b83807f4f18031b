"""A boundary in a real browser: drawn in one window, it holds in the other at once, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.cast import Cast
from tests.served import Served

pytestmark = pytest.mark.browser


def test_words_leave_my_other_open_window_at_once(
    served_here: Served, cast: Cast, new_context: Callable[..., BrowserContext]
) -> None:
    windows = new_context(base_url=served_here.address)
    windows.add_cookies([cast.ada.cookie | {"url": served_here.address}])
    one, other = windows.new_page(), windows.new_page()
    one.goto(f"/topics/{cast.topic.pk}/")
    expect(one.get_by_text("a night outside")).to_be_visible()
    one.get_by_label("Your words").fill("half a thought")
    other.goto(f"/topics/{cast.topic.pk}/")
    beas = other.locator(f"#w-{cast.words['bea'].pk}")
    beas.locator(".respond > summary").click()
    beas.get_by_role("link", name="Don't show me this person").click()
    other.get_by_role("button", name="Stop seeing what they say").click()
    expect(other.get_by_text("1 person you hid can read what you write here")).to_be_visible()
    expect(one.get_by_text("a night outside")).to_have_count(0)
    expect(one.get_by_text("I let the phone ring")).to_be_visible()
    expect(one.get_by_label("Your words")).to_have_value("half a thought")


def test_without_scripts_all_of_it_works(
    served_here: Served, cast: Cast, new_context: Callable[..., BrowserContext]
) -> None:
    plain = new_context(base_url=served_here.address, java_script_enabled=False)
    plain.add_cookies([cast.ada.cookie | {"url": served_here.address}])
    page = plain.new_page()
    page.goto(f"/topics/{cast.topic.pk}/")
    beas = page.locator(f"#w-{cast.words['bea'].pk}")
    beas.locator(".respond > summary").click()
    beas.get_by_role("button", name="Keep a copy").click()
    expect(page.get_by_text("A copy is saved for you")).to_be_visible()
    page.goto("/you/kept/")
    expect(page.get_by_role("heading", name="Copies you saved")).to_be_visible()
    expect(page.get_by_text("a night outside")).to_be_visible()
    page.get_by_role("button", name="Erase this copy").click()
    expect(page.get_by_text("You have no copies")).to_be_visible()
