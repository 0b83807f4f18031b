"""A whole evening: three people in three browsers, one without JavaScript, from an empty folder and out again."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import PASSPHRASES, Walker, come_in, found_community, found_group, invite
from tests.served import ROOT, Served, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.both]

FIRST = "I started walking to the river before work."
REWORDED = "I walk to the bridge before work, on good days."
SOLS = "My sister called and I let it ring."
SOLS_NOTE = "about my family"
TAKEN_BACK = "I should not have said this at all."
NAMES = ("Rowan", "Imani", "Solveig", "Riverbend", "Tuesday evening")


def test_a_group_talks(served: Served, new_context) -> None:
    rowan = Walker("Rowan", new_context().new_page(), served.address)
    imani = Walker("Imani", new_context().new_page(), served.address)
    sol = Walker("Solveig", new_context(java_script_enabled=False).new_page(), served.address)

    group = _founded(rowan, served)
    _imani_is_invited(rowan, imani, group)
    _sol_knocks(rowan, imani, sol, group)
    topic = _they_talk(rowan, imani, sol, group)
    _they_signal(rowan, imani, sol)
    _they_reword_and_take_back(imani, rowan, sol, topic)
    there = _look(served, FIRST, SOLS, REWORDED, SOLS_NOTE, TAKEN_BACK, *NAMES)
    assert [text for text in (SOLS, REWORDED, SOLS_NOTE, *NAMES) if repr(text) not in there] == []
    assert [text for text in (FIRST, TAKEN_BACK) if repr(text) in there] == []
    everything = [FIRST, SOLS, REWORDED, SOLS_NOTE, TAKEN_BACK, *NAMES, *PASSPHRASES.values()]
    assert _finds(_steal(served), everything) == []
    _sol_leaves(rowan, imani, sol, topic)
    _nothing_of_sol_stays(served, sol, imani)
    _the_rest_leave(served, rowan, imani, group)


def _founded(rowan: Walker, served: Served) -> str:
    found_community(rowan, served.founding_link)
    rowan.reads("Your first steps")
    group = found_group(rowan, starter="Open talk", name="Tuesday evening")
    rowan.reads("Our agreement")
    return group


def _imani_is_invited(rowan: Walker, imani: Walker, group: str) -> None:
    link = invite(rowan, group, "A link for one person")
    for _preview in range(3):
        assert imani.page.request.get(link).ok
    imani.go(link)
    imani.press("Read about the group")
    imani.reads("Rowan has invited you.")
    imani.reads("The person who runs the server could read everything.")
    come_in(imani)
    imani.page.wait_for_url("**/rooms/*/")
    assert rowan.page.request.get(link).status == 404


def _sol_knocks(rowan: Walker, imani: Walker, sol: Walker, group: str) -> None:
    link = invite(rowan, group, "A link for many")
    sol.go(link)
    sol.page.get_by_label("A name", exact=True).fill("Solveig")
    sol.fill("A few words", "Rowan told me on the bus.")
    sol.press("Ask to join")
    sol.reads("You've asked to join")
    for member in (rowan, imani):
        member.go(group + "knocks/")
        member.reads("Rowan told me on the bus.")
        member.press("Yes, let them in")
    sol.press("Check for an answer")
    sol.reads("What to know")
    come_in(sol)
    sol.page.wait_for_url("**/rooms/*/")


def _they_talk(rowan: Walker, imani: Walker, sol: Walker, group: str) -> str:
    rowan.go(group)
    rowan.press("Go to the conversation")
    rowan.fill("What is it about?", "What helped this week")
    rowan.fill("Your words", FIRST)
    rowan.press("Start this topic")
    rowan.reads(FIRST)
    topic = rowan.page.url.split("?")[0]
    imani.go(topic)
    imani.reads(FIRST)
    sol.go(topic)
    sol.fill("Your words", SOLS)
    sol.page.get_by_text("Warning", exact=True).click()
    sol.fill("Content note", SOLS_NOTE)
    sol.press("Send")
    sol.reads(SOLS_NOTE)
    for listener in (rowan, imani):  # no reload: it arrives by itself
        listener.reads(SOLS_NOTE)
    imani.page.get_by_label("Your words").first.fill(TAKEN_BACK)
    imani.press("Send")
    rowan.reads(TAKEN_BACK)
    return topic


def _they_signal(rowan: Walker, imani: Walker, sol: Walker) -> None:
    imani.word(FIRST).locator(".respond > summary").click()
    imani.word(FIRST).get_by_role("button", name="I hear you").click()
    expect(rowan.word(FIRST).get_by_text("I hear you: Imani")).to_be_visible()
    sol.page.reload()
    sol.word(FIRST).locator(".respond > summary").click()
    sol.word(FIRST).get_by_role("button", name="With you").click()
    expect(rowan.word(FIRST).get_by_text("With you: Solveig")).to_be_visible()
    expect(sol.word(FIRST).get_by_text("With you: you")).to_be_visible()


def _they_reword_and_take_back(imani: Walker, rowan: Walker, sol: Walker, topic: str) -> None:
    rowan.word(FIRST).locator(".respond > summary").click()
    rowan.word(FIRST).get_by_role("link", name="Reword").click()
    rowan.fill("Your words", REWORDED)
    rowan.press("Save")
    imani.reads(REWORDED)
    imani.does_not_read(FIRST)
    imani.word(TAKEN_BACK).locator(".respond > summary").click()
    imani.word(TAKEN_BACK).get_by_role("button", name="Take back").click()
    rowan.does_not_read(TAKEN_BACK)
    sol.page.reload()
    sol.does_not_read(TAKEN_BACK)
    sol.does_not_read(FIRST)


def _sol_leaves(rowan: Walker, imani: Walker, sol: Walker, topic: str) -> None:
    for reader in (rowan, imani):
        reader.go(topic)
        reader.reads(SOLS_NOTE)
        expect(reader.word(REWORDED).get_by_text("With you: Solveig")).to_be_visible()
    sol.go("/you/")
    sol.press("Leave this community")
    sol.press("Leave and erase")
    sol.reads("You have left")
    for reader in (rowan, imani):  # open pages lose the words, the signal and the name by themselves
        reader.does_not_read(SOLS_NOTE)
        reader.does_not_read("With you: Solveig")
        expect(reader.page.locator("#people").get_by_text("Solveig")).to_have_count(0)
        reader.reads(REWORDED)
    sol.go(topic)
    sol.reads("Sign in")


def _nothing_of_sol_stays(served: Served, sol: Walker, imani: Walker) -> None:
    sol.go("/recovery/")
    sol.fill("One of your printed codes", sol.codes[0])
    sol.page.get_by_label("A new passphrase").fill("a quite different long phrase")
    sol.press("Sign in")
    sol.reads("This code doesn't open anything")
    imani.page.reload()
    imani.does_not_read("Solveig")
    assert "found" not in _look(served, "Solveig", SOLS, SOLS_NOTE, "Rowan told me on the bus.")
    assert _finds(_steal(served), ["Solveig", SOLS, SOLS_NOTE]) == []


def _the_rest_leave(served: Served, rowan: Walker, imani: Walker, group: str) -> None:
    imani.go(group + "leaving/")
    imani.press("Leave this group")
    imani.reads("You're not in a group yet")
    rowan.go(group)
    rowan.reads("the only member so far")
    rowan.go("/leaving/")
    rowan.press("Leave and erase")
    imani.go("/leaving/")
    imani.reads("You are the last person here")
    imani.press("Leave and erase")
    imani.reads("You have left")
    assert served.said.count("/founding/") == 2
    rowan.go(re.findall(r"http\S+/founding/\S+", served.said)[-1])
    rowan.reads("Create a community")


def _look(served: Served, *texts: str) -> str:
    """Open everything that is kept, with the key file, and say where these texts stand."""
    words = [sys.executable, "-m", "tests.journeys.looking", *texts]
    done = subprocess.run(
        words, env=_environment(served), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "looked at" in done.stdout
    return done.stdout


def _environment(served: Served) -> dict[str, str]:
    return surroundings(served.database_url) | {"MUTUALITY_DATA": str(served.data)}


def _steal(served: Served) -> list[Path]:
    """Everything a thief of the database, its backup and the logs gets: all but the key file."""
    copies = served.data.parent / "stolen"
    copies.mkdir(exist_ok=True)
    backup = [
        sys.executable,
        "-m",
        "mutuality.host.command",
        "backup",
        str(copies),
        "--data",
        str(served.data),
    ]
    subprocess.run(backup, env=_environment(served), cwd=ROOT, check=True, capture_output=True)
    if served.database_url.startswith("postgres"):
        dump = ["pg_dump", f"--file={copies / 'plain.sql'}", served.database_url]
        subprocess.run(dump, check=True, capture_output=True)
    kept = [path for path in served.data.rglob("*") if path.is_file() and "keys" not in path.parts]
    return [*copies.iterdir(), *kept, served.log]


def _finds(files: list[Path], texts: list[str]) -> list[tuple[str, str]]:
    assert any(file.stat().st_size > 10_000 for file in files)
    return [
        (file.name, text)
        for file in files
        for text in texts
        for form in (text.encode(), text.encode().hex().encode())
        if form in file.read_bytes()
    ]
