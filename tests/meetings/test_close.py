"""The close, and what is left: nothing."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse

from mutuality.meetings import duties, terms
from mutuality.meetings.acting import Closed
from mutuality.meetings.models import Manner, Meeting, Moment, Sitter, Turn, Wish
from mutuality.meetings.operations import care, close, floor, room, turns, when
from mutuality.people import operations as people
from mutuality.people.models import Draft
from mutuality.people.quiet import QuietHours
from mutuality.rooms.models import Place, Room, Word
from mutuality.vault.models import DataKey
from tests import stolen
from tests.meetings.table import times
from tests.reading_pages import text


def after(table, **time):
    duties.tick(now=table.now + timedelta(**time))


def page(someone, table):
    return someone.client.get(reverse("meeting", args=[table.meeting.pk])).content.decode()


def test_a_not_yet_at_the_last_moment_still_counts(table, monkeypatch):
    close.ask_to_close(table.seats["Ada"], now=table.now)
    later = table.now + terms.CLOSES_AFTER
    found = close.due_to_close

    def and_then_somebody_speaks(*, now):
        due = found(now=now)
        assert due == [table.row()]
        close.say_not_yet(table.seats["Dov"], now=now)
        return due

    monkeypatch.setattr(close, "due_to_close", and_then_somebody_speaks)
    duties.tick(now=later)
    assert table.row().closed_at is None


def test_it_closes_a_minute_after_somebody_asks(table):
    close.ask_to_close(table.seats["Ada"], now=table.now)
    after(table, seconds=59)
    assert table.row().closed_at is None
    after(table, seconds=60)
    assert table.row().closed_at is not None


def test_it_waits_for_not_yet_until_it_is_taken_back(table):
    close.ask_to_close(table.seats["Ada"], now=table.now)
    close.say_not_yet(table.seats["Dov"], now=table.now)
    after(table, minutes=9)
    assert table.row().closed_at is None and table.scene().not_yet == ["Dov"]
    close.take_not_yet_back(table.seats["Dov"], now=table.now)
    after(table, minutes=9)
    assert table.row().closed_at is not None


def test_not_yet_holds_for_ten_minutes_and_can_be_said_again(table):
    close.ask_to_close(table.seats["Ada"], now=table.now)
    close.say_not_yet(table.seats["Dov"], now=table.now)
    close.say_not_yet(table.seats["Dov"], now=table.now + timedelta(minutes=8))
    after(table, minutes=17)
    assert table.row().closed_at is None
    after(table, minutes=18)
    assert table.row().closed_at is not None


def test_the_page_tells_how_long_a_not_yet_holds_and_lets_it_be_said_again(table, cast):
    close.ask_to_close(table.seats["Ada"], now=table.now)
    assert 'value="not-yet"' in page(cast.dov, table) and "ten minutes" not in page(cast.dov, table)
    close.say_not_yet(table.seats["Dov"], now=table.now)
    shown = page(cast.dov, table)
    assert 'value="not-yet"' in shown and 'value="ready"' in shown and "we stay ten more minutes" in shown
    assert timedelta(minutes=10) == terms.NOT_YET_HOLDS
    assert "ten minutes" not in page(cast.bea, table)


def test_two_can_stay_after_all(table):
    close.ask_to_close(table.seats["Ada"], now=table.now)
    close.stay_open(table.seats["Bea"], now=table.now)
    close.stay_open(table.seats["Dov"], now=table.now)
    after(table, minutes=30)
    assert table.row().closed_at is None


def test_a_forgotten_meeting_closes_itself(table):
    after(table, hours=2, minutes=59)
    assert table.row().closed_at is None
    after(table, hours=3)
    assert table.row().closed_at is not None


def test_a_room_that_everyone_left_closes_soon(table):
    for sitter in table.seats.values():
        room.step_out(sitter, now=table.now)
    after(table, minutes=15)
    assert table.row().closed_at is not None


def test_nothing_tells_afterwards_who_was_there(table, cast):
    room.carry(table.seats["Bea"], name="Noor", now=table.now)
    care.stop(table.seats["Dov"], now=table.now)
    close.say_not_yet(table.seats["Dov"], now=table.now)
    close.close(table.meeting, now=table.now)
    for rows in (Sitter, Moment, Wish):
        assert not rows.objects.exists(), rows


def test_the_words_stay_by_the_rule_and_then_their_keys_are_gone(table, cast):
    table.say(cast.ada, "For two hours more")
    keys = list(Word.objects.filter(topic__room=table.meeting.room).values_list("key_id", flat=True))
    close.close(table.meeting, now=table.now)
    assert "For two hours more" in page(cast.ada, table)
    assert "For two hours more" not in page(cast.una, table)
    after(table, minutes=119)
    assert DataKey.objects.filter(pk__in=keys).exists()
    after(table, minutes=120)
    assert not DataKey.objects.filter(pk__in=keys).exists()
    assert not Room.objects.filter(led=True).exists() and not Place.objects.filter(room__led=True).exists()
    assert "What was said is erased here." in page(cast.ada, table)
    assert "may have copied it" in page(cast.ada, table)
    after(table, minutes=121, days=1)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("zone, at", [("", "9:10 pm"), ("America/Bogota", "3:10 pm")])
def test_the_goodbye_names_the_hour_at_which_the_words_go_by_the_readers_clocks(table, cast, zone, at):
    """The group meets by the clocks of Berlin."""
    when.put_times(cast.group, parts=times(table.now), now=table.now)
    if zone:
        hours = QuietHours(time(22), time(7), zone)
        looks = {
            "theme": "",
            "comfort": "",
            "size": "",
            "face": "",
            "shift_leaves": True,
            "announce": "words",
        }
        people.settle_comfort(**looks, quiet=hours, by=cast.ada.person, now=table.now)
    close.close(table.meeting, now=table.now.replace(hour=18, minute=10))
    shown = text(cast.ada.client.get(reverse("meeting", args=[table.meeting.pk])))
    assert f"Those who were here can read it until {at}. Then it is erased." in shown
    assert "Back to the group" in shown and f"Read it until {at}" in shown


def test_after_a_hard_evening_the_goodbye_has_numbers(table, cast):
    def goodbye():
        return text(cast.ada.client.get(reverse("meeting", args=[table.meeting.pk])))

    care.need(table.seats["Dov"], now=table.now)
    close.close(table.meeting, now=table.now)
    assert "people answer here:" in goodbye() and "Dov needs" not in goodbye()
    Meeting.objects.update(needed=False)
    assert "people answer here:" not in goodbye()


def test_at_once_is_at_once(cast, opened):
    Manner.objects.create(circle=cast.group.circle, stays_hours=0)
    close.close(opened.meeting, now=cast.now)
    again = room.open_meeting(cast.ada.membership, now=cast.now)
    sitter = room.sit_in(again, by=cast.ada.membership, now=cast.now)
    floor.act(sitter, name="hand", now=cast.now)
    floor.say(sitter, words="Gone at the close", once="x", then_on=True, now=cast.now)
    close.close(again, now=cast.now)
    assert not Word.objects.filter(topic__room=again.room).exists()
    assert Meeting.objects.get(pk=again.pk).room is None


def test_a_meeting_keeps_the_rule_it_began_under(cast, table):
    Manner.objects.create(circle=cast.group.circle, stays_hours=24)
    close.close(table.meeting, now=table.now)
    assert table.row().gone_at == table.now + timedelta(hours=terms.DEFAULT_STAYS)


def test_turns_for_one_meeting_end_with_it(cast, table):
    turns.take(cast.ada.membership, role="opener", days=0, now=table.now)
    turns.take(cast.bea.membership, role="welcomer", days=28, now=table.now)
    close.close(table.meeting, now=table.now)
    assert [turn.role for turn in Turn.objects.all()] == ["welcomer"]
    after(table, days=28)
    assert not Turn.objects.exists()


def test_words_that_meet_the_close_are_given_back(cast, table):
    close.close(table.meeting, now=table.now)
    with pytest.raises(Closed):
        table.say(cast.ada, "Too late by a breath")
    address = reverse("meeting-words", args=[table.meeting.pk])
    answer = cast.ada.client.post(address, {"words": "Too late by a breath", "once": "x"})
    assert "Too late by a breath" in answer.content.decode()


def test_what_was_written_for_ones_turn_is_found_for_a_day_and_then_is_gone(cast, table):
    table.say(cast.dov, "For my turn")
    close.close(table.meeting, now=table.now)
    assert "For my turn" in cast.dov.client.get(f"/meetings/{table.meeting.pk}/").content.decode()
    assert Draft.objects.count() == 1
    after(table, hours=terms.DEFAULT_STAYS)
    assert Draft.objects.count() == 1
    after(table, hours=terms.DEFAULT_STAYS + 24)
    assert not Draft.objects.exists() and stolen.anywhere("For my turn") == []


def test_what_was_written_for_ones_turn_goes_with_its_writer_and_with_the_group(cast, table):
    table.say(cast.dov, "For my turn")
    table.say(cast.bea, "For my turn too")
    cast.dov.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert [draft.person for draft in Draft.objects.all()] == [cast.bea.person]
    close.close(table.meeting, now=table.now)
    for someone in (cast.ada, cast.bea, cast.una):
        someone.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert not Draft.objects.exists()


def test_after_the_close_a_new_meeting_can_be_opened(cast, table):
    close.close(table.meeting, now=table.now)
    assert room.open_meeting(cast.bea.membership, now=table.now).pk != table.meeting.pk


WORDS = "It took me half an hour"
BUTTONS = {
    "turn": {"act": "pass"},
    "stops": {},
    "stepping-out": {},
    "needs": {"act": "need"},
    "phone": {"name": "Rose"},
}


@pytest.mark.parametrize("button", BUTTONS)
def test_words_beside_a_button_that_meets_the_close_stand_on_the_page(cast, table, button):
    close.close(table.meeting, now=table.now)
    sent = {"words": WORDS, **BUTTONS[button]}
    answer = cast.bea.client.post(f"/meetings/{table.meeting.pk}/{button}/", sent, follow=True)
    assert answer.status_code == 200 and WORDS in answer.content.decode()


def test_words_sent_after_stepping_out_on_another_page_are_given_back(cast, table):
    rose = room.carry(table.seats["Bea"], name="Rose", now=table.now)
    address = f"/meetings/{table.meeting.pk}/words/"
    room.hang_up(rose, now=table.now)
    answer = cast.bea.client.post(address, {"words": WORDS, "once": "x", "seat": rose.pk})
    assert WORDS in answer.content.decode()
    room.step_out(table.seats["Bea"], now=table.now)
    assert WORDS in cast.bea.client.post(address, {"words": WORDS, "once": "x"}).content.decode()


def test_whoever_stepped_out_can_still_take_their_own_words_back_after_the_close(table, cast):
    table.say(cast.ada, "Mine to take back")
    table.say(cast.bea, "For those who stayed")
    room.step_out(table.seats["Ada"], now=table.now)
    close.close(table.meeting, now=table.now)
    there = reverse("meeting", args=[table.meeting.pk])
    dates = reverse("meetings", args=[cast.group.pk])
    assert there in cast.ada.client.get(dates).content.decode()
    shown = page(cast.ada, table)
    assert "Mine to take back" in shown and "For those who stayed" not in shown
    word = Word.objects.get(place__person=cast.ada.person, topic__room=table.meeting.room)
    assert reverse("word", args=[word.pk]) in shown
    cast.ada.client.post(reverse("withdrawal", args=[word.pk]))
    shown = page(cast.bea, table)
    assert "Mine to take back" not in shown and "For those who stayed" in shown
    assert there not in cast.una.client.get(dates).content.decode(), "Una was not there"
    after(table, minutes=120)
    assert there not in cast.ada.client.get(dates).content.decode()


def test_after_the_close_all_of_the_words_can_be_read_by_those_who_were_there(table, cast):
    for number in range(52):
        table.say(cast.ada, f"Word number {number}.", then_on=False)
    close.close(table.meeting, now=table.now)
    shown = page(cast.bea, table)
    assert "Word number 51." in shown and "Word number 0." not in shown
    (before,) = re.findall(r'href="(\?before=\d+)"', shown)
    earlier = cast.bea.client.get(reverse("meeting", args=[table.meeting.pk]) + before).content.decode()
    assert "Word number 0." in earlier
