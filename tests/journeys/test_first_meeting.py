"""A whole meeting of four, and the first decision.

Ada has scripts, Bea moves by keyboard and is followed through the tree a screen reader reads, Dov has no scripts, Una
loses her connection in the middle.
"""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from mutuality.kit import clock
from mutuality.meetings.models import Meeting, Sitter
from mutuality.meetings.operations import close
from mutuality.rooms.models import Room, Word
from mutuality.vault import duties
from tests.browser.going import go_until_told
from tests.cast import Cast, Someone
from tests.journeys import looking
from tests.journeys.walking import Walker
from tests.served import ROOT, Served, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.both]

ADAS = "I walked to the river and back."
DOVS = "I let the phone ring again, and it was all right."
UNAS = "The library was warm today."
NEVER_SAID = "half a sentence that was never"
FLOOR = "Could we read a poem next time?"
ALL = (ADAS, DOVS, UNAS, FLOOR)


def _walker(new_context, served: Served, someone: Someone, **options) -> Walker:
    context = new_context(**options)
    context.add_cookies([{**someone.cookie, "url": served.address}])
    return Walker(someone.name, context.new_page(), served.address)


def _key(walker: Walker, label: str) -> None:
    """Reach a button or link by Tab alone, and press Enter on it."""
    wanted = walker.named(label)
    for _step in range(120):
        walker.page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            walker.page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to {label!r}")


def _more(walker: Walker, label: str) -> None:
    """Do one of the things folded under "More"."""
    fold = walker.page.locator("details", has=walker.page.locator(".more-acts"))
    if not fold.get_attribute("open") and fold.get_attribute("open") != "":
        fold.locator("summary").click()
    fold.get_by_role("button", name=label).first.click()


def _heading(walker: Walker, text: str) -> None:
    expect(walker.page.get_by_role("heading", name=text).first).to_be_visible()


def test_a_first_meeting_and_the_first_decision(
    served_here: Served, cast: Cast, new_context, tmp_path: Path
) -> None:
    ada = _walker(new_context, served_here, cast.ada)
    bea = _walker(new_context, served_here, cast.bea)
    dov = _walker(new_context, served_here, cast.dov, java_script_enabled=False)
    una = _walker(new_context, served_here, cast.una)
    four = (ada, bea, dov, una)

    address = _they_sit_in(four, cast)
    _check_in_round(ada, bea, dov, una, address, new_context, served_here, cast)
    copy = _backup(served_here, tmp_path)
    _please_stop(ada, bea, dov)
    _open_floor(ada, bea, dov)
    _closing_round(ada, bea, dov, una)
    _close(ada, bea, dov, cast)
    _words_are_gone(ada, dov, cast)
    _they_decide(ada, bea, dov, una, cast)
    _the_copy_is_worthless(served_here, copy)


def _they_sit_in(four: tuple[Walker, ...], cast: Cast) -> str:
    ada, bea, dov, una = four
    ada.go(f"/groups/{cast.group.pk}/meetings/")
    ada.press("Start a meeting")
    _heading(ada, "Opening")
    ada.reads("Our agreement")
    address = ada.page.url
    bea.go(address)
    _key(bea, "Join the meeting")
    _heading(bea, "Opening")
    for other in (dov, una):
        other.go(address)
        other.press("Join the meeting")
        other.reads("Opening")
    for name in ("Bea", "Dov", "Una"):
        expect(ada.page.locator("#seats").get_by_text(name)).to_be_visible()
    ada.reads("Una joined")
    return address


