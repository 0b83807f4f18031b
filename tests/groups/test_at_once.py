"""Acts about a group that meet each other: on PostgreSQL two writers are at work, on SQLite they queue."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from mutuality.decisions import operations as decisions
from mutuality.groups import hooks, operations, queries
from mutuality.groups.models import Group, Invitation, Knock, Membership
from mutuality.groups.terms import Way
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere
from mutuality.meetings.models import DateChange, Series
from mutuality.meetings.operations import when
from mutuality.people import operations as people
from mutuality.people.models import Session
from tests.at_once import at_once, overlapping, unowned
from tests.cast import Cast, found_group
from tests.meetings.table import first_on, times

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
two_writers = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")


def door(cast: Cast) -> Invitation:
    """A door that Ada has opened, and at which Cy stands."""
    token = operations.invite(cast.ada.membership, way=Way.LINK, by=cast.ada.person, now=cast.now)
    invitation = queries.invitation_for(token, now=cast.now)
    operations.open_door(invitation, now=cast.now)
    return Invitation.objects.select_related("group__key", "group__room").get(pk=invitation.pk)


def yes(cast: Cast) -> Callable[[], Membership]:
    return partial(operations.come_in, door(cast), name="Cy", bound="", by=cast.cy.person, now=cast.now)


@two_writers
def test_two_clicks_at_the_door_are_one_membership(cast: Cast) -> None:
    come_in = yes(cast)
    assert overlapping(come_in, come_in) == []
    assert Membership.objects.filter(person=cast.cy.person).count() == 1


@two_writers
def test_somebody_comes_in_while_somebody_leaves(cast: Cast) -> None:
    """A leaving and a coming took the group and its room in different orders, and waited for each other."""
    come_in, leaving, go_on = yes(cast), threading.Event(), threading.Event()

    def pause(membership: Membership, *, now: object) -> None:
        leaving.set()
        go_on.wait(1)

    def come() -> None:
        leaving.wait(10)
        come_in()

    hooks.before_leaving.append(pause)
    try:
        leave = partial(operations.leave, cast.bea.membership, by=cast.bea.person, now=cast.now)
        assert at_once(leave, come) == []
    finally:
        hooks.before_leaving.remove(pause)
    here = set(Membership.objects.filter(group=cast.group).values_list("person", flat=True))
    assert cast.cy.person.pk in here and cast.bea.person.pk not in here


@two_writers
def test_somebody_comes_in_while_something_is_proposed(cast: Cast) -> None:
    told = {"effect": "name", "payload": {"group_name": "Wednesday"}, "why": "", "days": 7, "review_on": None}
    propose = partial(decisions.propose, **told, once=new_id(), by=cast.ada.membership, now=cast.now)
    assert overlapping(propose, yes(cast)) == []


@two_writers
def test_two_clicks_are_one_knock(cast: Cast) -> None:
    token = operations.invite(cast.bea.membership, way=Way.MANY, by=cast.bea.person, now=cast.now)
    link, before = queries.invitation_for(token, now=cast.now), Knock.objects.count()
    knock = partial(operations.knock, link, name="Gil", words="", once=new_id(), now=cast.now)
    assert overlapping(knock, knock) == []
    assert Knock.objects.count() == before + 1


@two_writers
def test_times_that_are_settled_twice_leave_no_key(cast: Cast) -> None:
    alone = found_group(cast.cy, now=cast.now, name="Cy at the window")
    settle = partial(when.settle_times, alone, parts=times(cast.now), now=cast.now)
    elsewhere = partial(when.settle_times, alone, parts=times(cast.now, where="the old mill"), now=cast.now)
    assert overlapping(settle, settle) == overlapping(settle, elsewhere) == []
    assert Series.objects.filter(circle=alone.group.circle).count() == 1 and unowned() == set()


@two_writers
def test_two_who_ask_for_the_same_date_have_agreed(cast: Cast) -> None:
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    asked = {"on": first_on(cast.now), "to_on": None, "to_at": None, "now": cast.now}
    first, second = (partial(when.change_date, s.membership, **asked) for s in (cast.bea, cast.ada))
    assert overlapping(first, second) == []
    assert DateChange.objects.get().stands


@two_writers
def test_a_door_that_opens_as_all_ways_in_are_closed_leaves_no_key(cast: Cast) -> None:
    token = operations.invite(cast.ada.membership, way=Way.LINK, by=cast.ada.person, now=cast.now)
    open_door = partial(operations.open_door, queries.invitation_for(token, now=cast.now), now=cast.now)
    close = partial(operations.take_back_all, cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert overlapping(open_door, close) == []
    assert not Invitation.objects.filter(group=cast.group).exists() and unowned() == set()


@two_writers
def test_a_device_that_is_named_as_it_is_signed_out_leaves_no_key(cast: Cast) -> None:
    device = Session.objects.filter(person=cast.bea.person).first()
    name = partial(people.label_session, device, label="in the kitchen", by=cast.bea.person, now=cast.now)
    end = partial(people.end_sessions, [device], by=cast.bea.person, now=cast.now)
    assert overlapping(name, end) == []
    assert not Session.objects.filter(pk=device.pk).exists() and unowned() == set()


@two_writers
def test_an_invitation_that_meets_its_makers_leaving_is_none(cast: Cast) -> None:
    leave = partial(operations.leave, cast.bea.membership, by=cast.bea.person, now=cast.now)
    invite = partial(operations.invite, cast.bea.membership, way=Way.LINK, by=cast.bea.person, now=cast.now)
    assert [type(trouble) for trouble in overlapping(leave, invite)] == [NotHere]
    assert unowned() == set()


def test_the_last_one_leaves_by_two_clicks(cast: Cast) -> None:
    for someone in (cast.bea, cast.dov, cast.una):
        operations.leave(someone.membership, by=someone.person, now=cast.now)
    twice = [
        Membership.objects.select_related("group__room", "place").get(pk=cast.ada.membership.pk)
        for _click in range(2)
    ]
    for membership in twice:
        operations.leave(membership, by=cast.ada.person, now=cast.now)
    assert not Group.objects.filter(pk=cast.group.pk).exists()


def test_the_last_one_out_takes_the_key_of_what_was_agreed_meanwhile(cast: Cast) -> None:
    """The page had looked, and waited for the others who write."""
    last = Membership.objects.select_related("group__key", "group__room", "place").get(
        pk=cast.ada.membership.pk
    )
    new = {"agreement": "The last agreement we made"}
    operations.change_together(cast.group, changes=new, now=cast.now)
    for someone in (cast.bea, cast.dov, cast.una):
        operations.leave(someone.membership, by=someone.person, now=cast.now)
    operations.leave(last, by=cast.ada.person, now=cast.now)
    assert unowned() == set()
