"""The whole way without any JavaScript: found a place, invite, talk, signal, take back, leave quickly, leave."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.walking import Walker, come_in, found_community, found_group, invite
from tests.served import Served

pytestmark = pytest.mark.browser

SAID = "I walked there and back tonight."
REGRETTED = "This was too much to say."


def test_a_group_lives_without_scripts(served: Served, new_context: Callable[..., BrowserContext]) -> None:
    rowan, imani = (
        Walker(name, new_context(java_script_enabled=False).new_page(), served.address)
        for name in ("Rowan", "Imani")
    )
    found_community(rowan, served.founding_link)
    group = found_group(rowan, starter="Open talk", name="By the river")
    imani.go(invite(rowan, group, "A link for one person"))
    imani.press("Read about the group")
    come_in(imani)
    topic = _begin(rowan, group)
    _say(imani, topic, REGRETTED)
    imani.word(SAID).locator(".respond > summary").click()
    imani.word(SAID).get_by_role("button", name="I hear you").click()
    rowan.go(topic)
    rowan.reads("I hear you: Imani")
    imani.word(REGRETTED).locator(".respond > summary").click()
    imani.word(REGRETTED).get_by_role("button", name="Take back").click()
    rowan.page.reload()
    rowan.reads(SAID)
    rowan.does_not_read(REGRETTED)
    _leave(imani, topic)
    rowan.page.reload()
    rowan.does_not_read("Imani")


def _begin(walker: Walker, group: str) -> str:
    walker.go(group)
    walker.press("Go to the conversation")
    walker.fill("What is it about?", "Tonight")
    walker.fill("Your words", SAID)
    walker.press("Start this topic")
    walker.reads(SAID)
    return walker.page.url.split("?")[0]


def _say(walker: Walker, topic: str, words: str) -> None:
    walker.go(topic)
    walker.fill("Your words", words)
    walker.press("Send")
    expect(walker.word(words)).to_be_visible()


def _leave(walker: Walker, topic: str) -> None:
    walker.go("/leaving/")
    walker.press("Leave and erase")
    walker.reads("You have left")
    walker.go(topic)
    walker.reads("Sign in")
