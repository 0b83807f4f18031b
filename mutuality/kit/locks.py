"""One writer at a time, in the order of arrival.

SQLite has one writer; left alone, waiting writers wake at random and one may wait for seconds. Here they queue
in this process, first come first served, and meet the file's own lock only against other processes.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Model

P = ParamSpec("P")
R = TypeVar("R")


class FairLock:
    """A lock that a thread may take again, handed on in the order in which threads asked for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Event]] = deque()
        self._owner: int | None = None
        self._depth = 0

    def acquire(self) -> None:
        """Wait for one's place at the front."""
        me = threading.get_ident()
        with self._guard:
            if self._owner in (None, me):
                self._owner = me
                self._depth += 1
                return
            turn = threading.Event()
            self._waiting.append((me, turn))
        turn.wait()

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._owner, turn = self._waiting.popleft()
                self._depth = 1
                turn.set()
            else:
                self._owner = None

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()


_writers = FairLock()


@contextmanager
def writing() -> Iterator[None]:
    """A short transaction that changes something. No network, no waiting for people inside it."""
    if connection.vendor == "sqlite":
        with _writers, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield


def operation(act: Callable[P, R]) -> Callable[P, R]:
    """Mark a verb that changes rows: all of it happens, or nothing does."""

    @wraps(act)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing():
            return act(*args, **kwargs)

    whole.is_operation = True  # type: ignore[attr-defined]
    return whole


def hold_still(model: type[Model]) -> None:
    """Until this change ends, nobody else changes this table. On SQLite the one writer sees to that."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def fold_log(*, patience_ms: int = 250) -> bool:
    """Fold SQLite's write-ahead log into the file and empty it, so that nothing erased is left in it.

    False when a reader stood in the way; try again later. Other databases look after their logs themselves.
    """
    if connection.vendor != "sqlite":
        return True
    with _writers, connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not busy
