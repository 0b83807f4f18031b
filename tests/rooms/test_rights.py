"""Who may hear a room is asked at each word: the same answer for few and for many, out of two indexes."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutuality.live.terms import Reader
from mutuality.rooms import feed, operations
from tests.cast import Cast, Someone


def _reader(someone: Someone) -> Reader:
    assert someone.session
    return Reader(session=someone.session.id, person=someone.session.person_id, language="en")


def _asked_with_many(readers: Sequence[Reader]) -> list[Reader]:
    strangers = (Reader(session=f"nobody-{number}", person="", language="en") for number in range(9))
    return [*readers, *strangers]


def test_few_and_many_readers_have_the_same_rights(cast: Cast) -> None:
    assert cast.dov.membership
    operations.step_out(cast.dov.membership.place, now=cast.now)
    readers = [_reader(each) for each in (cast.ada, cast.bea, cast.cy, cast.dov, cast.una)]
    for later in (timedelta(0), timedelta(minutes=6), timedelta(days=61)):
        asked = {"now": cast.now + later}
        alone: dict[str, int] = {}
        for each in readers:
            alone |= feed.RoomFeed().rights(cast.room.pk, [each], **asked)
        together = feed.RoomFeed().rights(cast.room.pk, _asked_with_many(readers), **asked)
        names = {each.session for each in readers}
        assert {name: floor for name, floor in together.items() if name in names} == alone
        assert bool(alone) == (later < timedelta(days=61))
        assert readers[2].session not in alone and readers[3].session not in alone


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs by the rows it has counted.")
def test_the_rights_of_a_whole_room_stand_in_two_indexes(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as said:
        feed.RoomFeed().rights(cast.room.pk, _asked_with_many([_reader(cast.ada)]), now=cast.now)
    (question,) = [each["sql"] for each in said.captured_queries]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {question}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "COVERING INDEX rights_of_a_room" in plan
    assert "COVERING INDEX living_sessions" in plan
