"""Each way through the place by keyboard alone: founding, coming in, talking, a round, deciding, going."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.keys import Keys
from tests.cast import Cast
from tests.meetings.table import gather
from tests.served import Served

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
SMALL = {"viewport": {"width": 360, "height": 640}}
PASSPHRASE = "lantern meadow teapot saddle"


def _take_codes(keys: Keys) -> None:
    keys.press("Make new codes", leads_to="/you/codes/")
    keys.press("I have saved them", leads_to="/")
    expect(keys.page.get_by_role("heading", name="How to leave quickly")).to_be_visible()
    keys.press("Continue", leads_to="/")


def test_a_place_and_a_group_are_founded_by_keys(
    served: Served, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(**SMALL).new_page()
    page.goto(served.founding_link)
    keys = Keys(page)
    keys.press("Start", leads_to="/founding/name/")
    keys.write("Name of the community", "Riverbend")
    keys.press("Continue", leads_to="/founding/limits/")
    keys.press("Continue", leads_to="/founding/limits/")
    expect(page.get_by_role("alert")).to_be_focused()
    keys.write("Run by", "Rowan, a member of this place.")
    keys.press("Continue", leads_to="/founding/numbers/")
    keys.open("United States…")
    keys.tick("988…")
    keys.press("Continue", leads_to="/founding/you/")
    keys.write("Name", "Rowan")
    keys.write("Passphrase", PASSPHRASE)
    keys.press("Create this community", leads_to="/you/codes/")
    _take_codes(keys)
    keys.press("Start a group", leads_to="/groups/starters/")
    keys.press("Open talk", leads_to="/groups/starters/open-talk/")
    keys.write("Name of the group", "By the river")
    keys.press("Create this group", leads_to="/groups/")
    expect(page.get_by_role("heading", level=1)).to_have_text("By the river")


def test_an_invitation_is_made_and_followed_by_keys(enter: Enter, cast: Cast) -> None:
    bea = Keys(enter(cast.bea, f"/groups/{cast.group.pk}/"))
    bea.press("Invite", leads_to="/invitations/")
    bea.press("A link for one person", leads_to="/invitations/")
    link = bea.page.locator("#made").text_content().strip()
    keys = Keys(enter(cast.nobody, link, **SMALL))
    keys.press("Read about the group", leads_to="/door/")
    keys.press("Continue")
    keys.press("Continue")
    keys.press("Yes, join", leads_to="/door/")
    expect(keys.page.get_by_role("alert")).to_be_focused()
    keys.write("Name", "Gil")
    keys.write("Passphrase", PASSPHRASE)
    keys.press("Yes, join", leads_to="/rooms/")
    keys.press("Continue", leads_to="/rooms/")
    expect(keys.page.get_by_role("heading", level=1)).to_be_visible()


def test_signing_in_and_leaving_quickly_by_keys(enter: Enter, cast: Cast) -> None:
    keys = Keys(enter(cast.nobody, "/"))
    keys.press("Sign in", leads_to="/sign-in/")
    keys.write("Name", cast.dov.name)
    keys.write("Passphrase", cast.dov.passphrase)
    keys.tick("This is not my own device")
    keys.press("Sign in", leads_to="/")
    keys.press("Continue", leads_to="/")
    page = keys.page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert keys.here()["name"] == "Leave quickly" and not keys.here()["fault"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/ordinary")
    assert not [each for each in page.context.cookies() if each["value"] == cast.dov.token]


def test_a_boundary_is_drawn_and_lifted_by_keys(enter: Enter, cast: Cast, talk: str) -> None:
    page = enter(cast.ada, talk, **SMALL)
    keys = Keys(page)
    expect(page.locator("li.word", has_text="I let the phone ring")).to_be_visible()
    keys.open("Respond: Dov")
    keys.press("Don't show me this person", leads_to="/boundary/")
    keys.press("Stop seeing what they say", leads_to="/")
    page.goto(talk)
    expect(page.locator("li.word", has_text="I let the phone ring")).to_have_count(0)
    page.goto("/you/")
    keys.press("Your boundaries", leads_to="/you/boundaries/")
    keys.press("See again: Dov", leads_to="/")
    page.goto(talk)
    expect(page.locator("li.word", has_text="I let the phone ring")).to_be_visible()


def test_a_round_is_gone_through_by_keys(enter: Enter, cast: Cast) -> None:
    table = gather(cast)
    table.go_to("check-in")
    where = f"/meetings/{table.meeting.pk}/"
    ada, bea = Keys(enter(cast.ada, where, **SMALL)), Keys(enter(cast.bea, where))
    assert table.floor == "Ada"
    ada.press("Come back to me", leads_to=where)
    expect(bea.page.get_by_role("heading", name="It's your turn")).to_be_visible()
    bea.press("Pass", leads_to=where)
    table.act(cast.dov, "done")
    expect(ada.page.get_by_role("heading", name="It's your turn")).to_be_visible()
    ada.write("Your words", "I slept four hours")
    ada.press("Send")
    expect(bea.page.locator("li.word", has_text="I slept four hours")).to_be_visible()
    ada.press("I'm done", leads_to=where)
    expect(bea.page.get_by_role("heading", name="The round is over")).to_be_visible()


def test_a_button_stays_what_it_is_while_the_round_goes_on_around_it(enter: Enter, cast: Cast) -> None:
    table = gather(cast)
    table.go_to("check-in")
    keys = Keys(enter(cast.bea, f"/meetings/{table.meeting.pk}/"))
    for name in ("Leave the meeting", "I need the group now"):
        keys.reach(name, at=("button",))
        act = keys.page.evaluate("document.activeElement.formAction")
        table.act(cast.ada if table.floor == "Ada" else cast.bea, "done")
        expect(keys.page.locator("#turn")).to_contain_text(
            "It's your turn" if table.floor == "Bea" else "Dov's turn"
        )
        assert keys.here() | {"kind": "", "name": name} == keys.here() | {"kind": ""}
        assert keys.page.evaluate("document.activeElement.formAction") == act


def test_a_proposal_is_accepted_by_keys(enter: Enter, cast: Cast) -> None:
    assert cast.proposal is not None
    page = enter(cast.dov, f"/groups/{cast.group.pk}/decisions/", **SMALL)
    keys = Keys(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    keys.press("Messages would be kept…", leads_to=f"/decisions/{cast.proposal.pk}/")
    keys.press("I agree", leads_to=f"/decisions/{cast.proposal.pk}/")
    expect(page.locator(".voices li", has_text="Dov")).to_contain_text("agrees")


def test_a_group_and_then_the_place_are_left_by_keys(enter: Enter, cast: Cast) -> None:
    page = enter(cast.dov, f"/groups/{cast.group.pk}/")
    keys = Keys(page)
    keys.press("Leave this group", leads_to="/leaving/")
    keys.press("Leave this group", leads_to="/groups/")
    page.goto("/you/")
    keys.press("Leave this community", leads_to="/leaving/")
    keys.press("Leave and erase", leads_to="/left/")
    expect(page.get_by_role("heading", name="You have left")).to_be_visible()
    page.goto("/you/")
    page.wait_for_url("**/sign-in/**")
