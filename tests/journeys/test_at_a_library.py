"""Thursday's meeting, from a computer at a library: no account, no scripts, and nothing of it anywhere afterwards."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from tests.journeys.walking import Walker
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.journey]

FIRST = "Before we begin, I would like to say what matters to me."
WANT = "A room with a window and fewer pills at night"
MOST_PAGES = 3


def places_of(served: Served) -> list[Path]:
    """Every file in which something could be kept: the database with its journal, and the log."""
    return [path for path in (*served.data.rglob("*"), served.log) if path.is_file()]


def found_in(places: list[Path], words: str) -> list[str]:
    return [path.name for path in places if words.encode() in path.read_bytes()]


def test_a_sheet_for_thursday(served: Served, new_context, tmp_path: Path) -> None:
    context = new_context(java_script_enabled=False)
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request))
    someone = Walker("Someone", context.new_page(), served.address)

    someone.go("/")
    someone.press("Sheets to fill in and print")
    someone.press("A planning meeting")
    opened = [each for each in asked if each.resource_type == "document"]
    assert len(opened) <= MOST_PAGES

    for number, priority in enumerate(("To sleep", "To stay at home", "To be asked first"), start=1):
        someone.fill(f"My three priorities {number}", priority)
    someone.fill("My first sentence", FIRST)
    someone.page.get_by_label("What I want", exact=True).fill(WANT)
    someone.fill("Who comes with me", "Imani")
    before = len(asked)
    paper = tmp_path / "paper.pdf"
    someone.page.pdf(format="Letter", path=paper)
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
    assert someone.page.title() == "Page"

    someone.page.get_by_label("What I want", exact=True).press("Enter")
    assert len(asked) == before and someone.page.url.endswith("/sheets/meeting/")
    someone.go("/sheets/")
    someone.page.go_back()
    expect(someone.page.get_by_label("My first sentence")).to_have_value("")

    sent = [each.url + (each.post_data or "") for each in asked]
    assert len(sent) > 4 and not [each for each in sent if "window" in each or "sleep" in each]
    assert {each.method for each in asked} == {"GET"} and context.cookies() == []
    places = places_of(served)
    assert found_in(places, "CREATE TABLE"), "There is nothing in which to look."
    assert not [words for words in (FIRST, WANT, "To stay at home") if found_in(places, words)]
    assert "no-store" in str(someone.page.request.get(f"{served.address}/sheets/meeting/").headers)


def test_an_address_is_gone_and_what_to_do(served: Served, new_context) -> None:
    context = new_context(java_script_enabled=False)
    someone = Walker("Someone", context.new_page(), served.address)

    someone.go("/")
    someone.press("The shelf")
    someone.page.get_by_label("Search").fill("moving forward")
    someone.page.get_by_role("button", name="Find").click()
    someone.press("Moving Forward, Together")
    expect(someone.page.get_by_text("This address is gone.")).to_be_visible()
    expect(someone.page.get_by_text("A web archive may have a copy.")).to_be_visible()
    assert someone.page.locator("a", has_text="pathprogram").count() == 0

    someone.page.get_by_role("link", name="All of these on one page, to print").first.click()
    paper = someone.page.pdf(format="A4")
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", paper)) < 9
    assert someone.page.title() == "Page" and context.cookies() == []


def test_from_a_meeting_on_thursday_to_a_printed_page_in_four_steps(served: Served, new_context) -> None:
    context = new_context(java_script_enabled=False)
    someone = Walker("Someone", context.new_page(), served.address)

    someone.go("/")
    someone.press("I have a meeting soon")
    expect(
        someone.page.get_by_role("heading", level=2).filter(has_text=re.compile(r"^[1-4]\."))
    ).to_have_count(4)
    someone.press("A planning meeting")
    someone.fill("My three priorities 1", "To be asked first")
    someone.fill("Who comes with me", "Imani")
    paper = someone.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1 and context.cookies() == []