def _check_in_round(ada, bea, dov, una, address, new_context, served, cast) -> None:
    ada.press("Start: Check-in round")
    una.reads("Ada would like to start: Check-in round")
    una.press("Yes, let's start")
    for walker in (ada, bea, una):
        _heading(walker, "Check-in round")
    _heading(ada, "It's your turn")
    tree = bea.page.locator("#turn").aria_snapshot()
    assert "Ada's turn" in tree and "You're next." in tree
    ada.page.get_by_label("Your words").fill(ADAS)
    ada.press("Send")
    bea.reads(ADAS)
    _heading(ada, "It's your turn")
    ada.press("I'm done. Bea is next.")
    _heading(bea, "It's your turn")
    _key(bea, "Pass")
    bea.reads("Dov's turn")
    dov.page.reload()
    dov.reads("It's your turn")
    dov.press("Come back to me")
    _heading(una, "It's your turn")
    with una.page.expect_response("**/you/draft/", timeout=60_000):
        una.page.get_by_label("Your words").fill(NEVER_SAID)  # kept on the server: this is not her own device

    def come_back() -> None:
        una.page = una.page.context.new_page()
        una.go(address)

    go_until_told(
        cast.una,
        go=lambda: una.page.close(run_before_unload=True),
        come_back=come_back,
        beside=ada.page,
    )
    _more(ada, "Ask to go to the next person")
    bea.reads("Ada would like to go to the next person")
    bea.press("Yes, next person")
    ada.reads("Dov's turn")
    dov.page.reload()
    dov.page.get_by_label("Your words").fill(DOVS)
    dov.press("Send")
    ada.reads(DOVS)
    dov.press("I'm done. Una is next.")
    una.page = _walker(new_context, served, cast.una).page
    una.go(address)
    una.reads("Please enter your passphrase again")
    una.fill("Passphrase", cast.una.passphrase)
    una.press("Continue")
    una.reads("It's your turn")
    assert una.page.get_by_label("Your words").input_value() == NEVER_SAID
    una.page.get_by_label("Your words").fill(UNAS)
    una.press("Send")
    bea.reads(UNAS)
    una.press("I'm done")
    for walker in (ada, bea):
        walker.reads(UNAS)
        _heading(walker, "The round is over")
    assert Word.objects.filter(topic__room=_meeting(cast).room).count() == 3


def _meeting(cast: Cast) -> Meeting:
    return Meeting.objects.select_related("room").get(circle=cast.group.circle)


def _please_stop(ada: Walker, bea: Walker, dov: Walker) -> None:
    dov.page.reload()
    dov.press("Please stop")
    dov.press("Please stop You asked")
    dov.reads("You asked us to stop")
    for walker in (ada, bea):
        walker.reads("Someone asked us to stop")
        expect(walker.page.locator("li.moment.stop")).to_have_count(1)
    ada.press("I'm ready to go on")
    bea.reads("Ada thinks we can go on.")
    bea.press("I'm ready to go on")
    for walker in (ada, bea):
        expect(walker.page.locator("#care > *")).to_have_count(0)


def _open_floor(ada: Walker, bea: Walker, dov: Walker) -> None:
    ada.page.get_by_role("button", name=re.compile("Start: What is on our minds")).last.click()
    _heading(ada, "What is on our minds")
    _heading(bea, "What is on our minds")
    _more(ada, "Start: Open sharing")
    dov.page.reload()
    dov.press("Yes, let's start")
    _heading(bea, "Open sharing")
    expect(bea.page.get_by_text("You can go first")).to_be_visible()
    expect(ada.page.get_by_text("You can go first")).to_have_count(0)
    _key(bea, "I'd like to speak")
    _heading(bea, "It's your turn")
    bea.page.get_by_label("Your words").fill(FLOOR)
    _key(bea, "Send")
    ada.reads(FLOOR)
    bea.press("I'm done")


def _closing_round(ada: Walker, bea: Walker, dov: Walker, una: Walker) -> None:
    _more(ada, "Start: Closing round")
    bea.press("Yes, let's start")
    for walker in (ada, bea, una):
        _heading(walker, "Closing round")
    for walker in (ada, bea):
        _heading(walker, "It's your turn")
        walker.press("Pass")
    dov.page.reload()
    dov.reads("It's your turn")
    dov.press("I'm done. Una is next.")
    _heading(una, "It's your turn")
    una.press("Pass")
    _heading(ada, "The round is over")


