"""The week here: today first, then seven days, of all that this person may know of; and on a wall."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutuality.meetings.operations import when
from mutuality.occasions import operations
from mutuality.occasions.models import Following, OwnDate
from mutuality.occasions.terms import MOST_HELD
from tests.cast import GROUP, Cast
from tests.meetings.table import first_on, times
from tests.reading_pages import text
from tests.week.scene import OWN, TEA, WALK, add, fill, typed

pytestmark = pytest.mark.both


def test_nothing_is_on_and_the_page_says_what_can_be_done(cast: Cast) -> None:
    said = text(cast.cy.client.get("/week/"))
    assert "Nothing is on this week" in said and "Add something" in said


def test_meetings_of_my_groups_are_in_the_same_week(cast: Cast) -> None:
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    said = text(cast.ada.client.get("/week/"))
    assert "Meeting" in said and GROUP in said and "Behind the blue door" in said
    theirs = text(cast.cy.client.get("/week/"))
    assert GROUP not in theirs and "blue door" not in theirs


def test_a_group_date_that_is_off_is_loud_at_once(cast: Cast) -> None:
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    for someone in (cast.ada, cast.bea):
        when.change_date(someone.membership, on=first_on(cast.now), to_on=None, to_at=None, now=cast.now)
    for page in ("/", "/week/"):
        assert 'class="loud">Canceled</b>' in cast.dov.client.get(page).content.decode(), page


def test_each_reads_what_is_theirs_and_what_is_everyones(cast: Cast) -> None:
    fill(cast)
    mine, others = text(cast.bea.client.get("/week/")), text(cast.cy.client.get("/week/"))
    assert WALK in mine and TEA in mine and OWN in mine
    assert WALK not in others and TEA in others and OWN not in others
    assert OWN not in text(cast.ada.client.get("/week/"))


def test_today_is_first_and_eight_days_are_shown(cast: Cast) -> None:
    add(cast, cast.bea, title="Far", first_on=cast.now.date() + timedelta(days=9), rhythm="once")
    add(cast, cast.bea, title="Soon", first_on=cast.now.date() + timedelta(days=6), rhythm="once")
    said = text(cast.ada.client.get("/week/"))
    assert "Soon" in said and "Far" not in said and said.index("Today") < said.index("Soon")


def test_the_wall_has_what_everyone_may_read_and_nothing_of_ones_own(cast: Cast) -> None:
    fill(cast)
    answer = cast.bea.client.get("/week/sheet/?paper=a3&letters=large")
    said = text(answer)
    assert TEA in said and "Behind the old mill" in said
    assert WALK not in said and OWN not in said and GROUP not in said and "Bea" not in said
    assert 'class="wall a3 big"' in answer.content.decode()
    assert 'class="wall a4"' in cast.bea.client.get("/week/sheet/?paper=<b>").content.decode()


def test_what_i_follow_is_on_home_and_no_one_else_knows(cast: Cast) -> None:
    row = add(cast, cast.cy, everyone=True, title=TEA)
    assert TEA not in text(cast.bea.client.get("/"))
    for _time in range(2):
        said = text(cast.bea.client.post(f"/week/{row.pk}/following/", follow=True))
    assert "No one else knows." in said and Following.objects.count() == 1
    assert TEA in text(cast.bea.client.get("/"))
    assert "Bea" not in text(cast.cy.client.get(f"/week/{row.pk}/"))
    cast.bea.client.post(f"/week/{row.pk}/following/", {"act": "no"})
    assert not Following.objects.exists()


def test_someone_in_no_group_is_led_to_the_week(cast: Cast) -> None:
    assert 'href="/week/"' in cast.cy.client.get("/").content.decode()
    assert 'href="/week/"' in cast.ada.client.get("/meetings/").content.decode()


def test_an_appointment_of_my_own_is_kept_changed_and_erased(cast: Cast) -> None:
    form = typed(cast.now, title=OWN, once="abc")
    for _time in range(2):
        cast.bea.client.post("/week/own/new/", form)
    row = OwnDate.objects.get()
    there = f"/week/own/{row.pk}/"
    assert cast.ada.client.get(there).status_code == 404
    cast.bea.client.post(there, typed(cast.now, title="Dentist, later", once="abc"))
    assert OwnDate.objects.get().text("title") == "Dentist, later"
    assert cast.ada.client.post(there + "erasing/").status_code == 404
    cast.bea.client.post(there + "erasing/")
    assert not OwnDate.objects.exists()


def test_the_week_asks_as_few_questions_for_many_as_for_few(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            cast.ada.client.get("/week/")
        return len(questions)

    add(cast, cast.bea, everyone=True, opener=True)
    asked()
    few = asked()
    for number in range(MOST_HELD - 1):
        row = add(cast, cast.bea, everyone=True, title=f"Class {number}", opener=True)
        operations.change(row, told={"do": "off", "on": first_on(cast.now)}, by=cast.bea.person, now=cast.now)
    assert asked() == few


def test_what_someone_typed_is_text_on_every_page(cast: Cast) -> None:
    row = add(cast, cast.bea, everyone=True, title="<script>x</script>", where="<b>y</b>", about="<i>z</i>")
    operations.change(
        row, told={"do": "topic", "on": first_on(cast.now), "topic": "<u>t"}, by=cast.bea.person, now=cast.now
    )
    for page in ("/week/", "/week/sheet/", f"/week/{row.pk}/", "/"):
        found = cast.ada.client.get(page).content.decode()
        assert (
            "<script>x" not in found and "<b>y" not in found and "<i>z" not in found and "<u>t" not in found
        )


def test_by_arrangement_is_listed_without_a_day(cast: Cast) -> None:
    add(cast, cast.bea, everyone=True, title="Help with forms", rhythm="arranged")
    said = text(cast.cy.client.get("/week/"))
    assert "By arrangement" in said and "Help with forms" in said
