"""Two people agree on what helps them, and one of them leaves: nothing of theirs stays."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import Walker, come_in, found_community, found_group, invite
from tests.served import ROOT, Served, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.journey]

STOP = "How one of us says: not now"
ROWANS, IMANIS, AGREED = "A hand, palm up", "I look at the door", "A hand, and then the door"


def test_what_helps_us(served: Served, new_context) -> None:
    rowan = Walker("Rowan", new_context().new_page(), served.address)
    imani = Walker("Imani", new_context(java_script_enabled=False).new_page(), served.address)
    found_community(rowan, served.founding_link)
    group = found_group(rowan, starter="Open talk", name="Tuesday evening")
    imani.go(invite(rowan, group, "A link for one person"))
    imani.press("Read about the group")
    come_in(imani)

    rowan.go(group)
    rowan.press("Sheets we share")
    rowan.press("What helps us")
    rowan.tick("Imani")
    rowan.fill(STOP, ROWANS)
    rowan.press("Save")
    rowan.reads(ROWANS)

    imani.go("/")
    imani.press("What helps us")
    imani.reads("You and Rowan hold this")
    imani.press("Word it another way")
    imani.fill(STOP, IMANIS)
    imani.press("Save")
    for someone in (rowan, imani):  # side by side, until they agree on one
        someone.page.reload()
        someone.reads(ROWANS)
        someone.reads(IMANIS)

    rowan.page.locator("section", has_text=ROWANS).get_by_role("link", name="Change it").click()
    rowan.fill(STOP, AGREED)
    rowan.press("Save")
    imani.page.reload()
    imani.page.locator("section", has_text=AGREED).get_by_role("button", name="I agree to this").click()
    imani.reads("All of you agree now.")
    imani.reads("Agreed on")
    imani.does_not_read(IMANIS)
    assert look(served, AGREED) and not look(served, ROWANS) and not look(served, IMANIS)

    imani.go(group + "leaving/")
    imani.press("Leave this group")
    rowan.go(group + "sheets/")
    expect(rowan.page.get_by_role("link", name="What helps us")).to_have_count(
        1
    )  # to start one, and no other
    rowan.does_not_read("Agreed.")
    assert not look(served, AGREED)


def look(served: Served, words: str) -> bool:
    """Whether these words are anywhere, with the key file in hand."""
    asked = [sys.executable, "-m", "tests.journeys.looking", words]
    around = surroundings(served.database_url) | {"MUTUALITY_DATA": str(served.data)}
    done = subprocess.run(asked, env=around, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "looked at" in done.stdout
    return "found" in done.stdout
