"""What was promised is done once, by one, also after trouble and downtime."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from structlog.testing import capture_logs

from mutuality.outbox import operations, queries, terms
from mutuality.outbox.models import Duty
from mutuality.outbox.operations import drop, plan, wait
from mutuality.outbox.worker import Worker

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def passes(self, span: timedelta) -> None:
        self.time += span


def worker(act: Callable[[str, datetime], None], clock: Clock | None = None) -> Worker:
    return Worker({"letter": act}, clock=clock or Clock(), pause=0.01)


def test_a_duty_is_done_when_its_time_comes_and_only_once() -> None:
    clock, done = Clock(), list[str]()
    busy = worker(lambda ref, now: done.append(ref), clock)
    plan("letter", "later", NOON + timedelta(hours=1))
    plan("letter", "at once", NOON)
    busy.once()
    assert done == ["at once"]
    clock.passes(timedelta(hours=2))
    busy.once()
    busy.once()
    assert done == ["at once", "later"]
    assert not Duty.objects.exists()


def test_a_promise_in_a_change_that_fails_was_never_made() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        plan("letter", "a", NOON)
        assert Duty.objects.exists()
        raise ZeroDivisionError
    assert not Duty.objects.exists()


def test_a_second_promise_moves_the_first_and_a_dropped_one_is_gone() -> None:
    plan("letter", "a", NOON)
    plan("letter", "a", NOON + timedelta(hours=1))
    assert Duty.objects.get().due_at == NOON + timedelta(hours=1)
    drop("letter", "a")
    assert not Duty.objects.exists()


def test_of_two_who_claim_one_wins() -> None:
    plan("letter", "a", NOON)
    duty = operations.claim(now=NOON, kinds=["letter"])
    assert duty is not None
    assert operations.claim(now=NOON, kinds=["letter"]) is None
    operations.finish(duty)
    assert not Duty.objects.exists()


def test_what_a_crash_left_claimed_is_taken_up_again() -> None:
    clock, done = Clock(), list[str]()
    plan("letter", "a", NOON)
    assert operations.claim(now=NOON, kinds=["letter"]) is not None
    busy = worker(lambda ref, now: done.append(ref), clock)
    busy.once()
    assert done == []
    clock.passes(terms.CLAIM_LASTS + timedelta(seconds=1))
    busy.once()
    assert done == ["a"]


def test_a_failed_duty_is_tried_again_after_a_growing_wait() -> None:
    clock, tries = Clock(), list[datetime]()

    def fails_twice(ref: str, now: datetime) -> None:
        tries.append(now)
        if len(tries) < 3:
            raise ConnectionError("secret words")

    plan("letter", "a", NOON)
    busy = worker(fails_twice, clock)
    for _ in range(40):
        busy.once()
        clock.passes(timedelta(seconds=1))
    assert [(at - NOON).seconds for at in tries] == [0, 10, 30]
    assert not Duty.objects.exists()


def test_waits_grow_to_six_hours_and_no_further() -> None:
    waits = [wait(tries) for tries in range(30)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


def test_the_log_names_neither_rows_nor_words() -> None:
    def fails(ref: str, now: datetime) -> None:
        raise ValueError("secret words")

    plan("letter", "row-of-ada", NOON)
    with capture_logs() as logs:
        worker(fails).once()
    assert logs[0]["kind"] == "letter"
    assert "secret" not in str(logs)
    assert "row-of-ada" not in str(logs)


def test_one_that_fails_does_not_hold_up_the_others() -> None:
    done: list[str] = []

    def act(ref: str, now: datetime) -> None:
        if ref == "bad":
            raise ValueError
        done.append(ref)

    plan("letter", "bad", NOON - timedelta(hours=1))
    plan("letter", "good", NOON)
    with capture_logs():
        worker(act).once()
    assert done == ["good"]


def test_a_promise_made_anew_while_it_is_kept_stays() -> None:
    clock = Clock()
    busy = worker(lambda ref, now: plan("letter", ref, now + timedelta(hours=1)), clock)
    plan("letter", "a", NOON)
    busy.once()
    assert Duty.objects.get().due_at == NOON + timedelta(hours=1)


def test_returning_duties_come_back_and_missed_ones_are_done_once() -> None:
    clock, done = Clock(), list[datetime]()
    busy = Worker({}, clock=clock, returning={"sweep": (done.append, timedelta(days=1))})
    busy.book()
    busy.once()
    busy.once()
    assert done == [NOON]
    clock.passes(timedelta(days=5))
    again = Worker({}, clock=clock, returning={"sweep": (done.append, timedelta(days=1))})
    again.book()
    again.once()
    again.once()
    assert done == [NOON, NOON + timedelta(days=5)]


def test_a_kind_that_nobody_here_knows_stays_in_the_book() -> None:
    plan("from another version", "a", NOON)
    worker(lambda ref, now: None).once()
    assert Duty.objects.count() == 1


def test_overdue_duties_are_counted() -> None:
    plan("letter", "a", NOON - timedelta(hours=2))
    plan("letter", "b", NOON)
    assert queries.overdue(now=NOON) == 1


def test_many_workers_do_each_duty_once() -> None:
    done: list[str] = []
    for number in range(40):
        plan("letter", str(number), NOON)
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        try:
            worker(lambda ref, now: done.append(ref)).once()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=int) == [str(number) for number in range(40)]


def test_a_worker_works_in_its_thread_and_stops_when_asked() -> None:
    done = threading.Event()
    busy = worker(lambda ref, now: done.set())
    plan("letter", "a", NOON)
    busy.start()
    assert done.wait(5)
    assert busy.stop()