def _close(ada: Walker, bea: Walker, dov: Walker, cast: Cast) -> None:
    ada.page.get_by_role("button", name="Close the meeting").last.click()
    bea.reads("We are about to close")
    bea.press("Not yet")
    ada.reads("Bea asked for a little more time.")
    close.sweep(now=clock.now() + timedelta(minutes=2))
    assert _meeting(cast).closed_at is None
    bea.press("I'm ready to close")
    expect(ada.page.get_by_text("Bea asked for a little more time.")).to_have_count(0)
    close.sweep(now=clock.now() + timedelta(minutes=2))
    assert _meeting(cast).closed_at is not None
    ada.reads("The meeting has ended")
    expect(ada.page.get_by_label("Your words")).to_have_count(0)
    assert not Sitter.objects.exists()


def _words_are_gone(ada: Walker, dov: Walker, cast: Cast) -> None:
    meeting = _meeting(cast)
    ada.go(f"/meetings/{meeting.pk}/")
    ada.reads(ADAS)
    assert {text for text in ALL if any(text in kept for _where, kept in looking.everything())} == set(ALL)
    close.sweep(now=clock.now() + timedelta(hours=3))
    for walker in (ada, dov):
        walker.go(f"/meetings/{meeting.pk}/")
        walker.reads("People may remember it, or may have copied it.")
        for text in ALL:
            walker.does_not_read(text)
    assert not Room.objects.filter(pk=meeting.room_id).exists()
    assert [
        text for text in (*ALL, NEVER_SAID) for _where, kept in looking.everything() if text in kept
    ] == []


def _the_copy_is_worthless(served: Served, copy: Path) -> None:
    """With today's key file, once the keys of then are destroyed."""
    assert served.stop() == 0
    duties.destroy_now(now=clock.now())
    refused = _command(served, "restore", str(copy))
    assert refused.returncode == 2, refused.stderr
    assert "too old" in refused.stderr


def _backup(served: Served, folder: Path) -> Path:
    written = _command(served, "backup", str(folder / "copies"))
    assert written.returncode == 0, written.stderr
    return next((folder / "copies").iterdir())


def _command(served: Served, *words: str) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "mutuality.host.command", *words, "--data", str(served.data)]
    told = surroundings(served.database_url) | {
        "MUTUALITY_DATA": str(served.data),
        "MUTUALITY_KEY_FILE": str(settings.KEY_FILE),
    }
    return subprocess.run(asked, env=told, cwd=ROOT, capture_output=True, text=True, check=False)


def _they_decide(ada: Walker, bea: Walker, dov: Walker, una: Walker, cast: Cast) -> None:
    bea.go(f"/decisions/{cast.proposal.pk}/")
    bea.press("Take my proposal back")
    ada.go(f"/groups/{cast.group.pk}/decisions/subjects/")
    ada.press("How long messages are kept")
    ada.page.get_by_label("One day").check()
    ada.page.get_by_label(re.compile("Why")).first.fill("I would speak more freely.")
    ada.press("Propose this")
    ada.page.wait_for_url(re.compile(r"/decisions/[\w-]{16}/$"))
    proposal = ada.page.url
    dov.go(proposal)
    dov.press("I can't agree")
    dov.page.get_by_label(re.compile("^Because")).first.fill("One day is too short for who works nights.")
    dov.press("I can't agree, because")
    dov.reads("One day is too short for who works nights.")
    ada.go(proposal)
    ada.press("Reword it")
    ada.page.get_by_label("One week").check()
    ada.page.locator("main form button.btn").first.click()
    ada.reads("so everyone answers again")
    for walker in (bea, dov):
        walker.go(proposal)
        walker.press("I agree")
    assert _retention(cast) == 30
    una.go(proposal)
    una.press("I agree")
    una.reads("What was adopted")
    assert _retention(cast) == 7
    bea.go(f"/groups/{cast.group.pk}/")
    bea.reads("New messages are kept for one week.")


def _retention(cast: Cast) -> int:
    return Room.objects.values_list("retention_days", flat=True).get(pk=cast.group.room_id)
