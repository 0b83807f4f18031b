"""Much work is done a few rows at a time, and nobody who writes meanwhile waits for all of it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from mutuality.kit import batches, locks
from mutuality.kit.locks import writing
from mutuality.live import duties, operations
from mutuality.live.models import Notice
from tests.cast import Cast
from tests.live.listening import until

pytestmark = pytest.mark.both
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class Watch:
    """A clock on which each row of a batch takes as long as one says."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.at, self.sizes = seconds, 0.0, list[int]()

    def perf_counter(self) -> float:
        return self.at

    def act(self, some: list[int]) -> int:
        self.sizes.append(len(some))
        self.at += self.seconds * len(some)
        return sum(some)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, db: None) -> Watch:
    clock = Watch(0.0)
    monkeypatch.setattr(batches, "time", clock)
    return clock


def test_what_is_quick_goes_in_ever_larger_batches_up_to_a_most(watch: Watch) -> None:
    assert sum(batches.in_batches(range(2_000), watch.act)) == sum(range(2_000))
    assert watch.sizes[:8] == [4, 8, 16, 32, 64, 128, 256, 500] and max(watch.sizes) == batches.MOST


def test_no_batch_takes_longer_than_others_may_wait_once_one_has_been_timed(watch: Watch) -> None:
    watch.seconds = batches.SECONDS / 10
    batches.in_batches(range(100), watch.act)
    assert watch.sizes[:3] == [4, 8, 10] and max(watch.sizes) == 10 and sum(watch.sizes) == 100


def test_what_takes_long_by_itself_goes_by_fours(watch: Watch) -> None:
    watch.seconds = 1.0
    batches.in_batches(range(10), watch.act)
    assert watch.sizes == [4, 4, 2]


def test_fewer_than_usual_may_be_asked_for(watch: Watch) -> None:
    batches.in_batches(range(5), watch.act, most=2)
    assert watch.sizes == [2, 2, 1]


def test_nothing_to_do_keeps_nobody_waiting(watch: Watch) -> None:
    assert batches.in_batches([], watch.act) == [] and watch.sizes == []


@pytest.mark.parametrize("page", [1, 2, 7, 1_000])
def test_every_row_comes_once_in_pages(cast: Cast, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_A_PAGE", page)
    every = list(Notice.objects.order_by("pk"))
    assert len(every) > 7 and list(batches.paged(Notice.objects.all())) == every


def test_a_row_that_is_no_longer_as_the_question_says_stays(cast: Cast, watch: Watch) -> None:
    """Between what is read and what is done, others act."""
    chosen = Notice.objects.filter(kind="person")
    kept = chosen.latest("pk")
    usual = batches.in_batches

    def others_first(names: object, act: object) -> object:
        names = list(names)  # type: ignore[call-overload]
        assert kept.pk in names
        Notice.objects.filter(pk=kept.pk).update(kind="word")
        return usual(names, act)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as at:
        at.setattr(batches, "in_batches", others_first)
        batches.remove(chosen)
    assert not chosen.exists() and Notice.objects.filter(pk=kept.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_to_write_comes_before_the_next_batch() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("On PostgreSQL nobody waits for the writer of other rows.")
    told: list[object] = []
    others: list[threading.Thread] = []

    def write() -> None:
        with writing():
            told.append("somebody else")
        connection.close()

    def act(some: list[int]) -> None:
        told.append(some)
        if not others:
            others.append(threading.Thread(target=write))
            others[0].start()
            until(lambda: len(locks._writers._waiting) == 1)

    batches.in_batches(range(8), act)
    others[0].join()
    assert told[:2] == [[0, 1, 2, 3], "somebody else"] and len(told) > 2


@pytest.mark.django_db(transaction=True)
def test_what_was_done_before_something_went_wrong_stays_done() -> None:
    done: list[int] = []

    def act(some: list[int]) -> None:
        operations.append("a/b", kind="word", ref=str(len(done)), now=NOW)
        if done:
            raise ZeroDivisionError
        done.extend(some)

    with pytest.raises(ZeroDivisionError):
        batches.in_batches(range(8), act)
    assert list(Notice.objects.values_list("ref", flat=True)) == ["0"]
    assert not transaction.get_connection().in_atomic_block


def test_notices_go_from_the_oldest_on_so_that_none_is_missing_in_between(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that asks from a count finds all since then, or is told to load anew."""
    topic = f"room/{cast.room.pk}"
    before = list(Notice.objects.filter(topic=topic).order_by("seq").values_list("seq", flat=True))
    left: list[list[int]] = []
    usual = batches._next_size

    def next_size(*args: object, **ways: object) -> int:
        left.append(list(Notice.objects.filter(topic=topic).order_by("seq").values_list("seq", flat=True)))
        return min(2, usual(*args, **ways))  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "_next_size", next_size)
    gone = duties.trim(now=cast.now + timedelta(days=30))
    assert gone >= len(before) > 3 and left[-1] == []
    assert all(each == before[len(before) - len(each) :] for each in left)
