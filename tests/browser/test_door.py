"""The door in a real browser: its steps are one page, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.cast import Cast

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("scripts", [True, False])
def test_each_step_is_short_and_going_back_keeps_what_was_typed(
    scripts: bool, enter: Enter, cast: Cast
) -> None:
    page = enter(cast.nobody, f"/invitation/{cast.doors.link}/", java_script_enabled=scripts, **PHONE)
    page.get_by_role("button", name="Read about the group").click()
    for seen, unseen in (("#know", "#agreed"), ("#agreed", "#you")):
        expect(page.locator(seen)).to_be_visible()
        expect(page.locator(unseen)).to_be_hidden()
        expect(page.get_by_role("button", name="No, thank you")).to_be_visible()
        page.get_by_role("link", name="Continue").click()
    page.locator("[name=name]").fill("Gus")
    page.locator("[name=passphrase]").fill("seven boats on a green lake")
    page.get_by_role("link", name="Back").click()
    expect(page.locator("#you")).to_be_hidden()
    page.go_back()
    expect(page.locator("[name=name]")).to_have_value("Gus")
    page.get_by_role("button", name="Yes, join").click()
    page.wait_for_url("**/rooms/*/")
