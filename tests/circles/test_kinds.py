"""A circle: the app that owns its kind says who belongs, and all that they hold together points to it."""

import pytest

from mutuality.circles import kinds, operations
from mutuality.circles.models import Circle
from mutuality.groups import operations as groups
from mutuality.groups.models import Group
from mutuality.meetings.models import Manner, Meeting, Series, Turn
from mutuality.meetings.operations import turns
from mutuality.rooms import frames
from mutuality.rooms.models import Room
from tests.cast import Cast
from tests.meetings.table import gather


def test_the_members_of_a_group_are_its_circle(cast: Cast) -> None:
    circle = cast.group.circle
    kind = kinds.kind_of(circle)
    inside, outside = (cast.ada, cast.bea, cast.dov, cast.una), (cast.cy,)
    assert kind.members_at(circle, now=cast.now) == {someone.person.pk for someone in inside}
    for someone in (*inside, *outside):
        assert kind.may(someone.person, circle, now=cast.now) is (someone in inside)
        page = someone.client.get(kind.heading(circle).address)
        assert page.status_code == (200 if someone in inside else 404)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert cast.bea.person.pk not in kind.members_at(circle, now=cast.now)
    assert not kind.may(cast.bea.person, circle, now=cast.now)


def test_each_group_has_a_circle_of_its_own(cast: Cast) -> None:
    assert Group.objects.count() == Circle.objects.count() > 1
    assert cast.second.group.circle_id != cast.group.circle_id


def test_rooms_say_whose_they_are(cast: Cast) -> None:
    """The room of a group leads back to the group, and that of a meeting to the meeting; both are the circle's."""
    table = gather(cast)
    talk, led = cast.ada.place, table.seats["Ada"].place
    assert {talk.room.circle_id, led.room.circle_id} == {cast.group.circle_id}
    assert frames.heading_of(talk) == ("Tuesday evening", f"/groups/{cast.group.pk}/")
    assert frames.heading_of(led) == ("", f"/meetings/{table.meeting.pk}/")


def test_a_kind_of_which_nobody_knows_is_no_circle_of_anybody(cast: Cast) -> None:
    with pytest.raises(kinds.Unknown):
        kinds.kind_of(operations.begin(kind="unknown", now=cast.now))


def test_a_circle_ends_with_its_group_and_takes_along_what_was_held_together(cast: Cast) -> None:
    gather(cast)
    turns.take(cast.ada.membership, role="opener", days=28, now=cast.now)
    circle = cast.group.circle_id
    held = (Series, Meeting, Turn)
    assert all(model.objects.filter(circle=circle).exists() for model in held)
    groups.erase_group(cast.group, now=cast.now)
    assert not Circle.objects.filter(pk=circle).exists() and not Room.objects.filter(circle=circle).exists()
    assert not any(model.objects.filter(circle=circle).exists() for model in (*held, Manner))
