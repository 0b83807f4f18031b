"""What works outside every turn, and from everyone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mutuality.kit.refusals import NotHere
from mutuality.meetings import duties, terms
from mutuality.meetings.models import Moment, Sitter
from mutuality.meetings.operations import care, close, floor, room
from mutuality.rooms.models import Word
from mutuality.rooms.operations import NameTaken
from tests.reading_pages import text


def kinds(table):
    return list(Moment.objects.filter(meeting=table.meeting).order_by("order").values_list("kind", flat=True))


def where_of(table):
    return reverse("meeting", args=[table.meeting.pk])


def page(someone, table):
    return someone.client.get(where_of(table)).content.decode()


def test_whoever_only_listens_can_need_the_group(table, cast):
    table.act(cast.dov, "listen")
    care.need(table.seats["Dov"], now=table.now)
    care.need(table.seats["Dov"], now=table.now)
    assert kinds(table).count("need") == 1
    shown = page(cast.bea, table)
    assert "Dov needs the group now" in shown
    assert "We do not call police or an ambulance without asking them first." in shown
    assert cast.statement and "Numbers you can call" in shown


def test_somebody_else_who_needs_the_group_while_it_rests_is_heard_too(table, cast):
    care.need(table.seats["Dov"], now=table.now)
    care.go_on(table.seats["Dov"], now=table.now)
    for _ in range(2):
        care.need(table.seats["Bea"], now=table.now)
    assert kinds(table).count("need") == 2
    assert "Bea and Dov need the group now" in page(cast.ada, table)
    care.go_on(table.seats["Ada"], now=table.now)
    assert table.row().rests, "Dov said that they could go on before Bea said that she needs them"


def test_whoever_needed_the_group_before_it_went_on_can_need_it_again(table, cast):
    for times in (1, 2):
        care.need(table.seats["Bea"], now=table.now)
        care.need(table.seats["Dov"], now=table.now)
        assert kinds(table).count("need") == 2 * times
        for name in ("Ada", "Bea"):
            care.go_on(table.seats[name], now=table.now)
        assert not table.row().rests


@pytest.mark.parametrize("rests", [False, True])
def test_a_close_that_was_asked_for_does_not_meet_somebody_who_needs_the_group(table, cast, rests):
    """Else the room is gone a minute after somebody has said it, with all who would have stayed."""
    if rests:
        care.need(table.seats["Dov"], now=table.now)
    close.ask_to_close(table.seats["Ada"], now=table.now)
    care.need(table.seats["Dov"], now=table.now + timedelta(seconds=30))
    duties.tick(now=table.now + timedelta(minutes=5))
    assert table.row().closed_at is None and table.row().rests
    assert "We are about to close." not in page(cast.bea, table)
    close.ask_to_close(table.seats["Ada"], now=table.now + timedelta(minutes=5))
    duties.tick(now=table.now + timedelta(minutes=7))
    assert table.row().closed_at is not None


def test_while_the_round_rests_everyone_can_speak_and_the_floor_stays(table, cast):
    care.need(table.seats["Dov"], now=table.now)
    assert table.say(cast.bea, "I am with you")
    assert Word.objects.filter(topic__room=table.meeting.room).count() == 1
    assert table.row().floor == table.seats["Ada"].pk
    table.act(cast.ada, "pass")
    assert table.row().floor is None, "nobody is offered the floor while the round rests"


def test_somebody_stays_with_it_and_two_go_on(table, cast):
    care.need(table.seats["Dov"], now=table.now)
    care.stay_with(table.seats["Bea"], now=table.now)
    care.stay_with(table.seats["Bea"], now=table.now)
    assert table.scene().stays == ["Bea"]
    for someone, says in (
        (cast.ada, "Bea is here with Dov."),
        (cast.dov, "Bea is here with you."),
        (cast.bea, "You&#x27;re here with Dov."),
    ):
        assert says in page(someone, table)
    for _ in range(2):
        care.go_on(table.seats["Ada"], now=table.now)
    assert table.row().rests
    care.go_on(table.seats["Bea"], now=table.now)
    assert not table.row().rests and table.floor == "Ada"
    assert table.scene().stays == []


@pytest.mark.parametrize("late", ["come_to", "here", "part", "say"])
def test_a_page_that_is_behind_seats_nobody_who_has_stepped_out(table, cast, late):
    """Else the floor goes to an empty chair, and waits there."""
    table.go_to("check-in")
    bea = Sitter.objects.get(pk=table.seats["Bea"].pk)
    room.step_out(bea, now=table.now)
    if late == "come_to":
        room.come_to(bea, now=table.now)
    elif late == "say":
        table.act(cast.ada, "pass")
        care.need(table.seats["Dov"], now=table.now)
        assert not table.say(cast.bea, "I am gone")
    else:
        table.act(cast.bea, late)
    assert "Bea" not in table.order


def test_a_click_for_somebody_who_has_hung_up_does_no_harm(table, cast):
    carried = room.carry(table.seats["Bea"], name="Uncle Rui", now=table.now)
    room.hang_up(carried, now=table.now)
    floor.act(carried, name="pass", now=table.now)
    assert table.row().closed_at is None


def test_one_person_who_needs_the_group_never_silences_another(table):
    """Else someone presses first what others would say because of them."""
    for name in ("Dov", "Bea", "Dov", "Bea"):
        care.need(table.seats[name], now=table.now)
    said = Moment.objects.filter(meeting=table.meeting, kind="need").order_by("order")
    assert [moment.sitter.pk for moment in said] == [table.seats["Dov"].pk, table.seats["Bea"].pk]


def test_going_in_and_out_forty_times_is_said_once(table, cast):
    """Else anyone can fill everyone's page with their name."""
    before = kinds(table).count("came")
    for _ in range(40):
        room.step_out(table.seats["Bea"], now=table.now)
        table.sit(cast.bea)
    assert kinds(table).count("came") == before
    room.step_out(table.seats["Bea"], now=table.now)
    table.now += terms.CAME_IS_SAID
    table.sit(cast.bea)
    assert kinds(table).count("came") == before + 1


