"""What works at any time: "I need the group now" and "Please stop". Everyone sees it first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mutuality.groups.models import Membership
from mutuality.kit.rates import LIMITS
from mutuality.meetings.models import Moment, Sitter
from mutuality.meetings.operations import care, close, floor, room
from mutuality.people import queries as people
from mutuality.people.models import Person
from mutuality.rooms.models import Word
from mutuality.safety import operations as safety
from tests.meetings.table import Table
from tests.reading_pages import text
from tests.safety.test_boundaries import draw

LINES = {"struggle": "I go quiet", "please": "Ask me once", "please_not": "Touch my arm"}


def where(table: Table, name: str = "meeting") -> str:
    return reverse(name, args=[table.meeting.pk])


def page(someone, table: Table) -> str:
    return text(someone.client.get(where(table)))


def said(table: Table, kind: str) -> int:
    return Moment.objects.filter(meeting=table.meeting, kind=kind).count()


def write_card(someone, table: Table, *, here: bool) -> None:
    safety.write_card(lines=LINES, by=someone.person, now=table.now)
    if here:
        safety.show_card(someone.membership.place_id, by=someone.person, now=table.now)


# Please stop


def test_the_meeting_pauses_for_everyone_and_says_that_someone_asked(table, cast):
    cast.dov.client.post(where(table, "meeting-stops"))
    assert table.row().paused and table.floor == "Ada"
    for someone in (cast.ada, cast.bea):
        shown = page(someone, table)
        assert "Someone asked us to stop" in shown and "No one has to explain." in shown
        assert "Dov asked" not in shown and "turn. Take" not in shown
    assert "You asked us to stop" in page(cast.dov, table)


def test_who_asked_shows_their_name_only_if_they_want_to(table, cast):
    care.stop(table.seats["Dov"], now=table.now)
    assert "Tell them it was me" in page(cast.dov, table) and "Tell them it was me" not in page(
        cast.ada, table
    )
    cast.dov.client.post(where(table, "meeting-stops"), {"act": "name"})
    shown = page(cast.ada, table)
    assert shown.count("Dov asked us to stop") == 2, "the card, and where it was said"
    cast.ada.client.post(where(table, "meeting-stops"), {"act": "name"})
    assert "Ada asked" not in page(cast.bea, table), "she did not ask"


def test_whoever_asks_after_another_is_answered_and_counts(table, cast):
    care.stop(table.seats["Dov"], now=table.now)
    care.go_on(table.seats["Ada"], now=table.now)
    answer = cast.bea.client.post(where(table, "meeting-stops"), follow=True)
    assert "The group has already been asked to stop. It is paused." in text(answer)
    assert Sitter.objects.filter(stops=True).count() == 2
    care.go_on(table.seats["Dov"], now=table.now)
    assert table.row().paused, "Ada said that we can go on before Bea asked to stop"


def test_a_flood_of_presses_is_one_card_and_each_is_answered(table, cast):
    for _ in range(LIMITS["act"].most + 5):
        answer = cast.dov.client.post(where(table, "meeting-stops"))
        assert answer.status_code == 302
    shown = text(cast.dov.client.get(answer.url))
    assert "It is paused." in shown and said(table, "stop") == 1
    assert page(cast.ada, table).count("Someone asked us to stop") == 2, "the card, and where it was said"
    for name in ("Ada", "Bea"):
        care.go_on(table.seats[name], now=table.now)
    assert not table.row().paused, "who presses again and again does not keep two others from going on"


@pytest.mark.parametrize("invited", [False, True])
def test_it_goes_on_when_two_say_so(table, cast, invited):
    if invited:
        Membership.objects.filter(pk=cast.bea.membership.pk).update(invited_by=cast.ada.membership)
    care.stop(table.seats["Dov"], now=table.now)
    later = table.now + timedelta(minutes=30)
    for name in ("Ada", "Ada", "Bea"):
        assert table.row().paused
        care.go_on(table.seats[name], now=later)
    assert table.row().paused is invited
    if invited:
        assert "think we can go on." in page(cast.dov, table)
        assert "One more person needs to agree." in page(cast.dov, table)
        care.go_on(table.seats["Dov"], now=later)
    row = table.row()
    assert not row.paused and table.floor == "Ada" and row.floor_since == later, (
        "all of her time is before her"
    )
    assert "asked us to stop" not in page(cast.dov, table).split("Ada's turn")[0]


def test_in_a_pause_no_one_speaks_and_what_is_written_is_kept(table, cast):
    care.stop(table.seats["Dov"], now=table.now)
    answer = cast.ada.client.post(
        where(table, "meeting-words"), {"words": "One more thing", "once": "x"}, follow=True
    )
    assert "It's saved here for you. You haven't said it yet." in text(answer)
    assert not Word.objects.filter(topic__room=table.meeting.room).exists()
    assert people.draft_of(cast.ada.person, place=where(table), now=table.now) == "One more thing"
    floor.offer_on(table.seats["Bea"], holder=table.seats["Ada"].pk, now=table.now + timedelta(hours=1))
    for name in ("Bea", "Dov"):
        floor.move_on(table.seats[name], holder=table.seats["Ada"].pk, now=table.now)
        floor.next_step(table.seats[name], step=1, now=table.now)
    assert table.floor == "Ada" and table.row().step == 1


def test_someone_who_needs_the_group_opens_a_pause_for_words(table, cast):
    care.stop(table.seats["Dov"], now=table.now)
    care.need(table.seats["Bea"], now=table.now)
    assert table.say(cast.bea, "I have to say this")
    shown = page(cast.ada, table)
    pause = "Someone asked for a pause too. You can still write."
    assert shown.index("Bea needs the group now") < shown.index(pause)
    close.ask_to_close(table.seats["Dov"], now=table.now)
    shown = page(cast.ada, table)
    assert shown.index("Bea needs the group now") < shown.index("We are about to close")
    care.stop(table.seats["Dov"], now=table.now)
    assert table.row().closing_at is None, "nobody closes over someone who asks to stop"
    for name in ("Ada", "Dov"):
        care.go_on(table.seats[name], now=table.now)
    assert not table.row().rests and not table.row().paused


def test_that_someone_asked_to_stop_does_not_go_when_they_leave_the_group(table, cast):
    """Else who leaves without having shown their name is known by what goes with them."""
    care.stop(table.seats["Dov"], now=table.now)
    room.let_leave(cast.dov.membership, now=table.now)
    shown = page(cast.ada, table)
    assert shown.count("Someone asked us to stop") == 2 and table.row().paused


# I need the group now


def test_everyone_sees_who_it_is_and_what_helps_them_if_they_show_it_here(table, cast):
    write_card(cast.dov, table, here=False)
    care.need(table.seats["Dov"], now=table.now)
    shown = page(cast.ada, table)
    assert "Dov needs the group now" in shown and "Ask me once" not in shown, "he shows it nowhere"
    write_card(cast.dov, table, here=True)
    shown = page(cast.ada, table)
    for line in (
        "What helps Dov: Ask me once",
        "Please don't: Touch my arm",
        "I go quiet",
        "I'm here with you",
    ):
        assert line in shown
    mine = page(cast.dov, table)
    assert "You asked for the group's support" in mine and "You don't have to." in mine
    assert "Ask me once" not in mine and "I'm here with you" not in mine


def test_of_whom_i_hid_i_read_that_someone_needs_the_group_and_no_card(table, cast):
    write_card(cast.bea, table, here=True)
    care.need(table.seats["Bea"], now=table.now)
    draw(cast)
    mine = page(cast.ada, table)
    assert "Someone needs the group now" in mine and "Bea needs" not in mine and "Ask me once" not in mine
    assert "Bea needs the group now" in page(cast.dov, table)
    care.stay_with(table.seats["Ada"], now=table.now)
    assert "Ada is here with you." in page(cast.bea, table), "she is not told of the boundary"


def test_whom_i_hid_reads_of_my_need_like_everyone_and_does_not_reach_me(table, cast):
    draw(cast)
    write_card(cast.ada, table, here=True)
    care.need(table.seats["Ada"], now=table.now)
    for someone in (cast.bea, cast.dov):
        assert "Ada needs the group now" in page(someone, table) and "Ask me once" in page(someone, table)
    care.stay_with(table.seats["Bea"], now=table.now)
    assert "Someone is here with you." in page(cast.ada, table)
    assert "Bea is here with Ada." in page(cast.dov, table)


def test_whoever_pressed_reads_on_the_button_that_it_was_heard(table, cast):
    care.stop(table.seats["Dov"], now=table.now)
    assert "Please stop You asked" in page(cast.dov, table)
    assert "Please stop Someone asked" in page(cast.ada, table)
    care.need(table.seats["Bea"], now=table.now)
    assert "I need the group now You asked" in page(cast.bea, table)
    assert "I need the group now Please stop" in page(cast.ada, table), "it is as open to her as before"
    for name in ("Ada", "Dov"):
        care.go_on(table.seats[name], now=table.now)
    for someone in (cast.bea, cast.dov):
        assert "I need the group now Please stop" in page(someone, table)


def test_that_it_can_go_on_is_worded_as_whose_it_is_to_say(table, cast):
    care.stop(table.seats["Dov"], now=table.now)
    for someone in (cast.dov, cast.ada):
        shown = page(someone, table)
        assert "I'm ready to go on" in shown and "The meeting goes on when two people are ready." in shown
    care.need(table.seats["Bea"], now=table.now)
    mine, others = page(cast.bea, table), page(cast.ada, table)
    assert "I'm ready to go on" in mine and "I'm ready when you are" not in mine
    assert "I'm ready when you are" in others and "I'm ready to go on" not in others
    assert "You don't have to fix anything." in others and "You don't have to fix anything." not in mine
    care.go_on(table.seats["Bea"], now=table.now)
    shown = page(cast.ada, table)
    assert "Bea thinks we can go on." in shown and "It goes on when two" not in shown


# In view


SIZES = [(360, 640), (360, 740), (1280, 900)]


def looks(new_context, served, someone, table, *, size, scripts):
    context = new_context(
        viewport=dict(zip(("width", "height"), size, strict=True)), java_script_enabled=scripts
    )
    context.add_cookies([someone.cookie | {"url": served.address}])
    opened = context.new_page()
    opened.goto(served.address + where(table))
    return opened


def top_and_bottom(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_both_sentences_and_the_field_are_in_view_without_scrolling(
    served_here, table, cast, new_context, scripts
):
    for size in SIZES:
        opened = looks(new_context, served_here, cast.ada, table, size=size, scripts=scripts)
        field = opened.get_by_label("Your words")
        for label in ("I need the group now", "Please stop"):
            top, bottom = top_and_bottom(opened.get_by_role("button", name=label))
            assert top >= 0 and bottom <= top_and_bottom(field)[0] + 1, (size, label, "above the field")
        assert top_and_bottom(field)[1] <= size[1], size
        assert top_and_bottom(opened.get_by_role("heading", name="It's your turn"))[1] <= size[1] - 100
        opened.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        for label in ("I need the group now", "Please stop"):
            expect(opened.get_by_role("button", name=label)).to_be_in_viewport()
    small = looks(new_context, served_here, cast.ada, table, size=(320, 256), scripts=scripts)
    Person.objects.filter(pk=cast.bea.person.pk).update(size="largest")
    large = looks(new_context, served_here, cast.bea, table, size=(360, 740), scripts=scripts)
    for each in (small, large):
        for where_to in (0, 300, 10_000):
            each.evaluate("at => scrollTo(0, at)", where_to)
            expect(each.get_by_role("button", name="Please stop")).to_be_in_viewport()
    opened.goto(served_here.address + where(table, "meeting-words"))
    for label in ("I need the group now", "Please stop"):
        expect(opened.get_by_role("button", name=label)).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_care_is_in_the_first_400_pixels_and_stays_in_view(served_here, table, cast, new_context, scripts):
    for number in range(12):
        table.say(cast.ada, f"Word number {number}.", then_on=False)
    stopped = looks(new_context, served_here, cast.dov, table, size=SIZES[0], scripts=scripts)
    stopped.get_by_role("button", name="Please stop").click()
    expect(stopped.locator("#care")).to_contain_text("You asked us to stop")
    for someone in (cast.ada, cast.dov):
        opened = looks(new_context, served_here, someone, table, size=SIZES[0], scripts=scripts)
        card = opened.locator("#care h1")
        assert top_and_bottom(card)[1] <= 400
        opened.locator("li.word").last.scroll_into_view_if_needed()
        expect(card).to_be_in_viewport()
    care.need(table.seats["Bea"], now=table.now)
    if not scripts:
        opened.reload()
    expect(opened.locator("#care")).to_contain_text("Bea needs the group now")
    assert top_and_bottom(opened.locator("#care h1"))[1] <= 400
