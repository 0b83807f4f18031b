"""A week at a center: its sheet is on the wall, Tuesday moves, a date is off, and everyone hears of it."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from mutuality.site import ending
from tests.cast import Cast, Someone
from tests.reading_pages import text
from tests.week.scene import typed

pytestmark = pytest.mark.both


def add(someone: Someone, cast: Cast, **what: object) -> str:
    """Add something for everyone by the form, and return the address of its page."""
    answer = someone.client.post("/week/new/", typed(cast.now, whose="everyone", **what))
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def calendar_of(someone: Someone) -> str:
    """Make an address for a calendar, with what things are called."""
    page = someone.client.post("/week/calendars/", {"whose": "everyone", "titles": "on"}, follow=True)
    found = re.search(r'id="made">https?://[^/]+(/calendars/[^<]+/)<', page.content.decode())
    assert found
    return found[1]


def in_the_calendar(address: str) -> dict[str, list[str]]:
    """What a phone finds there: each title with how its dates are."""
    found: dict[str, list[str]] = {}
    for event in Calendar.from_ical(Client().get(address).content).walk("VEVENT"):
        found.setdefault(str(event["SUMMARY"]), []).append(str(event.get("STATUS", "")))
    return found


def is_off(someone: Someone) -> bool:
    """Whether Home says loudly that something is cancelled."""
    return 'class="loud">Canceled</b>' in someone.client.get("/").content.decode()


def test_a_week_at_a_center(cast: Cast) -> None:
    tuesday = cast.now.date() + timedelta(days=2)
    saturday = cast.now.date() + timedelta(days=5)

    # Bea adds what the center does; Cy, who is in no group, finds something to do on Saturday.
    kitchen = add(cast.bea, cast, title="The kitchen is open", kind="open", first_on=tuesday, opener="on")
    outing = add(cast.bea, cast, title="To the lake", first_on=saturday, rhythm="once", costs="The bus, 3")
    week = text(cast.cy.client.get("/week/"))
    assert "To the lake" in week and "Someone is still needed to open." in week
    assert "The bus, 3" in text(cast.cy.client.get(outing))

    # The sheet for the wall says the same, and nothing of who prints it.
    wall = text(cast.bea.client.get("/week/sheet/?paper=a3&letters=large"))
    assert "The kitchen is open" in wall and "To the lake" in wall and "Bea" not in wall

    # Cy puts it among their dates. Their phone knows, and Bea does not.
    cast.cy.client.post(f"{outing}following/")
    phone = calendar_of(cast.cy)
    assert in_the_calendar(phone) == {"To the lake": [""]}
    assert "Cy" not in text(cast.bea.client.get(outing))

    # Dov says that he opens on Tuesday. Then Tuesday moves, and someone is needed again.
    cast.dov.client.post(f"{kitchen}openers/{tuesday}/")
    assert "Dov opens." in text(cast.cy.client.get("/week/"))
    moved = {"act": "move", "to_on": str(tuesday + timedelta(days=1)), "to_at": "15:00"}
    cast.bea.client.post(f"{kitchen}dates/{tuesday}/", moved)
    for page in ("/", "/week/"):
        assert "Moved to" in text(cast.ada.client.get(page)), page
    assert "Someone is still needed to open." in text(cast.cy.client.get("/week/"))

    # It rains on Saturday. Una, who doesn't look after it, asks; Dov agrees, and every page and phone says so.
    said = text(cast.una.client.post(f"{outing}dates/{saturday}/", {"act": "off"}, follow=True))
    assert "One more person needs to agree" in said and not is_off(cast.cy)
    answer = re.search(r'action="([^"]*/wishes/[^"]*)"', cast.dov.client.get(outing).content.decode())
    assert answer
    cast.dov.client.post(answer[1], {"act": "yes"})
    assert is_off(cast.cy)
    assert in_the_calendar(phone) == {"To the lake": ["CANCELLED"]}

    # Bea leaves for good. The center goes on, and Ada looks after the kitchen.
    ending.leave_community(by=cast.bea.person, now=cast.now)
    assert "No one for now" in text(cast.ada.client.get(kitchen))
    cast.ada.client.post(f"{kitchen}holding/")
    again = typed(cast.now, title="The kitchen is open, with soup", first_on=date(2027, 1, 5), at=time(12))
    cast.ada.client.post(f"{kitchen}wording/", again)
    assert "with soup" in text(cast.cy.client.get(kitchen))
