"""Two processes tell each other by Redis, and lose nothing when it is gone."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import redis

from mutuality.kit.locks import writing
from mutuality.live import redis_wire, terms, wakes
from mutuality.live.operations import append
from tests.live.feed import Lines
from tests.live.listening import House, OpenPage, open_house, until
from tests.live.redis_server import Redis, redis_at

pytestmark = pytest.mark.both


@pytest.fixture
def wire(tmp_path, settings) -> Iterator[Redis]:
    with redis_at(tmp_path) as server:
        settings.REDIS_URL = server.url
        yield server


@pytest.fixture
def slow_to_ask(monkeypatch) -> None:
    """The table is not asked while Redis is there, so that what arrives came by Redis."""
    monkeypatch.setattr(terms, "ASK_SECONDS", 0.3)
    monkeypatch.setattr(terms, "ASK_SECONDS_WITH_REDIS", 600.0)
    monkeypatch.setattr(redis_wire, "_REST", 0.2)


@pytest.fixture
def house(transactional_db, wire: Redis, slow_to_ask: None, lines: Lines) -> Iterator[House]:
    with open_house({"lines": lines}, redis_url=wire.url) as running:
        until(lambda: running.hub._redis.up)
        yield running


def say_elsewhere(lines: Lines, ref: str, now: datetime, monkeypatch) -> None:
    """As another process would: its wake-up is not heard in this one."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(wakes, "_ears", [])
        with writing():
            lines.rows[ref] = (0, ref)
            append("lines/here", kind="line", ref=ref, now=now)


def test_a_change_in_another_process_arrives_by_redis(house: House, lines: Lines, now, monkeypatch):
    with OpenPage(house.port) as ada:
        until(lambda: house.hub._count == 1)
        say_elsewhere(lines, "one", now, monkeypatch)
        assert ada.words() == ["one"]


def test_a_change_here_is_told_to_the_others(house: House, wire: Redis, say):
    with redis.Redis.from_url(wire.url) as other, other.pubsub(ignore_subscribe_messages=True) as ear:
        ear.subscribe(redis_wire.CHANNEL)
        ear.get_message(timeout=1)
        say("one", "words")
        until(lambda: (ear.get_message(timeout=0.1) or {}).get("data") == b"lines/here")


def test_without_redis_the_table_is_asked_and_nothing_is_lost(house: House, lines, wire, now, monkeypatch):
    with OpenPage(house.port) as ada:
        until(lambda: house.hub._count == 1)
        wire.stop()
        until(lambda: not house.hub._redis.up)
        say_elsewhere(lines, "one", now, monkeypatch)
        assert ada.words() == ["one"]
        wire.start()
        until(lambda: house.hub._redis.up)
        say_elsewhere(lines, "two", now, monkeypatch)
        assert ada.words() == ["two"]


def test_somebody_new_brings_along_what_a_lost_hint_never_told(transactional_db, lines, now, monkeypatch):
    monkeypatch.setattr(terms, "ASK_SECONDS", 600.0)
    with open_house({"lines": lines}) as house, OpenPage(house.port) as ada:
        until(lambda: house.hub._count == 1 and lines.looks)
        say_elsewhere(lines, "one", now, monkeypatch)
        assert ada.hears_nothing()
        with OpenPage(house.port, token="bea.1") as bea:
            assert bea.words() == ada.words() == ["one"]


def test_without_redis_at_all_another_process_is_still_heard(transactional_db, lines, now, monkeypatch):
    monkeypatch.setattr(terms, "ASK_SECONDS", 0.1)
    with open_house({"lines": lines}) as house, OpenPage(house.port) as ada:
        until(lambda: house.hub._count == 1)
        say_elsewhere(lines, "one", now, monkeypatch)
        assert ada.words() == ["one"]


def test_a_wire_that_does_not_let_go_at_once_holds_nobody_up() -> None:
    asked = 0

    async def stuck(_wire: object) -> None:
        nonlocal asked
        asked += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise redis.TimeoutError from None

    async def close() -> None:
        wire = redis_wire.RedisWire("redis://127.0.0.1:1/0", heard=lambda topics: None)
        wire._tasks = [asyncio.create_task(wire._again_and_again(stuck))]
        while not asked:
            await asyncio.sleep(0)
        await asyncio.wait_for(wire.close(), 60)
        assert all(task.done() for task in wire._tasks)

    # A browser of another test may be running its own loop in this thread.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, close()).result()
