"""A prepared question gives what the same question gives when it is asked anew."""

from datetime import timedelta
from threading import Thread

import pytest
import pytest_django
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mutuality.fast.prepared import Change, Prepared, Several, add, change, rows_of
from mutuality.live.models import Notice
from mutuality.live.models import Topic as LiveTopic
from mutuality.rooms import queries
from mutuality.rooms.models import Place, Topic, Word
from tests.cast import Cast

pytestmark = pytest.mark.both


def _asked(topic, seq, before):
    return Notice.objects.filter(topic=topic, seq__gt=seq, at__lt=before).order_by("seq")


def test_the_answers_are_the_same_as_without_it(cast: Cast):
    prepared = Prepared(_asked, topic=str, seq=int, before=type(cast.now))
    topic = f"room/{cast.room.pk}"
    for seq in (0, 3, 10_000):
        for before in (cast.now - timedelta(hours=12), cast.now + timedelta(days=1)):
            assert prepared.all(topic=topic, seq=seq, before=before) == list(_asked(topic, seq, before))
    assert prepared.all(topic=topic, seq=0, before=cast.now + timedelta(days=1))
    assert prepared.all(topic="room/elsewhere", seq=0, before=cast.now) == []


def test_each_person_finds_their_own_place(cast: Cast):
    for someone in (cast.ada, cast.bea, cast.dov):
        assert queries.place_of(someone.person, room_id=cast.room.pk) == someone.place
    assert queries.place_of(cast.cy.person, room_id=cast.room.pk) is None


def test_rows_come_whole_with_those_beside_them(cast: Cast):
    asked = lambda topic: Word.objects.filter(topic=topic).select_related("place__person", "topic__key")  # noqa: E731
    prepared, usual = Prepared(asked, topic=str).all(topic=cast.topic.pk), list(asked(cast.topic.pk))
    assert usual
    for ours, theirs in zip(prepared, usual, strict=True):
        for one, other in (
            (ours, theirs),
            (ours.place.person, theirs.place.person),
            (ours.topic, theirs.topic),
        ):
            assert {f.attname: getattr(one, f.attname) for f in one._meta.fields} == {
                f.attname: getattr(other, f.attname) for f in other._meta.fields
            }
            assert (one._state.adding, one._state.db) == (False, other._state.db)
        assert ours.topic.key == theirs.topic.key


def test_a_row_that_is_not_beside_it_is_none(cast: Cast):
    Topic.objects.filter(pk=cast.topic.pk).update(place=None)
    asked = Prepared(lambda topic: Topic.objects.filter(pk=topic).select_related("place"), topic=str)
    found = asked.first(topic=cast.topic.pk)
    assert found is not None
    assert found.place is None


@pytest.mark.parametrize("times", [0, 1, 2, 5, 300])
def test_several_ids_are_asked_for_at_once(cast: Cast, times: int):
    several = Several(lambda ids, room: Place.objects.filter(pk__in=ids, room=room), room=str)
    mine = [p.pk for p in (cast.ada.place, cast.bea.place)]
    asked = (mine * times)[: 2 * times] + [f"nobody-{n}" for n in range(times)]
    found = several.all(asked, room=cast.room.pk)
    assert sorted(p.pk for p in found) == (sorted(mine) if times else [])


def test_a_change_touches_what_was_asked_for_and_nothing_else(cast: Cast):
    change = Change(lambda topic: Topic.objects.filter(pk=topic), sets={"newest": int}, topic=str)
    assert change.make(topic=cast.topic.pk, newest=77) == 1
    assert change.make(topic="nowhere", newest=78) == 0
    assert list(Topic.objects.filter(newest=77)) == [cast.topic]


def test_a_row_is_added_as_saving_would(cast: Cast):
    add(Notice(topic="a/b", seq=1, kind="word", ref="c", at=cast.now))
    Notice(topic="a/b", seq=2, kind="word", ref="c", at=cast.now).save(force_insert=True)
    one, other = Notice.objects.filter(topic="a/b").order_by("seq").values("topic", "kind", "ref", "at")
    assert one == other


