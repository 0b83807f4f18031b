"""Waiting for one's turn to write, and not longer than one may."""

import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from mutuality.kit import locks
from mutuality.kit.locks import FairLock, impatient, writing
from tests.live.listening import until

pytestmark = pytest.mark.both


def in_a_thread(act) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_whoever_gave_up_waiting_holds_up_nobody_behind() -> None:
    lock, told = FairLock(), []
    lock.acquire()
    given_up = in_a_thread(lambda: told.append(lock.acquire(0.05)))
    behind = in_a_thread(lambda: told.append(lock.acquire(10) and (lock.release() or "behind")))
    given_up.join()
    assert told == [False]
    lock.release()
    behind.join()
    assert told == [False, "behind"]
    with lock.held(0):
        pass


def test_a_turn_that_comes_in_time_is_taken() -> None:
    lock, told = FairLock(), []
    lock.acquire()
    waiting = in_a_thread(lambda: told.append(lock.acquire(30) and (lock.release() or "came")))
    until(lambda: len(lock._waiting) == 1)
    lock.release()
    waiting.join()
    assert told == ["came"] and lock.acquire(0)


@pytest.fixture
def go(transactional_db: None) -> Iterator[threading.Event]:
    """Somebody else in this process writes until they are let go on."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers; its patience is looked at in tests/attack/test_urgent.py.")
    holds, go = threading.Event(), threading.Event()

    def hold() -> None:
        with writing():
            holds.set()
            go.wait(30)
        connection.close()

    other = in_a_thread(hold)
    holds.wait(30)
    yield go
    go.set()
    other.join()


def may_not_write() -> None:
    with pytest.raises(OperationalError), writing():
        raise AssertionError("It may not come so far.")


def test_what_may_not_wait_fails_and_later_waits_again(go: threading.Event) -> None:
    with impatient(0.05):
        may_not_write()
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    go.set()
    with writing():
        pass
    with impatient(5), writing(), connection.cursor() as cursor:
        assert 0 < cursor.execute("PRAGMA busy_timeout").fetchone()[0] <= 5_000 < usual
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == usual


def test_all_that_is_written_shares_one_patience(go: threading.Event) -> None:
    with impatient(0.3):
        may_not_write()
        left = locks.patience()
        may_not_write()
    # The first has waited for as long as all of them may; a clock may be a little early.
    assert left is not None and left < 0.05
