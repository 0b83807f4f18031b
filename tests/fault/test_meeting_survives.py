"""kill -9 in the middle of a meeting: it is there again, with the same floor, and what was kept is kept."""

import signal
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from mutuality.vault import opening
from tests.cast import Cast
from tests.meetings.table import gather
from tests.served import serving

pytestmark = pytest.mark.both


@pytest.fixture
def unlocked(transactional_db: None, now: datetime) -> None:
    """A database that knows its key file before anything is said in it."""
    opening.unlock(now=now)


@pytest.mark.fault
@pytest.mark.browser
def test_a_killed_server_loses_nothing_of_a_meeting(
    unlocked: None, cast: Cast, tmp_path: Path, new_context
) -> None:
    table = gather(cast)
    table.go_to("check-in")
    address = f"/meetings/{table.meeting.pk}/"
    shared = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE)}
    database = settings.DATABASES["default"]

    def at(served, someone):
        context = new_context(java_script_enabled=False)
        context.add_cookies([someone.cookie | {"url": served.address}])
        page = context.new_page()
        page.goto(served.address + address)
        return page

    with serving(tmp_path / "one", database=database, environment=shared) as first:
        ada = at(first, cast.ada)
        ada.get_by_label("Your words").fill("Said before the lights went out")
        ada.get_by_role("button", name="Send").click()
        expect(ada.get_by_text("Said before the lights went out")).to_be_visible()
        ada.get_by_role("button", name="I'm done").click()
        dov = at(first, cast.dov)
        dov.get_by_label("Your words").fill("Kept for my turn")
        dov.get_by_role("button", name="Save for my turn").click()
        dov.wait_for_url("**/#turn")
        first.stop(by=signal.SIGKILL)
    with serving(tmp_path / "two", database=database, environment=shared) as second:
        assert "It's your turn" in at(second, cast.bea).content()
        dov = at(second, cast.dov)
        assert "Bea's turn" in dov.content()
        assert "Said before the lights went out" in dov.content()
        assert dov.get_by_label("Your words").input_value() == "Kept for my turn"
        assert "Kept for my turn" not in at(second, cast.bea).content()
