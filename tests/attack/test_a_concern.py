"""Concerns and first aid in the hands of those who would rule with them: one against all, three accounts, silence."""

import pytest

from mutuality.concerns import operations, queries
from mutuality.concerns.models import Concern, Seat
from mutuality.concerns.terms import Stage
from mutuality.first_aid.operations import SomeoneElse
from mutuality.first_aid.terms import Kind
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.safety import operations as safety
from tests.cast import Cast
from tests.concerns.table import ask, asked, decide, grow, heard, sit, wait
from tests.first_aid import table as first_aid
from tests.reading_pages import text

pytestmark = pytest.mark.django_db


def test_one_who_opens_concerns_against_everyone(cast: Cast) -> None:
    more = grow(cast)
    first = ask(cast, by=cast.ada, about=cast.una)
    for other in (cast.bea, cast.dov, *more.values()):
        with pytest.raises(Refusal, match="a concern open"):
            ask(cast, by=cast.ada, about=other)
    for number, other in enumerate((cast.bea, cast.dov)):
        heard(cast, Concern.objects.get(stage=Stage.DRAWING))
        decide(cast, Concern.objects.get(stage=Stage.DECIDING))
        with pytest.raises(Refusal, match=r"looked at this|three concerns"):
            ask(cast, by=cast.ada, about=cast.una)
        if number < 2:
            ask(cast, by=cast.ada, about=other)
    heard(cast, Concern.objects.get(stage=Stage.DRAWING))
    decide(cast, Concern.objects.get(stage=Stage.DECIDING))
    with pytest.raises(Refusal, match="three concerns"):
        ask(cast, by=cast.ada, about=more["fay"])
    assert first.about_id == cast.una.person.pk


def test_three_accounts_of_one_person_hold_no_one_back_through_each_other(cast: Cast) -> None:
    # Ada is three people to us: Bea and Dov came by her.
    accounts = [cast.bea.membership.pk, cast.dov.membership.pk]
    Membership.objects.filter(pk__in=accounts).update(invited_by=cast.ada.membership)
    asked_for = first_aid.ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    for other in (cast.bea, cast.dov):
        with pytest.raises(SomeoneElse):
            first_aid.agree(cast, asked_for, by=other)


def test_accounts_that_came_by_one_of_the_two_are_not_drawn_while_there_are_others(cast: Cast) -> None:
    more = grow(cast)
    tied = [more["fay"].membership.pk, more["gil"].membership.pk]
    Membership.objects.filter(pk__in=tied).update(invited_by=cast.ada.membership)
    for _try in range(5):
        concern = ask(cast, by=cast.ada, about=cast.una)
        assert not {seat.membership_id for seat in asked(concern)} & set(tied)
        Concern.objects.all().delete()
        Seat.objects.all().delete()


def test_drawn_members_who_never_answer_freeze_nothing(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    wait(cast, 22)
    concern.refresh_from_db()
    assert concern.stage == Stage.OVER
    assert cast.una.client.get(f"/concerns/{concern.pk}/").status_code == 404
    assert "ended without a decision" in text(cast.ada.client.get(f"/concerns/{concern.pk}/"))
    ask(cast, by=cast.ada, about=cast.una)


def test_a_circle_that_is_silent_is_replaced_once_and_then_it_ends(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    heard(cast, concern)
    first = {seat.membership_id for seat in queries.circle(concern.panel)}
    wait(cast, 15)
    second = {seat.membership_id for seat in sit(cast, concern)}
    assert len(second) == 3 and not first & second
    wait(cast, 15)
    concern.refresh_from_db()
    assert concern.stage == Stage.OVER


def test_a_second_click_and_someone_elses_seat_do_nothing(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    seat = asked(concern)[0]
    operations.take_seat(seat, willing=True, by=cast.ada.person, now=cast.now)
    seat.refresh_from_db()
    assert seat.said == "asked"
    operations.take_seat(seat, willing=True, by=seat.membership.person, now=cast.now)
    operations.take_seat(seat, willing=False, by=seat.membership.person, now=cast.now)
    seat.refresh_from_db()
    assert seat.said == "yes"
    with pytest.raises(NotHere):
        operations.answer(concern, words="I", by=cast.una.person, now=cast.now)
    assert cast.ada.client.get(f"/seats/{seat.pk}/").status_code == 404


def test_who_hid_the_asker_hears_no_asking_to_talk(cast: Cast) -> None:
    safety.draw_boundary(cast.ada.person, name="Ada", by=cast.dov.person, now=cast.now)
    place, day = cast.una.place.pk, cast.now.date().isoformat()
    sent = cast.ada.client.post(
        f"/places/{place}/talking/", {"beside": cast.dov.membership.pk, "on": day}, follow=True
    )
    assert "Both are asked" in text(sent)
    address = sent.redirect_chain[-1][0]
    assert cast.dov.client.get(address).status_code == 404
    assert cast.una.client.get(address).status_code == 200
    assert "Something between people" not in text(cast.dov.client.get("/"))


def test_ones_own_words_about_oneself_are_no_ground(cast: Cast) -> None:
    assert cast.una.client.get(f"/words/{cast.words['una'].pk}/ways/").status_code == 302
    with pytest.raises(NotHere):
        ask(cast, by=cast.una, about=cast.una)
    with pytest.raises(NotHere):
        ask(cast, by=cast.ada, about=cast.cy)
