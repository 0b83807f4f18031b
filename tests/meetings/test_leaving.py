"""Whoever leaves the group takes everything of a meeting along, and nothing holds them."""

import pytest

from mutuality.groups import operations as groups
from mutuality.kit import clock
from mutuality.live import batch
from mutuality.live.queries import newest
from mutuality.meetings import feed
from mutuality.meetings.models import DateChange, Meeting, Moment, Series, Sitter, Turn
from mutuality.meetings.operations import care, close, floor, room, turns, when
from mutuality.rooms.feed import RoomFeed
from mutuality.rooms.models import Place, Room, Word
from mutuality.rooms.operations import stream
from mutuality.site import ending
from tests.meetings.table import first_on, times


def test_leaving_with_the_floor_and_a_turn_gives_both_on(table, cast):
    turns.take(cast.ada.membership, role="facilitator", days=28, now=table.now)
    table.say(cast.ada, "All of this goes with me", then_on=False)
    groups.leave(cast.ada.membership, by=cast.ada.person, now=table.now)
    assert table.order == ["Bea", "Dov"]
    assert not Turn.objects.exists()
    assert not Word.objects.filter(topic__room=table.meeting.room).exists()
    assert table.say(cast.bea, "We go on")


def test_whoever_is_carried_goes_too(table, cast):
    room.carry(table.seats["Ada"], name="Noor", now=table.now)
    groups.leave(cast.ada.membership, by=cast.ada.person, now=table.now)
    assert table.order == ["Bea", "Dov"]
    assert Sitter.objects.count() == 2


def test_words_of_a_closed_meeting_go_too(table, cast):
    table.say(cast.ada, "Said in the meeting")
    close.close(table.meeting, now=table.now)
    ending.leave_community(by=cast.ada.person, now=table.now)
    assert not Word.objects.filter(topic__room=table.meeting.room).exists()
    assert not Place.objects.filter(person_id=cast.ada.person.pk).exists()


def test_a_wish_about_a_date_that_only_the_leaver_had_is_gone(cast):
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    when.change_date(cast.bea.membership, on=first_on(cast.now), to_on=None, to_at=None, now=cast.now)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert not DateChange.objects.exists()


def test_the_meetings_of_a_group_end_with_it(table, cast):
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    table.say(cast.ada, "Gone with the group")
    groups.erase_group(cast.group, now=table.now)
    assert not Meeting.objects.exists() and not Series.objects.exists()
    assert not Room.objects.filter(led=True).exists()


def test_of_two_wishes_the_one_of_whoever_left_does_not_count(table, cast):
    holder = table.seats["Ada"].pk
    floor.move_on(table.seats["Dov"], holder=holder, now=table.now)
    room.step_out(table.seats["Dov"], now=table.now)
    table.sit(cast.una)
    floor.move_on(table.seats["Una"], holder=holder, now=table.now)
    assert table.floor == "Ada"


def told_to_ada(table, act):
    """What an open page of Ada's is sent from before this act on."""
    room_id, rooms = table.row().room_id, RoomFeed(feed.KINDS)
    reader = rooms.admit(room_id, token=table.cast.ada.token, language="en", asked={}, now=clock.now())
    at = newest(stream(room_id))
    act()
    return batch.answer(rooms, "room", room_id, asks=[(reader, at)], now=clock.now()).answers[0].decode()


@pytest.mark.parametrize("how", ["leaves the group", "hangs up", "the meeting closes"])
def test_what_the_room_said_of_somebody_goes_from_open_pages_with_them(table, how):
    bea = table.cast.bea
    rose = room.carry(table.seats["Bea"], name="Grandma Rose", now=table.now)
    care.stop(table.seats["Bea"], now=table.now)
    care.show_name(table.seats["Bea"], now=table.now)
    remarks = {
        "leaves the group": Moment.objects.filter(sitter__membership=bea.membership),
        "hangs up": Moment.objects.filter(sitter=rose),
        "the meeting closes": Moment.objects.all(),
    }
    acts = {
        "leaves the group": lambda: groups.leave(bea.membership, by=bea.person, now=table.now),
        "hangs up": lambda: room.hang_up(rose, now=table.now),
        "the meeting closes": lambda: close.close(table.row(), now=table.now),
    }
    gone = list(remarks[how].values_list("pk", flat=True))
    sent = told_to_ada(table, acts[how])
    assert gone and not Moment.objects.filter(pk__in=gone).exists()
    assert [pk for pk in gone if f"m-{pk}" not in sent] == []
