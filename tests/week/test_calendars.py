"""One's dates in one's own calendar: by an address that only it knows, neutral, and gone when taken back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from mutuality.groups.models import Membership
from mutuality.meetings.operations import when
from mutuality.occasions import feeds, operations
from mutuality.occasions.models import Feed
from mutuality.site import ending
from tests.cast import GROUP, Cast
from tests.meetings.table import first_on, times
from tests.reading_pages import text
from tests.week.scene import OWN, TEA, WALK, add, fill

pytestmark = pytest.mark.both


def an_address(cast: Cast, **chosen: str) -> str:
    page = cast.bea.client.post("/week/calendars/", {"whose": "everyone", **chosen}, follow=True)
    found = re.search(r'<code id="made">https?://[^/]+(/calendars/[^<]+/)</code>', page.content.decode())
    assert found, text(page)
    return found[1]


def test_it_is_shown_once_and_only_a_hash_is_kept(cast: Cast) -> None:
    address = an_address(cast)
    token = address.split("/")[2]
    assert token not in cast.bea.client.get("/week/calendars/").content.decode()
    assert Feed.objects.get().token_hash != token


def test_a_calendar_without_a_cookie_finds_my_dates_and_says_nothing_of_them(cast: Cast) -> None:
    fill(cast)
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    answer = Client().get(an_address(cast))
    assert answer["Content-Type"].startswith("text/calendar") and not answer.cookies
    assert "private" in answer["Cache-Control"] and "no-store" not in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 3 and {str(each["SUMMARY"]) for each in events} == {"Appointment"}
    body = answer.content.decode()
    assert not any(said in body for said in (WALK, TEA, OWN, GROUP, "mill", "Bea", "utuality"))


def test_what_things_are_called_is_in_it_only_where_that_was_chosen(cast: Cast) -> None:
    fill(cast)
    body = Client().get(an_address(cast, titles="on")).content.decode()
    assert WALK in body and OWN in body and TEA not in body and "LOCATION" in body


def test_one_group_has_an_address_of_its_own(cast: Cast) -> None:
    fill(cast)
    body = Client().get(an_address(cast, whose=cast.group.circle_id, titles="on")).content.decode()
    assert WALK in body and OWN not in body
    answer = cast.cy.client.post("/week/calendars/", {"whose": cast.group.circle_id})
    assert answer.status_code == 422


def test_where_nothing_changed_it_is_told_only_that(cast: Cast) -> None:
    row = add(cast, cast.bea)
    address = an_address(cast)
    first = Client().get(address)
    same = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304 and not same.content and same["ETag"] == first["ETag"]
    operations.change(row, told={"do": "off", "on": first_on(cast.now)}, by=cast.bea.person, now=cast.now)
    changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    [rhythm, gone] = Calendar.from_ical(changed.content).walk("VEVENT")
    assert gone["STATUS"] == "CANCELLED" and "RECURRENCE-ID" in gone and gone["SEQUENCE"] == 1
    assert "EXDATE" in rhythm


def test_one_that_leaked_is_taken_back_at_once(cast: Cast) -> None:
    add(cast, cast.bea)
    address = an_address(cast)
    row = Feed.objects.get()
    assert cast.ada.client.post(f"/week/calendars/{row.pk}/closing/").status_code == 404
    cast.bea.client.post(f"/week/calendars/{row.pk}/closing/")
    assert Client().get(address).status_code == 404 and not Feed.objects.exists()


def test_leaving_the_group_and_leaving_for_good_end_it(cast: Cast) -> None:
    add(cast, cast.ada)
    group, mine = an_address(cast, whose=cast.group.circle_id, titles="on"), an_address(cast, titles="on")
    cast.bea.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert not Membership.objects.filter(person=cast.bea.person, group=cast.group).exists()
    assert Client().get(group).status_code == 404
    assert WALK not in Client().get(mine).content.decode()
    ending.leave_community(by=cast.bea.person, now=cast.now)
    assert Client().get(mine).status_code == 404 and not Feed.objects.exists()


def test_a_membership_that_is_gone_without_a_trace_ends_it_too(cast: Cast) -> None:
    """Also where the row of the feed is still there: it is asked again each time."""
    add(cast, cast.ada)
    token = feeds.make(circle=cast.group.circle_id, titles=True, by=cast.cy.person, now=cast.now)
    assert WALK not in Client().get(f"/calendars/{token}/").content.decode()


@pytest.mark.parametrize("guess", ["x", "a" * 65, "%00", "..%2f"])
def test_a_guess_finds_nothing(cast: Cast, guess: str) -> None:
    an_address(cast)
    assert Client().get(f"/calendars/{guess}/").status_code == 404


def test_many_guesses_are_slowed_down(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    found = {client.get(f"/calendars/guess{number}/").status_code for number in range(125)}
    assert found == {404, 422}


def test_an_unchanged_file_opens_no_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        add(cast, cast.bea, title=f"Walk {number}")
    address = an_address(cast)
    tag = Client().get(address)["ETag"]

    def never(*_args: object) -> str:
        raise AssertionError("Words were opened.")

    monkeypatch.setattr("mutuality.occasions.models.Occasion.text", never)
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
    assert len(asked) <= 8


def test_a_day_later_the_file_is_another(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    add(cast, cast.bea)
    address = an_address(cast)
    tag = Client().get(address)["ETag"]
    from mutuality.kit import clock

    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=1))
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