def test_a_word_is_added_column_by_column_as_saving_would(cast: Cast):
    told = {
        "topic": cast.topic,
        "place": cast.ada.place,
        "words": "a",
        "note": "b",
        "order": 9,
        "reworded": True,
    }
    until = {"said_at": cast.now, "ends_at": cast.now + timedelta(days=1)}
    one, other = (Word.begin(**told, **until) for _ in range(2))
    add(one)
    other.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM rooms_word WHERE id IN (%s, %s) ORDER BY id = %s", [one.pk, other.pk, other.pk]
        )
        names = [column[0] for column in cursor.description]
        ours, theirs = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    assert {name: type(value) for name, value in ours.items()} == {n: type(v) for n, v in theirs.items()}
    own = ("id", "key_id", "words", "note")
    assert [ours[name] for name in names if name not in own] == [theirs[n] for n in names if n not in own]
    assert bytes(ours["words"]) == one.words and ours["key_id"] == one.key_id
    assert Word.objects.get(pk=one.pk).text("words") == "a" and not one._state.adding


def test_what_a_question_does_not_ask_for_is_noticed():
    with pytest.raises(AssertionError, match="stand-in"):
        Prepared(lambda topic: Notice.objects.all(), topic=str).all(topic="x")


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_on_its_own_connection():
    prepared = Prepared(lambda topic: Notice.objects.filter(topic=topic), topic=str)
    assert prepared.all(topic="x") == []
    found = []

    def ask():
        try:
            found.append(prepared.all(topic="x"))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [[]]


def test_who_watches_statements_sees_them_all(cast: Cast):
    topic = f"room/{cast.room.pk}"
    with CaptureQueriesContext(connection) as seen:
        rows_of("SELECT seq FROM live_topic WHERE name = %s", [topic])
        change("UPDATE live_topic SET seq = seq + 1 WHERE name = %s", [topic])
        add(Notice(topic="a/b", seq=1, kind="word", ref="c", at=cast.now))
    assert [one["sql"].split(" ")[0] for one in seen] == ["SELECT", "UPDATE", "INSERT"]


def test_without_a_watcher_the_answer_is_the_same(cast: Cast):
    topic = f"room/{cast.room.pk}"
    ask = ("SELECT seq, name FROM live_topic WHERE name = %s AND name LIKE 'room/%%'", [topic])
    with CaptureQueriesContext(connection):
        watched = rows_of(*ask)
    assert [tuple(row) for row in rows_of(*ask)] == [tuple(row) for row in watched]
    assert watched and change("UPDATE live_topic SET seq = 7 WHERE name = %s", [topic]) == 1
    assert change("UPDATE live_topic SET seq = 7 WHERE name = %s", ["room/elsewhere"]) == 0
    assert LiveTopic.objects.get(name=topic).seq == 7


def test_trouble_reaches_us_as_it_does_through_django(cast: Cast):
    add(Notice(topic="a/b", seq=1, kind="word", ref="c", at=cast.now))
    with pytest.raises(IntegrityError), transaction.atomic():
        add(Notice(topic="a/b", seq=1, kind="word", ref="d", at=cast.now))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows_of("SELECT nothing FROM nowhere", [])
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            rows_of("SELECT 1", [])
        with pytest.raises(transaction.TransactionManagementError):
            change("UPDATE live_topic SET seq = 1", [])


def test_what_a_change_wrote_goes_when_the_change_is_undone(cast: Cast):
    with transaction.atomic():
        add(Notice(topic="a/b", seq=1, kind="word", ref="c", at=cast.now))
        transaction.set_rollback(True)
    assert not Notice.objects.filter(topic="a/b").exists()


def test_no_database_is_asked_where_none_may_be(django_db_blocker: pytest_django.DjangoDbBlocker):
    with django_db_blocker.block(), pytest.raises(RuntimeError, match="not allowed"):
        rows_of("SELECT 1", [])
