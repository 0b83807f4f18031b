"""Redis or Valkey, as the place that the processes of a community share. What is in it may be lost at any time."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mutuality.kit.shared import Unreachable

R = TypeVar("R")
CHANNEL = "mutuality.shared"
_PREFIX = "mutuality:"
_PATIENCE = 0.3
# For so long it is not asked again after it did not answer, so that pages do not wait for it one by one.
_REST = 2.0


class SharedRedis:
    """Counts, times and words in Redis. Whoever asks while it is away hears so at once."""

    def __init__(self, url: str) -> None:
        # Once more: a connection that was kept may have ended with a Redis that is back by now.
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 1),
            decode_responses=True,
        )
        self._rests_until = 0.0

    def count(self, name: str, *, amount: int, seconds: int, beside: Sequence[str]) -> int:
        """Add to a count and return it together with those ``beside``. Raises ``Unreachable``."""

        def act() -> int:
            with self._client.pipeline(transaction=False) as pipe:
                pipe.incrby(_PREFIX + name, amount)
                pipe.expire(_PREFIX + name, seconds)
                if beside:
                    pipe.mget([_PREFIX + other for other in beside])
                own, _set, *others = pipe.execute()
            return int(own) + sum(int(found) for found in (others[0] if others else ()) if found)

        return self._asked(act)

    def publish(self, line: str) -> None:
        """Tell all processes. Raises ``Unreachable``."""
        self._asked(lambda: self._client.publish(CHANNEL, line))

    def see(self, names: Sequence[str], *, seconds: int) -> None:
        """Remember that these were there just now, by the clock of Redis. Raises ``Unreachable``."""

        def act() -> None:
            at = self._client.time()[0]
            with self._client.pipeline(transaction=False) as pipe:
                for name in names:
                    pipe.set(_PREFIX + name, at, ex=seconds)
                pipe.execute()

        self._asked(act)

    def seconds_since(self, name: str) -> float | None:
        """How long ago this was there; nothing where no one saw it. Raises ``Unreachable``."""

        def act() -> float | None:
            found = self._client.get(_PREFIX + name)
            return None if found is None else float(self._client.time()[0] - int(found))

        return self._asked(act)

    def listen(self) -> Any:
        """Begin to hear what all processes tell. Raises ``redis.RedisError`` or ``OSError``."""
        ear = self._client.pubsub(ignore_subscribe_messages=True)
        ear.subscribe(CHANNEL)
        self._rests_until = 0.0
        return ear

    def close(self) -> None:
        """Let go of it."""
        with suppress(redis.RedisError, OSError):
            self._client.close()

    def _asked(self, act: Callable[[], R]) -> R:
        if time.monotonic() < self._rests_until:
            raise Unreachable
        try:
            return act()
        except (redis.RedisError, OSError) as trouble:
            self._rests_until = time.monotonic() + _REST
            raise Unreachable from trouble
