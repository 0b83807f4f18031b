"""Who may hear a room is asked at each word: the same answer for few and for many, out of two indexes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutuality.live.terms import Reader
from mutuality.people import unended_sessions
from mutuality.people.models import Session
from mutuality.rooms import feed, operations
from tests.cast import Cast, Someone


def _reader(someone: Someone) -> Reader:
    assert someone.session
    return Reader(session=someone.session.id, person=someone.session.person_id, language="en")


def _asked_with_many(readers: Sequence[Reader]) -> list[Reader]:
    strangers = (Reader(session=f"nobody-{number}", person="", language="en") for number in range(9))
    return [*readers, *strangers]


def _said_by_the_rows(cast: Cast, now: datetime) -> dict[str, int]:
    return dict(feed._living(cast.room.pk, now).values_list("id", "person__places__floor"))


def test_few_and_many_readers_have_the_rights_that_the_rows_say(cast: Cast) -> None:
    assert cast.dov.membership
    operations.step_out(cast.dov.membership.place, now=cast.now)
    Session.objects.filter(pk=cast.una.session.pk).update(curtain_at=cast.now + timedelta(minutes=3))
    readers = [_reader(each) for each in (cast.ada, cast.bea, cast.cy, cast.dov, cast.una)]
    for later in (timedelta(0), timedelta(minutes=3), timedelta(minutes=6), timedelta(days=61)):
        now = cast.now + later
        room = feed.RoomFeed()
        alone: dict[str, int] = {}
        for each in readers:
            alone |= room.rights(cast.room.pk, [each], now=now)
        together = room.rights(cast.room.pk, _asked_with_many(readers), now=now)
        room._sizes[cast.room.pk] = 1_000
        by_name = room.rights(cast.room.pk, _asked_with_many(readers), now=now)
        names = {each.session for each in readers}
        assert {name: floor for name, floor in together.items() if name in names} == alone == by_name
        assert together == _said_by_the_rows(cast, now)
        assert bool(alone) == (later < timedelta(days=61))
        assert (readers[4].session in alone) == (later < timedelta(minutes=3))
        assert readers[2].session not in alone and readers[3].session not in alone


def test_one_who_left_quickly_has_none_however_it_is_asked(cast: Cast) -> None:
    reader, room = _reader(cast.ada), feed.RoomFeed()
    for size in (0, 1_000):
        room._sizes[cast.room.pk] = size
        assert reader.session in room.rights(cast.room.pk, _asked_with_many([reader]), now=cast.now)
    unended_sessions.note(reader.session)
    for size in (0, 1_000):
        room._sizes[cast.room.pk] = size
        assert room.rights(cast.room.pk, _asked_with_many([reader]), now=cast.now).get(reader.session) is None


def _plan(cast: Cast, room: feed.RoomFeed) -> str:
    with CaptureQueriesContext(connection) as said:
        room.rights(cast.room.pk, _asked_with_many([_reader(cast.ada)]), now=cast.now)
    (question,) = [each["sql"] for each in said.captured_queries]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {question}")
        return " ".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs by the rows it has counted.")
def test_the_rights_of_a_whole_room_stand_in_two_indexes(cast: Cast) -> None:
    plan = _plan(cast, feed.RoomFeed())
    assert "COVERING INDEX rights_of_a_room" in plan
    assert "COVERING INDEX living_sessions" in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs by the rows it has counted.")
def test_a_few_of_a_large_room_are_looked_up_one_by_one(cast: Cast) -> None:
    room = feed.RoomFeed()
    room._sizes[cast.room.pk] = 1_000
    plan = _plan(cast, room)
    assert "(id=?)" in plan and "(room_id=? AND person_id=?)" in plan
