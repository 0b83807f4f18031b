"""The wire between processes, where a community runs more than one. Losing it loses nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import redis
import redis.asyncio
from django.conf import settings

CHANNEL = "mutuality.live"
_PATIENCE = 0.5
_REST = 2.0


def publish(topics: Sequence[str]) -> None:
    """Tell the serving processes from one that serves nothing itself, such as a command."""
    if not settings.REDIS_URL:
        return
    with suppress(redis.RedisError, OSError):
        patience = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
        with redis.Redis.from_url(settings.REDIS_URL, **patience) as wire:
            wire.publish(CHANNEL, "\n".join(topics))


class RedisWire:
    """Hears the other processes and is heard by them. ``up`` is false while the wire is cut."""

    def __init__(self, url: str, *, heard: Callable[[Sequence[str]], None]) -> None:
        self._url = url
        self._heard = heard
        self._outgoing: asyncio.Queue[Sequence[str]] = asyncio.Queue(maxsize=10_000)
        self._tasks: list[asyncio.Task[None]] = []
        self.up = False

    def start(self) -> None:
        """Begin to listen and to speak, in the running loop."""
        self._tasks = [asyncio.create_task(self._again_and_again(act)) for act in (self._hear, self._speak)]

    async def close(self) -> None:
        """Let go of the wire."""
        waiting = set(self._tasks)
        while waiting:
            # A connection that cannot be closed in time raises that instead, and the cancelling is lost with it.
            for task in waiting:
                task.cancel()
            _, waiting = await asyncio.wait(waiting, timeout=_PATIENCE)

    def tell(self, topics: Sequence[str]) -> None:
        """Pass a hint on. A full queue means the wire is cut, and the others ask the table anyway."""
        with suppress(asyncio.QueueFull):
            self._outgoing.put_nowait(topics)

    async def _again_and_again(self, act: Callable[[Any], Awaitable[None]]) -> None:
        while True:
            wire = redis.asyncio.Redis.from_url(self._url, socket_connect_timeout=_PATIENCE)
            with suppress(redis.RedisError, OSError):
                async with wire:
                    await act(wire)
            await asyncio.sleep(_REST)

    async def _hear(self, wire: Any) -> None:
        try:
            async with wire.pubsub(ignore_subscribe_messages=True) as ear:
                await ear.subscribe(CHANNEL)
                self.up = True
                async for message in ear.listen():
                    self._heard(message["data"].decode().split("\n"))
        finally:
            self.up = False

    async def _speak(self, wire: Any) -> None:
        while True:
            await wire.publish(CHANNEL, "\n".join(await self._outgoing.get()))