def test_people_on_the_phone_do_not_come_and_go_without_end(table, cast):
    """Each of them is said to the room, by a name that the one who sits in for them types."""
    where = reverse("meeting-phone", args=[table.meeting.pk])
    came = 0
    for number in range(40):
        answer = cast.bea.client.post(where, {"name": f"Rui {number}"})
        rui = Sitter.objects.filter(carried_by=table.seats["Bea"]).first()
        came += rui is not None
        if rui is not None:
            cast.bea.client.post(where, {"act": f"gone/{rui.pk}"})
    assert came == 2 * terms.MOST_ON_THE_PHONE
    assert "That was many tries in a short time." in text(answer)


@pytest.mark.parametrize("name", ["Bea", "B\u0435a", "Una", "ADA", "Uncle Rui"])
def test_nobody_on_the_phone_goes_by_the_name_of_somebody_else(table, cast, name):
    """Una is a member and not in the room: "Una came in" would be believed. Dov has Uncle Rui on the phone."""
    room.carry(table.seats["Dov"], name="Uncle Rui", now=table.now)
    before = kinds(table).count("came")
    with pytest.raises(NameTaken):
        room.carry(table.seats["Ada"], name=name, now=table.now)
    assert kinds(table).count("came") == before


def test_everybody_is_told_that_who_has_the_floor_is_on_the_phone(table, cast):
    room.carry(table.seats["Bea"], name="Uncle Rui", now=table.now)
    assert "Uncle Rui (on the phone) joined" in text(cast.dov.client.get(where_of(table)))
    table.act(cast.ada, "pass")
    table.act(cast.bea, "pass")
    assert "Next: Uncle Rui (on the phone)." in text(cast.ada.client.get(where_of(table)))
    table.act(cast.dov, "pass")
    assert "Uncle Rui's turn, on the phone" in text(cast.ada.client.get(where_of(table)))


def test_the_buttons_do_what_they_say(table, cast):
    for name, said, kind in (
        ("meeting-stops", {}, "stop"),
        ("meeting-needs", {"act": "need"}, "need"),
    ):
        answer = cast.dov.client.post(reverse(name, args=[table.meeting.pk]), said)
        assert answer.status_code == 302 and kind in kinds(table)


def test_no_other_act_exists(table):
    with pytest.raises(NotHere):
        floor.act(table.seats["Ada"], name="silence", now=table.now)
