"""A boundary where people meet: the round is the same for all, and I am told who is near before I sit in."""

import pytest

from mutuality.live import queries as live
from mutuality.meetings.models import Sitter, Turn
from mutuality.meetings.operations import room
from mutuality.rooms import operations as rooms
from tests.cast import Cast
from tests.meetings.table import Table, gather
from tests.reading_pages import text
from tests.safety.test_boundaries import draw, hides_bea
from tests.safety.worlds import Diary, Worlds, worlds

__all__ = ["worlds"]


@pytest.fixture
def table(cast: Cast) -> Table:
    """A meeting in which Ada, Bea and Dov sit."""
    return gather(cast)


def page(table: Table) -> str:
    return f"/meetings/{table.meeting.pk}/"


def offer(cast: Cast) -> None:
    """Let Bea take a turn and offer it to Ada."""
    turns = f"/groups/{cast.group.pk}/meetings/turns/"
    cast.bea.client.post(turns, {"act": "take", "role": "welcomer", "span": "0"})
    cast.bea.client.post(turns, {"act": "offer", "role": "welcomer", "to": cast.ada.membership.pk})
    assert Turn.objects.get().offered_to == cast.ada.membership


def test_i_am_told_before_i_sit_in_and_while_i_sit(table: Table, cast: Cast) -> None:
    draw(cast, by=cast.una)
    assert "1 person you hid is in the room. Only you are told." in text(cast.una.client.get(page(table)))
    assert "you hid" not in text(cast.ada.client.get(page(table)))
    table.sit(cast.una)
    assert "1 person you hid is in this room" in text(cast.una.client.get(page(table)))
    room.step_out(table.seats["Bea"], now=table.now)
    assert "you hid" not in text(cast.una.client.get(page(table)))


def test_what_they_say_in_a_meeting_is_not_shown_to_me(table: Table, cast: Cast) -> None:
    draw(cast, by=cast.dov, about=cast.ada)
    table.go_to("check-in")
    assert table.floor == "Ada"
    table.say(cast.ada, "Ada in her turn")
    table.say(cast.bea, "Bea in her turn")
    mine, beas = text(cast.dov.client.get(page(table))), text(cast.bea.client.get(page(table)))
    assert "Ada in her turn" not in mine and "Bea in her turn" in mine
    assert "Ada in her turn" in beas


def test_a_turn_they_offer_does_not_arrive(table: Table, cast: Cast) -> None:
    where = f"/groups/{cast.group.pk}/meetings/"
    offer(cast)
    assert "Offered to Ada" in text(cast.ada.client.get(where))
    draw(cast)
    shown = text(cast.ada.client.get(where))
    assert "Offered to Ada" not in shown and "Bea" in shown
    for other in (cast.bea, cast.dov):
        assert "Offered to Ada" in text(other.client.get(where))


def test_a_name_that_they_type_for_somebody_on_the_phone_is_not_shown_to_me(table: Table, cast: Cast) -> None:
    """Else forty letters at a time would pass the boundary, in the list of who is here and in what the room says."""
    said = "Ada, I found you"
    since = live.newest(rooms.stream(table.meeting.room_id))
    draw(cast)
    draw(cast, by=cast.una)
    cast.bea.client.post(page(table) + "phone/", {"name": said})
    assert Sitter.objects.filter(carried_by=table.seats["Bea"]).exists()
    mine, door = text(cast.ada.client.get(page(table))), text(cast.una.client.get(page(table)))
    assert said not in mine + door
    assert "Someone on the phone, with Bea" in mine and "Someone joined" in mine
    diary = Diary(cast)
    told = diary.stream(cast.ada, table.meeting.room_id, since=since).decode()
    assert said not in told and "Someone" in told and "Dov" in told
    for shown in (
        text(cast.dov.client.get(page(table))),
        diary.stream(cast.dov, table.meeting.room_id, since=since).decode(),
    ):
        assert said in shown and "Someone" not in shown


def test_nobody_in_the_meeting_can_tell(table: Table, worlds: Worlds, cast: Cast) -> None:
    def an_evening(diary: Diary) -> None:
        table.say(cast.ada, "Ada in her turn")
        offer(cast)
        diary.post(cast.bea, page(table) + "words/", words="Bea in her turn", once="once", then="on")
        diary.post(cast.bea, page(table) + "needs/", act="need")
        diary.post(cast.bea, page(table) + "stops/")
        diary.post(cast.bea, page(table) + "phone/", name="Uncle Rui")
        for who in (cast.bea, cast.dov, cast.una):
            diary.get(who, page(table))
            diary.get(who, f"/groups/{cast.group.pk}/meetings/")
        for who in (cast.bea, cast.dov):
            diary.stream(who, table.meeting.room_id, since=0)

    worlds.compare(an_evening, act=hides_bea)
