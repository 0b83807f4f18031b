"""A Redis server of a test's own."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import redis

from tests.live.listening import until
from tests.served import free_port


class Redis:
    """A Redis server that can be stopped and started again; it keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Begin, on the same port as before."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url) as wire:
            return bool(wire.ping())
        return False

    def stop(self) -> None:
        """End at once, and forget all."""
        self._process.kill()
        self._process.wait()


@contextmanager
def redis_at(folder: Path) -> Iterator[Redis]:
    """A Redis server for a while; without one on this machine the test is skipped."""
    if not shutil.which("redis-server"):
        pytest.skip("No Redis server is installed here; one is needed only where several processes serve.")
    server = Redis(folder)
    try:
        yield server
    finally:
        server.stop()
