"""Words that meet each other: on PostgreSQL two writers are at work, on SQLite they queue."""

from functools import partial

import pytest
from django.db import connection

from mutuality.groups import operations as groups
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere
from mutuality.rooms import operations
from mutuality.rooms.models import Topic, Word
from tests.at_once import overlapping, unowned
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
two_writers = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")


@two_writers
@pytest.mark.parametrize("other", ["a rewording", "a signal"])
def test_a_word_is_taken_back_whatever_happens_to_it_at_that_moment(cast: Cast, other: str) -> None:
    word = cast.words["bea"]
    others = {
        "a rewording": partial(operations.reword, word, words="said anew", by=cast.bea.place, now=cast.now),
        "a signal": partial(operations.signal, word, kind="thanks", by=cast.ada.place, now=cast.now),
    }
    take_back = partial(operations.take_back, word, by=cast.bea.place, now=cast.now)
    assert overlapping(others[other], take_back) == []
    assert not Word.objects.filter(pk=word.pk).exists() and unowned() == set()


@two_writers
@pytest.mark.parametrize("first", ["a signal", "a leaving"])
def test_a_signal_and_a_leaving_wait_for_each_other_in_one_order(cast: Cast, first: str) -> None:
    signal = partial(operations.signal, cast.words["bea"], kind="thanks", by=cast.ada.place, now=cast.now)
    leave = partial(groups.leave, cast.bea.membership, by=cast.bea.person, now=cast.now)
    acts = (signal, leave) if first == "a signal" else (leave, signal)
    assert [trouble for trouble in overlapping(*acts) if not isinstance(trouble, NotHere)] == []
    assert unowned() == set()


@two_writers
def test_two_clicks_say_it_once(cast: Cast) -> None:
    told = {"words": "once and no more", "once": new_id(), "by": cast.ada.place, "now": cast.now}
    say = partial(operations.say, cast.topic, **told)
    before = Word.objects.count()
    assert overlapping(say, say) == []
    assert Word.objects.count() == before + 1 and unowned() == set()


@two_writers
def test_two_clicks_begin_one_topic(cast: Cast) -> None:
    told = {"title": "A new thread", "words": "once and no more", "once": new_id()}
    begin = partial(operations.begin, **told, by=cast.ada.place, now=cast.now)
    before = Topic.objects.count()
    assert overlapping(begin, begin) == []
    assert Topic.objects.count() == before + 1 and unowned() == set()


def test_a_signal_to_a_word_that_has_just_been_taken_back_is_nothing(cast: Cast) -> None:
    word = cast.words["bea"]
    operations.take_back(word, by=cast.bea.place, now=cast.now)
    with pytest.raises(NotHere):
        operations.signal(word, kind="heard", by=cast.ada.place, now=cast.now)
    assert unowned() == set()


def test_nothing_is_said_in_a_topic_that_has_just_gone(cast: Cast) -> None:
    topic = operations.begin_topic(title="One thing", by=cast.bea.place, now=cast.now)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    with pytest.raises(NotHere):
        operations.say(topic, words="hi", once=new_id(), by=cast.ada.place, now=cast.now)
    assert unowned() == set()


def test_an_answer_to_somebody_who_leaves_meanwhile_is_given_back(cast: Cast) -> None:
    topic = operations.begin(title="One thing", words="begun", once=new_id(), by=cast.bea.place, now=cast.now)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    answer = cast.ada.client.post(f"/topics/{topic.pk}/", {"words": "It took me an hour", "once": "x"})
    assert answer.status_code == 404 and "It took me an hour" in answer.content.decode()
