"""One writer at a time, in the order of arrival.

SQLite has one writer; left alone, waiting writers wake at random and one may wait for seconds. Here they queue
in this process, first come first served, and meet the file's own lock only against other processes.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
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
        # How often it was given back for good.
        self.turns = 0

    def acquire(self, patience: float | None = None) -> bool:
        """Wait for one's place at the front; false when that took longer than so many seconds."""
        me = threading.get_ident()
        with self._guard:
            if self._owner in (None, me):
                self._owner = me
                self._depth += 1
                return True
            turn = threading.Event()
            self._waiting.append((me, turn))
        if turn.wait(patience):
            return True
        with self._guard:
            # It may have been handed over at this very moment.
            if not turn.is_set():
                self._waiting.remove((me, turn))
            return turn.is_set()

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self.turns += 1
            if self._waiting:
                self._owner, turn = self._waiting.popleft()
                self._depth = 1
                turn.set()
            else:
                self._owner = None

    @contextmanager
    def held(self, patience: float | None = None) -> Iterator[None]:
        """Have it for as long as the block lasts. Raises ``OperationalError`` when that is longer than patience."""
        if not self.acquire(patience):
            raise OperationalError("others are writing")
        try:
            yield
        finally:
            self.release()


_writers = FairLock()
_folders = FairLock()
_mine = threading.local()
# Pages of 4 KB.
_LONG_LOG = 4_000


@contextmanager
def impatient(seconds: float) -> Iterator[None]:
    """What this thread does within waits no longer than this for a connection and for others who write, and then fails.

    It fails as it does when the database is locked: with ``OperationalError``.
    """
    before, _mine.until = getattr(_mine, "until", None), time.monotonic() + seconds
    try:
        yield
    finally:
        _mine.until = before


def patience() -> float | None:
    """How long this thread may still wait; nothing where it may wait as long as it takes."""
    until = getattr(_mine, "until", None)
    return None if until is None else max(0.0, until - time.monotonic())


@contextmanager
def writing() -> Iterator[None]:
    """A short transaction that changes something. No network, no waiting for people inside it."""
    if connection.vendor == "sqlite":
        with _writers.held(patience()), _waiting_at_most(patience()), transaction.atomic():
            yield
    else:
        seconds = patience()
        with transaction.atomic():
            if seconds is not None:
                with connection.cursor() as cursor:
                    # Nothing at all would be for ever.
                    cursor.execute(f"SET LOCAL lock_timeout = {max(1, round(seconds * 1000))}")
            yield


@contextmanager
def _waiting_at_most(seconds: float | None) -> Iterator[None]:
    """For this long, SQLite waits for other processes."""
    if seconds is None:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


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


def writes() -> int:
    """How often this process has written so far, to see whether it has since."""
    return _writers.turns


def fold_log(*, patience_ms: int = 250) -> bool:
    """Fold SQLite's write-ahead log into the file and empty it, so that nothing erased is left in it.

    False when a reader stood in the way; try again later. Other databases look after their logs themselves.
    """
    if connection.vendor != "sqlite":
        return True
    with (
        _folders.held(patience()),
        _writers.held(patience()),
        _waiting_at_most(patience_ms / 1000),
        connection.cursor() as cursor,
    ):
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def fold_beside() -> bool:
    """Fold what is in SQLite's log by now, while others go on writing. False where something is still to be folded.

    SQLite begins its log again from the front when all of it is folded. Where people speak all the time, the little
    that came meanwhile is folded while no one writes: else the log would grow for as long as they go on.
    """
    if connection.vendor != "sqlite":
        return True
    with _folders.held():
        pages, folded = _fold_what_can_be()
        if folded < pages and pages > _LONG_LOG:
            with _writers.held():
                pages, folded = _fold_what_can_be()
    return folded == pages


def _fold_what_can_be() -> tuple[int, int]:
    """How many pages are in the log, and how many of them are folded now. It waits for no one."""
    with connection.cursor() as cursor:
        _busy, pages, folded = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return pages, folded
