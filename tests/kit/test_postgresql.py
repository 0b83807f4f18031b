"""PostgreSQL that is away, or was started again: leaving does not wait for it, and no words meet a dead line."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from psycopg import OperationalError as Missed

from mutuality.host.database_address import described
from mutuality.kit import locks
from mutuality.kit.postgresql import base
from mutuality.live.models import Notice

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="It is about PostgreSQL's pool")


class Pool:
    """A pool that notes for how long it was asked, and has something to give or not."""

    def __init__(self) -> None:
        self.away, self.asked = False, list[float | None]()

    def getconn(self, timeout: float | None = None) -> object:
        self.asked.append(timeout)
        if self.away:
            raise Missed("couldn't get a connection")
        return object()


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    monkeypatch.setattr(base._Bounded, "_missed_at", float("-inf"))
    return Pool()


def test_a_connection_is_waited_for_no_longer_than_the_thread_may(pool: Pool):
    bounded = base._Bounded(pool)
    bounded.getconn()
    with locks.impatient(1.0):
        bounded.getconn()
    usual, urgent = pool.asked
    assert usual is None
    assert urgent is not None and 0 < urgent <= 1.0


def test_only_the_first_waits_for_a_database_that_is_away(pool: Pool):
    """Six who leave at the same moment would wait one after the other."""
    bounded = base._Bounded(pool)
    pool.away = True
    for _ in range(3):
        with locks.impatient(1.0), pytest.raises(Missed):
            bounded.getconn()
    assert pool.asked[0] > base.ALREADY_THERE_SECONDS
    assert all(asked <= base.ALREADY_THERE_SECONDS for asked in pool.asked[1:])
    pool.away = False
    for _ in range(2):
        with locks.impatient(1.0):
            bounded.getconn()
    assert pool.asked[-1] > base.ALREADY_THERE_SECONDS


def test_a_pool_is_ours_in_every_other_way(pool: Pool):
    assert base._Bounded(pool).away is False


def test_the_address_of_a_postgresql_leads_to_ours():
    there = described("postgres://me@db.example:5432/rows?connect_timeout=9", pooled=True)
    assert there["ENGINE"] == "mutuality.kit.postgresql" and there["CONN_HEALTH_CHECKS"]
    assert there["OPTIONS"]["connect_timeout"] == 9 and there["OPTIONS"]["tcp_user_timeout"] == 10_000


def test_what_is_asked_again_is_prepared_unless_the_address_says_never():
    """Behind a pooler that hands out another connection for each change, what was prepared on one is not there."""
    usual = described("postgres://me@db.example/rows", pooled=True)["OPTIONS"]
    assert (usual["server_side_binding"], usual["prepare_threshold"]) == (True, 2)
    never = described("postgres://me@db.example/rows?prepare_threshold=0", pooled=True)["OPTIONS"]
    assert never["prepare_threshold"] is None and never["server_side_binding"] is True


@on_postgresql
@pytest.mark.django_db
def test_a_question_asked_three_times_on_a_connection_is_planned_once():
    def prepared() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%live_notice%'")
            return int(cursor.fetchone()[0])

    before = prepared()
    for number in range(4):
        list(Notice.objects.filter(topic=f"room/{number}", kind="asked-in-a-test"))
    assert prepared() == before + 1


class Relay:
    """A way to the real PostgreSQL that can be cut, as when it is restarted or its machine is gone."""

    def __init__(self, there: tuple[str, int]) -> None:
        self._there, self._open = there, list[socket.socket]()
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port = self._ear.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        # Closed alone, it would still let in the one who is waited for.
        with suppress(OSError):
            self._ear.shutdown(socket.SHUT_RDWR)
        self._ear.close()
        self.cut()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._ear.accept()
                theirs = socket.create_connection(self._there)
                self._open += [ours, theirs]
                for pair in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError), here, there:
            while said := here.recv(65_536):
                there.sendall(said)


@pytest.fixture
def relayed(django_db_blocker: Any) -> Iterator[Relay]:
    usual = connection.settings_dict
    relay = Relay((usual["HOST"] or "127.0.0.1", int(usual["PORT"] or 5432)))
    own = {"HOST": "127.0.0.1", "PORT": relay.port, "NAME": "postgres"}
    connections.settings["relayed"] = {**usual, **own}
    with django_db_blocker.unblock():
        yield relay
        connections["relayed"].close()
        connections["relayed"].close_pool()
    relay.close()
    del connections.settings["relayed"], connections["relayed"]


def _asked() -> object:
    with connections["relayed"].cursor() as cursor:
        return cursor.execute("SELECT 1").fetchone()


@on_postgresql
def test_a_connection_that_a_restart_cut_is_not_handed_out(relayed: Relay):
    assert _asked() == (1,)
    connections["relayed"].close()
    relayed.cut()
    assert _asked() == (1,)


@on_postgresql
def test_a_database_that_is_away_is_told_to_whoever_cannot_wait(relayed: Relay, pool: Pool):
    assert _asked() == (1,)
    connections["relayed"].close()
    relayed.close()
    with locks.impatient(0.3), pytest.raises(OperationalError):
        _asked()
