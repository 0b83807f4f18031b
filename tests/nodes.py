"""Two real processes of one community behind a small balancer, on PostgreSQL and a Redis of their own."""

import asyncio
import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlencode

import pytest
from django.conf import settings

from mutuality.kit.ids import new_id
from mutuality.live.queries import newest
from mutuality.people.terms import SESSION_COOKIE
from mutuality.rooms.models import Room, Topic
from mutuality.rooms.queries import stream_address
from mutuality.vault import opening
from tests.cast import Someone
from tests.live.listening import OpenPage
from tests.live.redis_server import Redis, redis_at
from tests.served import Served, free_port, start, told_of_anybody, url_of, wait_until_open

SECRET = "b" * 32
PATIENCE = 30.0
NOT_HERE = "Several processes need PostgreSQL; this run has SQLite."


class Balancer:
    """Passes each connection to the next process in turn; one that does not answer is left out."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.port = ports, free_port()
        self._turn = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own: a browser of this run may have a loop in this one."""
        self._thread.start()
        serving = asyncio.start_server(self._pass_on, "127.0.0.1", self.port, backlog=1024)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result(PATIENCE)

    def _run(self) -> None:
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def stop(self) -> None:
        """Let go of everyone."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _try in self.ports:
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            with suppress(OSError):
                behind = await asyncio.open_connection("127.0.0.1", port)
                break
        else:
            writer.close()
            return
        ways = (reader, behind[1]), (behind[0], writer)
        await asyncio.gather(*(_copy(*way) for way in ways))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, asyncio.CancelledError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()


@dataclass
class Answer:
    """What a page answered."""

    status: int
    text: str
    headers: Mapping[str, str]


@dataclass
class Nodes:
    """The processes, what is in front of them, and what they share."""

    place: Path
    redis: Redis
    environment: Mapping[str, str]
    balancer: Balancer
    nodes: list[Served] = field(default_factory=list)

    def begin(self, *, data: Path | None = None) -> Served:
        """Start one more, with the data folder of the others or one of its own, and do not wait for it."""
        options = ("--several", "--address", f"http://localhost:{self.balancer.port}")
        node = start(
            data or self.place / "data",
            database_url=_url(),
            options=options,
            environment=self.environment,
        )
        self.nodes.append(node)
        return node

    def open(self, node: Served) -> Served:
        """Wait for one, and let people come to it."""
        wait_until_open(node)
        self.balancer.ports.append(node.port)
        return node

    def page(
        self,
        by: Someone,
        address: str,
        *,
        port: int = 0,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """Ask for a page, of one process or of the next in turn."""
        return ask(port or self.balancer.port, "GET", address, token=by.token, headers=headers)

    def post(self, by: Someone, address: str, *, port: int = 0, **parts: str) -> Answer:
        """Send a form as an open page does, to one process or to the next in turn."""
        return ask(port or self.balancer.port, "POST", address, token=by.token, parts=parts)

    def say(self, by: Someone, topic: Topic, words: str, *, port: int = 0, once: str = "") -> Answer:
        """Say something in a topic."""
        told = {"words": words, "note": "", "once": once or new_id()}
        return self.post(by, f"/topics/{topic.pk}/", port=port, **told)

    def listen(self, by: Someone, room: Room, *, port: int = 0, since: int | None = None) -> OpenPage:
        """A page of this room that is open, from now on or from a count on."""
        address, _, query = stream_address(room.pk, hidden=frozenset()).partition("?")
        return OpenPage(
            port or self.balancer.port,
            since=newest(f"room/{room.pk}") if since is None else since,
            address=address,
            query=f"&{query}" if query else "",
            headers={"Cookie": f"{SESSION_COOKIE.name}={by.token}"},
        )


def ask(
    port: int,
    method: str,
    address: str,
    *,
    token: str = "",
    parts: Mapping[str, str] = MappingProxyType({}),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    """One request on a connection of its own."""
    cookies = [f"f={SECRET}", *([f"{SESSION_COOKIE.name}={token}"] if token else [])]
    said = {"Cookie": "; ".join(cookies), "Sec-Fetch-Mode": "cors", "Connection": "close", **headers}
    body = None
    if method == "POST":
        body = urlencode({"csrfmiddlewaretoken": SECRET, **parts})
        said["Content-Type"] = "application/x-www-form-urlencoded"
    wire = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
    try:
        wire.request(method, address, body=body, headers=said)
        got = wire.getresponse()
        return Answer(got.status, got.read().decode(), dict(got.getheaders()))
    finally:
        wire.close()


def numbers(told: str) -> list[int]:
    """The numbers of those words in a text that are said as ``Said7``, in order, each as often as it is there."""
    return [int(found) for found in re.findall(r"\bSaid(\d+)\b", told)]


def heard_by(page: OpenPage, number: int) -> list[int]:
    """The numbers of the next words that an open page is told."""
    heard: list[int] = []
    while len(heard) < number:
        heard += numbers(page.hear()[0].data)
    return heard


@pytest.fixture
def on_postgresql() -> None:
    """Skip what needs several processes where there are none, before anything is prepared for it."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip(NOT_HERE)


@pytest.fixture
def unlocked(on_postgresql: None, transactional_db: None, now: datetime) -> None:
    """A database that knows its key file before anything is said in it."""
    opening.unlock(now=now)


@contextmanager
def two_nodes(place: Path, *, apart: bool = False) -> Iterator[Nodes]:
    """Two processes upon this test's database and key file; ``apart``: each with a data folder of its own."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_at(place))
        environment = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE), "REDIS_URL": redis.url}
        balancer = Balancer([])
        balancer.start()
        stack.callback(balancer.stop)
        here = Nodes(place, redis, environment, balancer)
        stack.callback(_end, here)
        begun = [here.begin(data=place / f"data-{number}" if apart else None) for number in range(2)]
        for node in begun:
            here.open(node)
        yield here
    for node in here.nodes:
        assert told_of_anybody(node.said) == []


def _end(here: Nodes) -> None:
    for node in here.nodes:
        node.process.kill()
        node.process.wait()


def _url() -> str:
    return url_of(settings.DATABASES["default"])
