"""The round at a table, with rows behind it."""

from datetime import timedelta

import pytest

from mutuality.kit.ids import new_id
from mutuality.kit.refusals import Refusal
from mutuality.meetings import terms
from mutuality.meetings.models import Moment, Sitter
from mutuality.meetings.operations import floor, room, turns
from mutuality.people import queries as people
from mutuality.rooms.models import Word

pytestmark = pytest.mark.both


def said(table):
    return Moment.objects.filter(meeting=table.meeting).values_list("kind", flat=True)


def test_the_floor_goes_round_in_the_order_in_which_people_came(table, cast):
    assert table.order == ["Ada", "Bea", "Dov"]
    assert table.say(cast.ada, "I walked to the bridge")
    assert table.order == ["Bea", "Dov"]


def test_only_whoever_has_the_floor_is_heard(table, cast):
    assert not table.say(cast.dov, "Out of turn")
    assert not Word.objects.filter(topic__room=table.meeting.room).exists()
    place = floor.draft_place(table.meeting)
    assert people.draft_of(cast.dov.person, place=place, now=table.now) == "Out of turn"
    table.say(cast.ada, "Done")
    table.say(cast.bea, "Done")
    assert table.say(cast.dov, "In turn")
    assert people.draft_of(cast.dov.person, place=place, now=table.now) == ""


def test_the_same_form_twice_says_it_once_and_leaves_no_draft(table, cast):
    for _ in range(2):
        once = floor.say(table.seats["Ada"], words="Once", once="mark", then_on=True, now=table.now)
        assert once
    assert Word.objects.filter(topic__room=table.meeting.room).count() == 1
    assert table.floor == "Bea"
    assert people.draft_of(cast.ada.person, place=floor.draft_place(table.meeting), now=table.now) == ""


def test_one_can_say_several_things_before_giving_the_floor_on(table, cast):
    table.say(cast.ada, "First", then_on=False)
    table.say(cast.ada, "Second", then_on=False)
    assert table.floor == "Ada"
    table.act(cast.ada, "done")
    assert table.floor == "Bea"


def test_a_pass_is_final_and_nobody_remarks_on_it(table, cast):
    before = list(said(table))
    table.act(cast.bea, "pass")
    table.act(cast.bea, "later")
    assert table.order == ["Ada", "Dov"]
    assert list(said(table)) == before


def test_come_back_to_me_is_one_second_place(table, cast):
    table.act(cast.ada, "later")
    table.act(cast.ada, "later")
    assert table.order == ["Bea", "Dov", "Ada"]
    table.act(cast.bea, "pass")
    table.act(cast.dov, "pass")
    with pytest.raises(Refusal, match="come back to you"):
        table.act(cast.ada, "later")
    assert table.floor == "Ada"


def test_whoever_listens_is_out_of_all_offers_until_they_say_otherwise(table, cast):
    table.act(cast.bea, "listen")
    assert table.order == ["Ada", "Dov"]
    table.act(cast.bea, "part")
    assert table.order == ["Ada", "Dov", "Bea"]


def test_late_arrivals_go_last(table, cast):
    table.sit(cast.una)
    assert table.order == ["Ada", "Bea", "Dov", "Una"]


def test_stepping_out_gives_the_floor_on_and_keeps_what_was_said(table, cast):
    table.say(cast.ada, "Said")
    room.step_out(table.seats["Bea"], now=table.now)
    assert table.order == ["Dov"]
    table.sit(cast.bea)
    assert table.order == ["Dov", "Bea"]
    room.step_out(table.seats["Ada"], now=table.now)
    table.sit(cast.ada)
    assert table.order == ["Dov", "Bea"], "what was said stays said"


def test_the_floor_is_offered_on_only_after_the_gentle_time(table, cast):
    holder = table.seats["Ada"].pk
    with pytest.raises(floor.TooEarly):
        floor.offer_on(table.seats["Dov"], holder=holder, now=table.now + timedelta(minutes=2))
    assert table.floor == "Ada"
    floor.offer_on(table.seats["Dov"], holder=holder, now=table.now + timedelta(minutes=3))
    assert table.order == ["Bea", "Dov", "Ada"]


def test_two_move_the_round_on_and_one_cannot(table, cast):
    holder = table.seats["Ada"].pk
    for _ in range(3):
        floor.move_on(table.seats["Dov"], holder=holder, now=table.now)
    assert table.floor == "Ada"
    assert table.scene().wished("on") == ["Dov"]
    floor.move_on(table.seats["Bea"], holder=holder, now=table.now)
    assert table.order == ["Bea", "Dov", "Ada"]
    floor.move_on(table.seats["Dov"], holder=holder, now=table.now)
    floor.move_on(table.seats["Ada"], holder=holder, now=table.now)
    assert table.floor == "Bea", "two clicks that come late move nobody else on"


def test_two_take_the_meeting_on_and_the_facilitator_alone(table, cast):
    floor.next_step(table.seats["Ada"], step=1, now=table.now)
    assert table.row().step == 1
    turns.take(cast.dov.membership, role="facilitator", days=0, now=table.now)
    floor.next_step(table.seats["Dov"], step=1, now=table.now)
    floor.next_step(table.seats["Dov"], step=1, now=table.now)
    assert table.row().step == 2


