"""Trouble while two processes serve: nothing acknowledged is lost, nothing comes twice, the order is kept."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from mutuality.kit import clock
from mutuality.kit.ids import new_id
from mutuality.kit.rates import LIMITS
from mutuality.live.queries import newest
from mutuality.outbox.models import Duty
from tests.cast import Cast, Someone
from tests.live.listening import until
from tests.nodes import Nodes, heard_by, two_nodes

pytestmark = [pytest.mark.both, pytest.mark.fault]
# For each of those who speak: less than a minute allows.
WORDS = 20


@pytest.fixture
def nodes(unlocked: None, cast: Cast, tmp_path: Path) -> Iterator[Nodes]:
    with two_nodes(tmp_path) as here:
        yield here


@dataclass
class Talk:
    """Several people speak at once; each word is sent until it is acknowledged, as a page does."""

    nodes: Nodes
    cast: Cast
    acknowledged: list[int] = field(default_factory=list)
    troubles: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def speakers(self) -> list[Someone]:
        """Those who speak."""
        return [self.cast.ada, self.cast.bea, self.cast.dov, self.cast.una]

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Let them speak while something happens, and to their end."""
        threads = [
            threading.Thread(target=self._speak, args=(by, nth * WORDS))
            for nth, by in enumerate(self.speakers)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for thread in threads:
                thread.join(60)
                assert not thread.is_alive()

    def has_said(self, number: int) -> bool:
        """Whether so many words have been acknowledged by now."""
        return len(self.acknowledged) >= number

    def _speak(self, by: Someone, first: int) -> None:
        for number in range(first, first + WORDS):
            self._say(by, number)

    def _say(self, by: Someone, number: int) -> None:
        once = new_id()
        until(lambda: self._was_said(by, number, once), patience=30)
        with self._guard:
            self.acknowledged.append(number)

    def _was_said(self, by: Someone, number: int, once: str) -> bool:
        try:
            return self.nodes.say(by, self.cast.topic, f"Said{number}", once=once).status == 204
        except OSError:
            self.troubles += 1
            return False


def assert_nothing_is_lost(talk: Talk, *, port: int, since: int) -> None:
    """Everything acknowledged is there once, and whoever comes back hears all of it in one order."""
    everything = len(talk.speakers) * WORDS
    assert sorted(talk.acknowledged) == list(range(everything))
    with talk.nodes.listen(talk.cast.dov, talk.cast.room, port=port, since=since) as late:
        heard = heard_by(late, everything)
    assert sorted(heard) == list(range(everything))
    for nth in range(len(talk.speakers)):
        own = [number for number in heard if number // WORDS == nth]
        assert own == sorted(own)
    with talk.nodes.listen(talk.cast.una, talk.cast.room, port=port, since=since) as another:
        assert heard_by(another, everything) == heard


def newest_of(cast: Cast) -> int:
    """The count of the room by now."""
    return newest(f"room/{cast.room.pk}")


def passes(nodes: Nodes, cast: Cast, *, says: int, hears: int, number: int) -> bool:
    """Whether a word said at one port comes to a page at another."""
    with nodes.listen(cast.ada, cast.room, port=hears) as ada:
        until(lambda: nodes.say(cast.bea, cast.topic, f"Said{number}", port=says).status == 204)
        return heard_by(ada, 1) == [number]


def seconds(act: Callable[[], object]) -> float:
    """How long this took."""
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def test_one_is_killed_while_people_speak(nodes: Nodes, cast: Cast) -> None:
    one, other = nodes.nodes
    since, talk = newest_of(cast), Talk(nodes, cast)
    with nodes.listen(cast.ada, cast.room, port=one.port) as cut, talk.going_on():
        until(lambda: talk.has_said(WORDS))
        one.process.kill()
        one.process.wait()
        before = len(talk.acknowledged)
        print(f"first word after the kill: {seconds(lambda: until(lambda: talk.has_said(before + 1))):.2f} s")
        with pytest.raises((EOFError, OSError, ValueError)):
            while True:
                cut.hear()
    assert_nothing_is_lost(talk, port=other.port, since=since)


def test_one_after_the_other_is_replaced_while_people_speak(nodes: Nodes, cast: Cast) -> None:
    since, talk = newest_of(cast), Talk(nodes, cast)
    with talk.going_on():
        for old in tuple(nodes.nodes):
            new = nodes.begin()
            nodes.open(new)
            # As a balancer that is told: no one new comes to it, and whoever is in there is answered.
            nodes.balancer.ports.remove(old.port)
            assert old.stop() == 0
    assert talk.troubles == 0
    assert_nothing_is_lost(talk, port=nodes.nodes[-1].port, since=since)


def test_redis_is_away_and_comes_back(nodes: Nodes, cast: Cast) -> None:
    here, there = (node.port for node in nodes.nodes)
    assert passes(nodes, cast, says=here, hears=there, number=0)
    nodes.redis.stop()
    took = seconds(lambda: passes(nodes, cast, says=here, hears=there, number=1))
    print(f"a word to the other process without Redis: {took:.2f} s")
    most = LIMITS["say"].most
    said = [nodes.say(cast.dov, cast.topic, "While it is away").status for _word in range(most + 4)]
    # What was counted before is lost with Redis, and from then on the database counts for both.
    assert said == [204] * most + [422] * 4
    nodes.redis.start()
    until(lambda: passes(nodes, cast, says=there, hears=here, number=2))
    assert nodes.page(cast.una, f"/topics/{cast.topic.pk}/").status == 200


def test_the_database_ends_all_connections(nodes: Nodes, cast: Cast) -> None:
    since, talk = newest_of(cast), Talk(nodes, cast)
    with talk.going_on():
        until(lambda: talk.has_said(WORDS))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchall()
        before = len(talk.acknowledged)
        took = seconds(lambda: until(lambda: talk.has_said(before + 1)))
        print(f"first word after all connections ended: {took:.2f} s")
    for node in nodes.nodes:
        assert_nothing_is_lost(talk, port=node.port, since=since)


def test_what_a_frozen_one_was_to_do_is_done_by_the_other(nodes: Nodes, cast: Cast) -> None:
    frozen, other = nodes.nodes
    since = newest_of(cast)
    until(lambda: Duty.objects.filter(kind="sweep", due_at__gt=clock.now()).exists())
    with nodes.listen(cast.ada, cast.room, port=frozen.port) as asleep:
        frozen.process.send_signal(signal.SIGSTOP)
        # As if it had just taken up all of them, and five minutes were over.
        over = clock.now() - timedelta(seconds=1)
        Duty.objects.update(due_at=over, claimed_until=over)
        until(lambda: not Duty.objects.filter(due_at__lte=over).exists(), patience=30)
        assert nodes.say(cast.bea, cast.topic, "Said1", port=other.port).status == 204
        with nodes.listen(cast.dov, cast.room, port=other.port, since=since) as dov:
            assert heard_by(dov, 1) == [1]
        frozen.process.send_signal(signal.SIGCONT)
        assert heard_by(asleep, 1) == [1]
    assert passes(nodes, cast, says=frozen.port, hears=other.port, number=2)
    # Nothing is taken for done twice by who woke up: each is in the book once, for a later time.
    assert not Duty.objects.filter(claimed_until__isnull=False, due_at__lte=clock.now()).exists()
