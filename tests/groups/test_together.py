"""What takes two takes two who are not inviter and invited, as soon as a third is there."""

from mutuality.groups import operations, queries
from mutuality.groups.models import Invitation, Knock, Membership
from mutuality.groups.terms import Way
from mutuality.kit.ids import new_id
from tests.cast import Cast, Someone
from tests.reading_pages import text


def invited(someone: Someone, *, by: Someone) -> None:
    Membership.objects.filter(pk=someone.membership.pk).update(invited_by=by.membership)


def may(*saying: Someone, there: tuple[Someone, ...]) -> bool:
    return queries.may_act_together(
        [one.membership.pk for one in saying], there=[one.membership.pk for one in there]
    )


def test_an_inviter_and_whom_they_invited_count_as_one_where_a_third_is_there(cast: Cast) -> None:
    invited(cast.bea, by=cast.ada)
    three = (cast.ada, cast.bea, cast.dov)
    assert not may(cast.ada, cast.bea, there=three) and not may(cast.bea, cast.ada, there=three)
    assert may(cast.ada, cast.dov, there=three) and may(cast.bea, cast.dov, there=three)
    assert may(cast.ada, cast.bea, cast.dov, there=three)


def test_two_who_are_there_alone_are_two_however_they_came(cast: Cast) -> None:
    invited(cast.bea, by=cast.ada)
    assert may(cast.ada, cast.bea, there=(cast.ada, cast.bea))
    assert may(cast.ada, there=(cast.ada,))
    assert not may(cast.ada, there=(cast.ada, cast.bea)) and not may(there=(cast.ada,))


def test_the_same_person_twice_is_one(cast: Cast) -> None:
    three = (cast.ada, cast.bea, cast.dov)
    assert not may(cast.ada, cast.ada, there=three) and not may(cast.ada, cast.ada, there=three[:2])


def test_two_invited_by_the_same_person_are_two(cast: Cast) -> None:
    for someone in (cast.bea, cast.dov):
        invited(someone, by=cast.ada)
    assert may(cast.bea, cast.dov, there=(cast.ada, cast.bea, cast.dov))


def answer(cast: Cast, someone: Someone, welcome: str) -> None:
    address = f"/groups/{cast.group.pk}/knocks/{cast.doors.knock.pk}/answers/"
    assert someone.client.post(address, {"welcome": welcome}).status_code == 302


def test_an_inviter_and_whom_they_invited_neither_open_the_door_nor_close_it(cast: Cast) -> None:
    invited(cast.bea, by=cast.ada)
    waiting = Knock.objects.filter(pk=cast.doors.knock.pk)
    for said in ("yes", "no"):
        for someone in (cast.ada, cast.bea):
            answer(cast, someone, said)
        assert waiting.exists()
    page = text(cast.dov.client.get(f"/groups/{cast.group.pk}/knocks/"))
    assert "If one of them invited the other, one more person must agree." in page
    answer(cast, cast.dov, "no")
    assert not waiting.exists()


def test_a_second_account_of_one_person_lets_nobody_in_by_itself(cast: Cast) -> None:
    """Two accounts of one human, one of which invited the other, had opened the door to a third of theirs."""
    invited(cast.una, by=cast.dov)
    many = queries.invitation_for(cast.doors.many, now=cast.now)
    token = operations.knock(many, name="Gus", words="", once=new_id(), now=cast.now)
    knock = queries.knock_for(token, now=cast.now)
    for someone in (cast.dov, cast.una):
        told = {"membership": someone.membership, "welcome": True}
        operations.answer(knock, **told, by=someone.person, now=cast.now)
    assert queries.invitation_for(token, now=cast.now) is None
    operations.answer(knock, membership=cast.ada.membership, welcome=True, by=cast.ada.person, now=cast.now)
    opened = queries.invitation_for(token, now=cast.now)
    assert opened is not None and Invitation.objects.get(pk=opened.pk).way == Way.OPENED