def test_when_a_round_is_over_anyone_can_go_on(table, cast):
    for someone in (cast.ada, cast.bea, cast.dov):
        table.act(someone, "pass")
    assert table.scene().round.is_over
    floor.next_step(table.seats["Bea"], step=1, now=table.now)
    assert table.row().step == 2


def test_on_the_open_floor_whoever_was_not_heard_comes_first(table, cast):
    table.say(cast.ada, "Heard")
    table.go_to("floor")
    table.act(cast.bea, "hand")
    for someone in (cast.ada, cast.dov):
        table.act(someone, "hand")
    assert table.order == ["Bea", "Dov", "Ada"]
    assert not table.say(cast.dov, "Out of turn")
    table.act(cast.bea, "lower")
    assert table.order == ["Dov", "Ada"]


def test_somebody_on_the_phone_has_a_seat_of_their_own(table, cast):
    noor = room.carry(table.seats["Bea"], name="Noor", now=table.now)
    assert table.order == ["Ada", "Bea", "Dov", "Noor"]
    for someone in (cast.ada, cast.bea, cast.dov):
        table.act(someone, "pass")
    floor.say(noor, words="I am here by phone", once=new_id(), then_on=True, now=table.now)
    assert table.scene().round.is_over
    room.hang_up(noor, now=table.now)
    assert [row.pk for row in Sitter.objects.filter(pk=noor.pk)] == []


def test_whoever_carries_somebody_takes_them_out_and_in(table, cast):
    room.carry(table.seats["Bea"], name="Noor", now=table.now)
    room.step_out(table.seats["Bea"], now=table.now)
    assert table.order == ["Ada", "Dov"]
    table.sit(cast.bea)
    assert table.order == ["Ada", "Dov", "Bea", "Noor"]


def test_one_person_carries_a_few(table):
    for number in range(terms.MOST_ON_THE_PHONE):
        room.carry(table.seats["Bea"], name=f"Noor {number}", now=table.now)
    with pytest.raises(Refusal):
        room.carry(table.seats["Bea"], name="One more", now=table.now)


def test_a_wish_that_was_for_an_earlier_turn_does_not_end_a_later_one(table, cast):
    """Bea wished that the floor goes on in Ada's first turn, and Ada gave it on herself."""
    floor.move_on(table.seats["Bea"], holder=table.seats["Ada"].pk, now=table.now)
    table.act(cast.ada, "later")
    table.act(cast.bea, "pass")
    table.act(cast.dov, "pass")
    assert table.floor == "Ada"
    table.now += timedelta(minutes=20)
    floor.move_on(table.seats["Dov"], holder=table.seats["Ada"].pk, now=table.now)
    assert table.floor == "Ada"
    floor.move_on(table.seats["Bea"], holder=table.seats["Ada"].pk, now=table.now)
    assert table.floor == ""


def test_whoever_asks_for_the_open_floor_again_has_it_anew(table, cast):
    table.go_to("floor")
    table.act(cast.ada, "hand")
    floor.move_on(table.seats["Bea"], holder=table.seats["Ada"].pk, now=table.now)
    table.say(cast.ada, "first")
    table.act(cast.ada, "hand")
    floor.move_on(table.seats["Dov"], holder=table.seats["Ada"].pk, now=table.now)
    assert table.floor == "Ada"


def test_a_second_click_does_not_take_the_second_place_that_the_first_one_gave(table, cast):
    table.act(cast.bea, "pass")
    table.act(cast.dov, "pass")
    later = table.now + timedelta(minutes=20)
    floor.offer_on(table.seats["Dov"], holder=table.seats["Ada"].pk, now=later)
    assert table.floor == "Ada"
    with pytest.raises(floor.TooEarly):
        floor.offer_on(table.seats["Dov"], holder=table.seats["Ada"].pk, now=later)
    assert table.floor == "Ada" and not Sitter.objects.get(pk=table.seats["Ada"].pk).away


def test_a_second_click_seats_nobody_twice(table, cast):
    for name in ("Rose", "Rose", " rose "):
        cast.bea.client.post(f"/meetings/{table.meeting.pk}/phone/", {"name": name})
    assert Sitter.objects.filter(carried_by__isnull=False).count() == 1


def test_words_for_somebody_on_the_phone_leave_ones_own_where_they_wait(table, cast):
    rose = room.carry(table.seats["Bea"], name="Rose", now=table.now)
    place = floor.draft_place(table.meeting)
    waits = lambda: people.draft_of(cast.bea.person, place=place, now=table.now)  # noqa: E731
    assert not table.say(cast.bea, "My own words")
    assert not floor.say(rose, words="Rose is early", once="y", then_on=True, now=table.now)
    assert waits() == "My own words\n\nRose is early"
    for someone in (cast.ada, cast.bea, cast.dov):
        table.act(someone, "later")
    assert table.row().floor == rose.pk
    assert floor.say(rose, words="Rose says hello", once="x", then_on=True, now=table.now)
    assert waits() == "My own words\n\nRose is early"
