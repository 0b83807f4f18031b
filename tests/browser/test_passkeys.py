"""Passkeys as a browser and its device make and use them: Chromium, with a virtual authenticator."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Route, expect

from mutuality.people import passkeys
from mutuality.people.models import Passkey, Session
from tests.browser.elsewhere import Elsewhere
from tests.cast import Cast, Someone
from tests.served import Served, serving

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Phone:
    """The device behind a page: what it holds, and whether its lock opens."""

    def __init__(self, page: Page, **changed: Any) -> None:
        self.said = page.context.new_cdp_session(page)
        self.said.send("WebAuthn.enable")
        options = {"options": PHONE | changed}
        self.id = self.said.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]

    @property
    def holds(self) -> list[dict]:
        """The passkeys on it."""
        return self.said.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def give(self, passkey: dict) -> None:
        """Put a passkey on it, as synced ones come to a second device."""
        self.said.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": passkey})

    def lock(self, *, opens: bool) -> None:
        """From now on the right finger is, or is not, on the lock."""
        told = {"authenticatorId": self.id, "isUserVerified": opens}
        self.said.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def open_at(community: Served, new_context: NewContext) -> Callable[..., Page]:
    """A page in a browser of its own, with somebody signed in or nobody."""

    def opened(path: str, someone: Someone | None = None, **options: Any) -> Page:
        context = new_context(base_url=community.address, **options)
        if someone:
            context.add_cookies([{**someone.cookie, "url": community.address}])
        page = context.new_page()
        page.goto(path)
        return page

    return opened


def add(page: Page, label: str = "Blue phone") -> None:
    """Add a passkey, and wait until it is on the list."""
    page.get_by_label("A name for this passkey").fill(label)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("listitem").filter(has_text=label)).to_be_visible()


def come_in(page: Page) -> None:
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_is_added_named_used_and_removed(open_at, cast: Cast) -> None:
    page = open_at("/you/passkeys/", cast.bea)
    phone = Phone(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Please give it a name first.")).to_be_visible()
    assert phone.holds == []
    add(page)
    [held] = phone.holds
    assert held["isResidentCredential"] and held["rpId"] == "localhost"
    assert (held["userName"], held["userDisplayName"]) == ("Blue phone", "Blue phone")
    page.goto("/you/")
    page.get_by_role("button", name="Sign out here").click()
    page.goto("/sign-in/?then=/you/")
    come_in(page)
    page.wait_for_url("**/you/")
    expect(page.get_by_label("The name you sign in with")).to_have_value("Bea")
    page.goto("/you/passkeys/")
    page.get_by_label("Passphrase").first.fill(cast.bea.passphrase)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/you/passkeys/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("A name for this passkey").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Old phone")).to_be_visible()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    page.goto("/you/")
    page.get_by_role("button", name="Sign out here").click()
    page.goto("/sign-in/")
    come_in(page)
    expect(page.get_by_role("alert")).to_contain_text("doesn't open anything")
    page.get_by_label("Name", exact=True).fill("Bea")
    page.get_by_label("Passphrase").first.fill(cast.bea.passphrase)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    assert Session.objects.filter(person=cast.bea.person).exists()


def test_a_device_makes_one_for_a_place_only_once(open_at, cast: Cast) -> None:
    page = open_at("/you/passkeys/", cast.bea)
    phone = Phone(page)
    add(page)
    page.get_by_label("A name for this passkey").fill("Again")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("already has a passkey for this site")).to_be_visible()
    assert len(phone.holds) == Passkey.objects.count() == 1


def test_a_second_click_while_the_device_is_asked_does_nothing(open_at, cast: Cast) -> None:
    page = open_at("/you/passkeys/", cast.bea)
    phone = Phone(page)
    held: list[Route] = []
    page.route("**/you/passkeys/challenge/", lambda route: held.append(route))
    page.get_by_label("A name for this passkey").fill("Blue phone")
    button = page.get_by_role("button", name="Add a passkey")
    with page.expect_request("**/you/passkeys/challenge/"):
        button.click()
    expect(page.get_by_text("Your device asks you now.")).to_be_visible()
    button.click()
    button.click()
    held[0].continue_()
    expect(page.get_by_role("listitem").filter(has_text="Blue phone")).to_have_count(1)
    assert len(held) == len(phone.holds) == Passkey.objects.count() == 1


def test_a_device_that_stays_locked_changes_nothing_and_the_page_says_so(open_at, cast: Cast) -> None:
    page = open_at("/you/passkeys/", cast.bea)
    phone = Phone(page)
    add(page)
    phone.lock(opens=False)
    page.get_by_label("A name for this passkey").fill("Another")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    page.goto("/sign-in/")
    come_in(page)
    expect(page.get_by_text("No passkey was used. Nothing was changed.")).to_be_visible()
    assert Passkey.objects.count() == 1
    phone.lock(opens=True)
    come_in(page)
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_each_comes_in_as_themself(open_at, cast: Cast) -> None:
    pages = {someone.name: open_at("/you/passkeys/", someone) for someone in (cast.ada, cast.bea)}
    phones = {name: Phone(page) for name, page in pages.items()}
    for name, page in pages.items():
        add(page, f"The phone of {name}")
        page.context.clear_cookies()
        page.goto("/sign-in/?then=/you/")
        come_in(page)
        expect(page.get_by_label("The name you sign in with")).to_have_value(name)
    assert len({phone.holds[0]["userHandle"] for phone in phones.values()}) == 2


def test_on_a_device_that_is_not_ones_own_one_can_come_in_and_none_is_made(open_at, cast: Cast) -> None:
    mine = open_at("/you/passkeys/", cast.una)
    expect(mine.get_by_text("This is not your own device, so no passkey is made here.")).to_be_visible()
    expect(mine.get_by_role("button", name="Add a passkey")).to_have_count(0)
    page = open_at("/you/passkeys/", cast.bea)
    Phone(page)
    add(page)
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_label("This is not my own device").check()
    come_in(page)
    page.wait_for_url(lambda url: "sign-in" not in url)
    assert not Session.objects.get(passkey__isnull=False).own_device
    assert all(cookie["expires"] == -1 and cookie["httpOnly"] for cookie in page.context.cookies())
    Session.objects.update(curtain_at=cast.now)
    page.goto("/you/")
    page.wait_for_url("**/curtain/**")
    come_in(page)
    page.wait_for_url("**/you/")


def test_what_one_browser_answered_opens_nothing_for_another(open_at, cast: Cast) -> None:
    page = open_at("/you/passkeys/", cast.bea)
    Phone(page)
    add(page)
    page.context.clear_cookies()
    page.goto("/sign-in/")
    with page.expect_request("**/sign-in/passkey/") as asked:
        page.route("**/sign-in/passkey/", lambda route: route.fulfill(status=204))
        come_in(page)
    sent = asked.value.post_data_json["passkey"]
    thief = open_at("/sign-in/")
    for _without_and_with_a_question_of_its_own in (1, 2):
        assert _post(thief, sent)["status"] == 422
        thief.evaluate("fetch('/sign-in/passkey/challenge/')")
    page.unroute_all()
    said = json.loads(sent)
    assert set(said) == {"id", "rawId", "type", "response"} and said["response"]["userHandle"]
    assert _post(page, sent)["status"] == 200
    assert Session.objects.filter(passkey__isnull=False).count() == 1
    # The form's own secret changed when they came in, so the old form is refused before its answer is looked at.
    assert _post(page, sent)["status"] in (403, 422)


def test_another_site_is_given_nothing(open_at, community: Served, cast: Cast, elsewhere: Elsewhere) -> None:
    """A page elsewhere on this machine may ask for this name; what the device answers there opens nothing here."""
    page = open_at("/you/passkeys/", cast.bea)
    phone = Phone(page)
    add(page)
    page.goto(elsewhere.address.replace("127.0.0.1", "localhost") + "/ordinary")
    challenge = page.context.request.get(f"{community.address}/sign-in/passkey/challenge/").json()
    answer = page.evaluate(ASKED_ELSEWHERE, challenge["publicKey"])
    assert len(phone.holds) == 1 and answer["response"]["signature"]
    page.goto("/sign-in/")
    page.context.clear_cookies(name="s")
    before = Session.objects.count()
    assert _post(page, json.dumps(answer))["status"] == 422
    assert Session.objects.count() == before


def test_without_scripts_the_pages_explain_and_the_passphrase_works(open_at, cast: Cast) -> None:
    page = open_at("/sign-in/", java_script_enabled=False)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    own = open_at("/you/passkeys/", cast.bea, java_script_enabled=False)
    expect(own.get_by_text("To add a passkey, this page needs JavaScript.")).to_be_visible()
    expect(own.get_by_role("button", name="Add a passkey")).to_have_count(0)


def test_under_a_number_as_address_the_page_says_where_passkeys_work(
    community: Served, cast: Cast, new_context: NewContext
) -> None:
    numbers = community.address.replace("localhost", "127.0.0.1")
    context = new_context(base_url=numbers)
    context.add_cookies([{**cast.bea.cookie, "url": numbers}])
    page = context.new_page()
    page.goto("/you/passkeys/")
    expect(page.get_by_text(f"Passkeys work only at {community.address}.")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_have_count(0)
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    assert passkeys.elsewhere() == 0


ASKED_ELSEWHERE = """async (publicKey) => {
  const open = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (l) => l.charCodeAt(0));
  const given = await navigator.credentials.get({ publicKey: { ...publicKey, challenge: open(publicKey.challenge) } });
  return given.toJSON();
}"""
SENT = """async (passkey) => {
  const form = document.querySelector("main form");
  const body = new FormData(form);
  body.set("passkey", passkey);
  const answer = await fetch("/sign-in/passkey/", { method: "POST", body: new URLSearchParams(body) });
  return { status: answer.status };
}"""


def _post(page: Page, answer: str) -> dict:
    return page.evaluate(SENT, answer)


def test_serving_at_another_address_says_how_many_passkeys_stop(
    open_at, community: Served, cast: Cast
) -> None:
    page = open_at("/you/passkeys/", cast.bea)
    Phone(page)
    add(page)
    assert "another address" not in community.said
    community.stop()
    elsewhere = ("--address", "https://new.example")
    with serving(
        community.data.parent / "moved",
        database=settings.DATABASES["default"],
        options=elsewhere,
        environment={"MUTUALITY_KEY_FILE": str(settings.KEY_FILE)},
    ) as moved:
        assert "1 passkey was made for another address" in moved.said
        assert "does not work at https://new.example" in moved.said
        assert "Bea" not in moved.said and "Blue phone" not in moved.said
