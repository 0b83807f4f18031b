"""Several processes that serve one community: who may, what each hears of the others, and what each tells them."""

import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import redis
import structlog
from django.conf import settings
from django.db import connection

from mutuality.kit import clock
from mutuality.kit.always_answered import PATIENCE
from mutuality.kit.locks import impatient
from mutuality.kit.shared import SEEN_EVERY, Counters, Unreachable, shared
from mutuality.kit.shared_redis import SharedRedis
from mutuality.kit.troubles import Trouble
from mutuality.live import presence
from mutuality.live.shared_rows import SharedRows
from mutuality.people import operations as people
from mutuality.people import unended_sessions
from mutuality.vault import keyring

# Advisory locks of PostgreSQL in the database of the community: its letters, then what is held.
_OURS, _SERVING, _PREPARING = 0x6D75, 1, 2
_BEFORE_REFUSING = 2.0
_TICK = 0.5
_LOOK_EVERY = 2.0
# The wire is taken for cut when one's own words haven't come back for so long.
_SILENT = 3 * _LOOK_EVERY
_HELLO = "hello"
log = structlog.get_logger("mutuality.site")


# Who may serve


def need_what_it_takes(*, demo: bool) -> None:
    """Refuse several processes where they would not be right. Raises ``Trouble``."""
    if connection.vendor != "postgresql":
        raise Trouble(
            "Several processes need PostgreSQL: a SQLite file has one writer. Serve without --several, or move first: "
            "bin/mutuality move --to postgres://name@host:5432/database"
        )
    if demo:
        raise Trouble("An invented community has one process. Serve without --several or without --demo.")


@contextmanager
def served_by(*, several: bool) -> Iterator[None]:
    """Hold the database against copies that don't know of this one. Raises ``Trouble``.

    On SQLite the data folder is held, and that is enough. A copy that is just ending is waited for.
    """
    if connection.vendor != "postgresql":
        yield
        return
    way = "pg_try_advisory_xact_lock_shared" if several else "pg_try_advisory_xact_lock"
    with _door() as door:
        until = time.monotonic() + _BEFORE_REFUSING
        while not _taken(door, f"{way}(%s, %s)", _SERVING):
            if time.monotonic() > until:
                raise Trouble(
                    "Another process serves this database. Stop it first, or start each of them with --several."
                )
            time.sleep(0.1)
        yield


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Bring tables and keys up to date while no other process that starts does the same."""
    if connection.vendor != "postgresql":
        yield
        return
    with _door() as door:
        _taken(door, "pg_advisory_xact_lock(%s, %s)", _PREPARING)
        yield


@contextmanager
def _door() -> Iterator[Any]:
    """A connection of its own: what it holds falls free with it.

    It is held by a change that does nothing and doesn't end, because PgBouncer may give each change another connection.
    """
    said = connection.settings_dict
    parts = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    known = {name: said[ours] for name, ours in parts.items() if said.get(ours)}
    secured = {name: value for name, value in said["OPTIONS"].items() if name.startswith("ssl")}
    door = psycopg.connect(**known, **secured, connect_timeout=5, prepare_threshold=None)
    try:
        door.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield door
    finally:
        door.close()


def _taken(door: Any, way: str, what: int) -> bool:
    """Whether it was given: a lock that is waited for answers with nothing."""
    return door.execute(f"SELECT {way}", (_OURS, what)).fetchone()[0] is not False


# What each hears and tells


class Together:
    """Hears what the others forget, tells what this process forgets, and says who is here."""

    def __init__(self, *, redis_url: str) -> None:
        self._redis = SharedRedis(redis_url) if redis_url else None
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=act, name=f"several-{act.__name__.strip('_')}", daemon=True)
            for act in (self._hear, self._speak)
        ]

    def start(self) -> None:
        """Begin to share what one process remembers."""
        secret = hmac.new(keyring.load().marks, b"kit.shared", hashlib.sha256).digest()
        counters: list[Counters] = [self._redis, SharedRows()] if self._redis else [SharedRows()]
        shared.join(secret=secret, counters=counters, wire=self._redis)
        shared.remembers(_HELLO, drop=lambda _names: unended_sessions.tell_all())
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Tell the last, and end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(2 * _TICK)
        shared.part()
        if self._redis:
            self._redis.close()

    def _speak(self) -> None:
        while not self._stop.is_set():
            shared.speak(patience=_TICK)
        shared.speak(patience=0)

    def _hear(self) -> None:
        looked = _Regularly(_look_after)
        while not self._stop.is_set():
            if self._redis:
                try:
                    self._hear_until_cut(self._redis, looked)
                except (redis.RedisError, OSError):
                    pass
                except Exception as trouble:
                    log.error("several.ear_failed", trouble=type(trouble).__name__)
                shared.trust(False)
            looked()
            self._stop.wait(_TICK)
        connection.close()

    def _hear_until_cut(self, wire: SharedRedis, looked: "_Regularly") -> None:
        """Others are heard from the first of one's own words that comes back, until none has for a while."""
        heard_at, trusted, hello = time.monotonic(), False, _Regularly(_say_hello, every=_LOOK_EVERY)
        with wire.listen() as ear:
            while not self._stop.is_set():
                hello()
                message = ear.get_message(timeout=_TICK)
                if message and shared.hear(message["data"]) == shared.name:
                    heard_at = time.monotonic()
                    if not trusted:
                        trusted = True
                        shared.trust(True)
                        unended_sessions.tell_all()
                if time.monotonic() - heard_at > _SILENT:
                    return
                looked()


class _Regularly:
    """Does something at most so often."""

    def __init__(self, act: Callable[[], object], *, every: float = _LOOK_EVERY) -> None:
        self._act, self._every, self._next = act, every, 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._act()


def _say_hello() -> None:
    shared.tell(_HELLO, [])


_seen = _Regularly(presence.tell_others, every=SEEN_EVERY)


def _look_after() -> None:
    """Say who is here, and end sessions that could not go."""
    with suppress(Unreachable):
        _seen()
    if unended_sessions.all_left():
        with suppress(Exception), impatient(PATIENCE):
            people.end_all_left(now=clock.now())
        connection.close()


def together() -> Together | None:
    """What one of several processes does beside serving; nothing where one serves alone."""
    return Together(redis_url=settings.REDIS_URL) if settings.SEVERAL else None
