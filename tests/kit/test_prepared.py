"""A prepared question gives what the same question gives when it is asked anew."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from mutuality.kit.prepared import Prepared
from mutuality.live.models import Notice
from mutuality.rooms import queries
from tests.cast import Cast


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
