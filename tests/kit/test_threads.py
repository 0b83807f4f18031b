"""One pool for pages and looks: each keeps its share, and the thread that worked last goes on working."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from mutuality.kit.threads import Pool

PATIENCE = 10.0


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    assert made.close(within=PATIENCE)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, PATIENCE))


class Held:
    """Work that goes on until it is let go, and who does it."""

    def __init__(self) -> None:
        self.let_go, self.begun = threading.Event(), threading.Semaphore(0)

    def __call__(self) -> str:
        self.begun.release()
        assert self.let_go.wait(PATIENCE)
        return threading.current_thread().name

    async def has_begun(self, times: int = 1) -> None:
        for _ in range(times):
            assert await asyncio.to_thread(self.begun.acquire, timeout=PATIENCE)


def name() -> str:
    return threading.current_thread().name


def test_pages_that_hang_never_keep_a_look_waiting(pool: Pool) -> None:
    async def story() -> None:
        pages, looks, hung = pool.lane(3), pool.lane(1), Held()
        asked = [pages.ask(hung) for _ in range(6)]
        await hung.has_begun(3)
        assert await looks.ask(int, "7") == 7
        assert (pages.busy, len(pages.waiting), looks.busy) == (3, 3, 0)
        hung.let_go.set()
        assert len(set(await asyncio.gather(*asked))) == 3

    run(story())


def test_what_waits_is_done_in_order_of_arrival(pool: Pool) -> None:
    async def story() -> None:
        lane, hung, done = pool.lane(1), Held(), list[int]()
        first = lane.ask(hung)
        rest = [lane.ask(done.append, number) for number in range(20)]
        hung.let_go.set()
        await asyncio.gather(first, *rest)
        assert done == list(range(20))

    run(story())


def test_the_thread_that_was_at_work_last_is_woken(pool: Pool) -> None:
    async def story() -> None:
        pages, looks, one, other = pool.lane(2), pool.lane(1), Held(), Held()
        ends_first, ends_last = pages.ask(one), pages.ask(other)
        await one.has_begun()
        await other.has_begun()
        one.let_go.set()
        await ends_first
        other.let_go.set()
        last = await ends_last
        assert {await looks.ask(name) for _ in range(5)} == {last}
        assert {await pages.ask(name) for _ in range(5)} == {last}

    run(story())


def test_trouble_reaches_whoever_asked_and_the_thread_goes_on(pool: Pool) -> None:
    async def story() -> None:
        lane = pool.lane(1)
        with pytest.raises(ValueError, match="nothing"):
            await lane.ask(int, "nothing")
        with pytest.raises(SystemExit):
            await lane.ask(_leave)
        assert await lane.ask(int, "7") == 7

    run(story())


def _leave() -> None:
    raise SystemExit(3)


@pytest.mark.parametrize("end", [lambda pool, lane: lane.close(), lambda pool, lane: pool.close(within=0.0)])
def test_what_was_begun_is_finished_and_nothing_more_is_taken(
    pool: Pool, end: Callable[[Pool, Any], object]
) -> None:
    async def story() -> None:
        lane, hung = pool.lane(1), Held()
        begun = lane.ask(hung)
        await hung.has_begun()
        end(pool, lane)
        with pytest.raises(RuntimeError):
            lane.ask(name)
        hung.let_go.set()
        assert await begun

    run(story())


def test_a_closed_lane_drops_what_waits_and_leaves_the_other_alone(pool: Pool) -> None:
    async def story() -> None:
        pages, looks, hung = pool.lane(1), pool.lane(1), Held()
        begun, done = looks.ask(hung), list[int]()
        dropped = looks.ask(done.append, 1)
        looks.close()
        with pytest.raises(asyncio.CancelledError):
            await dropped
        assert await pages.ask(int, "7") == 7
        hung.let_go.set()
        await begun
        assert done == []

    run(story())


def test_what_nobody_waits_for_any_more_is_not_begun(pool: Pool) -> None:
    async def story() -> None:
        lane, hung, done = pool.lane(1), Held(), list[int]()
        begun, given_up = lane.ask(hung), lane.ask(done.append, 1)
        given_up.cancel()
        hung.let_go.set()
        await begun
        await lane.ask(done.append, 2)
        assert done == [2]

    run(story())


def test_it_says_whether_a_thread_is_still_at_work() -> None:
    pool, hung = Pool(), Held()

    async def story() -> None:
        begun = pool.lane(1).ask(hung)
        await hung.has_begun()
        assert not pool.close(within=0.0)
        hung.let_go.set()
        await begun
        assert pool.close(within=PATIENCE)

    run(story())
