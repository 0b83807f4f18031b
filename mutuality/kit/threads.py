"""One pool of threads for everything that asks the database: the one that worked last goes on working.

Threads that take turns cost more than their hand-over: each has a database connection of its own, which reads the
newest pages again when another one has written, and a stack that has left the processor's cache.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

R = TypeVar("R")


class _Job(NamedTuple):
    """What is to be done, for whom it counts, and who waits for the answer."""

    lane: "Lane"
    act: Callable[..., Any]
    args: tuple[Any, ...]
    answer: "asyncio.Future[Any]"


class _Hand:
    """What a thread has to do next, and how it is woken for it. Woken for nothing, it ends."""

    def __init__(self, job: _Job) -> None:
        self.job: _Job | None = job
        self.called = threading.Lock()
        self.called.acquire()


class Pool:
    """Threads that the lanes share, begun when they are needed: as many as all lanes together may keep busy.

    So no lane ever waits for another. Of the idle threads, the one that became idle last is woken.
    """

    def __init__(self, *, name: str = "pool") -> None:
        self._name = name
        self._guard = threading.Lock()
        self._idle: list[_Hand] = []
        self._threads: list[threading.Thread] = []
        self._over = False

    def lane(self, share: int) -> "Lane":
        """One kind of work, of which so much is done at a time."""
        return Lane(self, share)

    def close(self, *, within: float) -> bool:
        """End each thread after what it is doing now. False when some of them took longer than so many seconds."""
        with self._guard:
            self._over = True
            idle, self._idle = self._idle, []
        for hand in idle:
            hand.called.release()
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _give(self, job: _Job) -> None:
        """Wake a thread for this, or begin one. The guard is held."""
        if self._idle:
            hand = self._idle.pop()
            hand.job = job
            hand.called.release()
            return
        # Whoever closes the pool waits for them; nobody else has to at the end of a process.
        name = f"{self._name}_{len(self._threads)}"
        thread = threading.Thread(target=self._work, args=(_Hand(job),), name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _work(self, hand: _Hand) -> None:
        while (job := hand.job) is not None:
            answer = _done(job)
            # It counts as idle before it answers: who hears the answer may ask at once, and is served by it again.
            waits = self._take_next(hand, job.lane)
            answer()
            # What was asked and answered is not held for as long as nothing else is asked.
            del job, answer
            if waits:
                hand.called.acquire()

    def _take_next(self, hand: _Hand, lane: "Lane") -> bool:
        """Take what waits in the lane that has just been served. True where there is nothing: the hand is idle now."""
        with self._guard:
            hand.job = lane.waiting.popleft() if lane.waiting else None
            if hand.job is not None:
                return False
            lane.busy -= 1
            if self._over:
                return False
            self._idle.append(hand)
            return True


class Lane:
    """One kind of work in a pool: in order of arrival, and never more of it at a time than its share."""

    def __init__(self, pool: Pool, share: int) -> None:
        self._pool, self._share = pool, share
        self.waiting: deque[_Job] = deque()
        self.busy = 0
        self._shut = False

    def ask(self, act: Callable[..., R], *args: Any) -> "asyncio.Future[R]":
        """Have a thread do this, and wait for the answer in the loop. Raises RuntimeError once the lane is closed."""
        job = _Job(self, act, args, asyncio.get_running_loop().create_future())
        with self._pool._guard:
            if self._shut or self._pool._over:
                raise RuntimeError("This lane is closed.")
            if self.busy >= self._share:
                self.waiting.append(job)
            else:
                self._pool._give(job)
                self.busy += 1
        return cast("asyncio.Future[R]", job.answer)

    def close(self) -> None:
        """Take no more. What waits is dropped; what is being done goes on."""
        with self._pool._guard:
            self._shut = True
            dropped, self.waiting = self.waiting, deque()
        for job in dropped:
            _in_loop(job, job.answer.cancel)


def _done(job: _Job) -> Callable[[], None]:
    """Do it; what is returned answers whoever waits for it."""
    if job.answer.cancelled():
        return lambda: None
    try:
        given = job.act(*job.args)
    except BaseException as trouble:
        return partial(_in_loop, job, _settle, job.answer, None, trouble)
    return partial(_in_loop, job, _settle, job.answer, given, None)


def _in_loop(job: _Job, act: Callable[..., object], *args: Any) -> None:
    # A loop that has ended waits for nothing.
    with suppress(RuntimeError):
        job.answer.get_loop().call_soon_threadsafe(act, *args)


def _settle(answer: "asyncio.Future[Any]", given: Any, trouble: BaseException | None) -> None:
    if answer.done():
        return
    if trouble is None:
        answer.set_result(given)
    else:
        answer.set_exception(trouble)
