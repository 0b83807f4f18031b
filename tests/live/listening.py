"""The real server in a thread of this process, and somebody who has a page open on it."""

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from mutuality.host.bridge import Bridge
from mutuality.host.server import Server, Site, config_of
from mutuality.kit.threads import Pool
from mutuality.live.hub import Hub
from mutuality.live.stream import Streams
from mutuality.live.terms import Feed
from tests.served import free_port

COOKIE = "who"
PATIENCE = 10.0


@dataclass
class House:
    """A running server and its hub."""

    port: int
    hub: Hub
    server: Server
    streams: Streams


@dataclass
class Frame:
    """One thing that an open page was told."""

    event: str
    data: str
    id: int | None = None


def _nothing_here(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"not here"]


@contextmanager
def open_house(
    feeds: Mapping[str, Feed],
    *,
    pages: Any = _nothing_here,
    redis_url: str = "",
    proxied: bool = False,
    urgent: frozenset[str] = frozenset(),
) -> Iterator[House]:
    """Serve until the block ends."""
    pool = Pool()
    hub = Hub(feeds, pool=pool, redis_url=redis_url)
    port = free_port()
    streams = Streams(hub, cookie_name=COOKIE)
    site = Site(streams, Bridge(pages, proxied=proxied, pool=pool, urgent=urgent))
    server = Server(config_of(site, host="127.0.0.1", port=port), hub=hub)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    try:
        yield House(port, hub, server, streams)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        connections.close_all()
        assert not thread.is_alive() and pool.close(within=PATIENCE)


def until(holds: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Wait for something that is on its way."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "It did not come to pass."
        time.sleep(0.005)


@dataclass
class OpenPage:
    """A page on the other end of a stream. Reads what it is told with patience, and remembers it."""

    port: int
    token: str = "ada.1"
    since: int = 0
    address: str = "/live/lines/here/"
    headers: dict[str, str] = field(default_factory=dict)
    query: str = ""

    def __enter__(self) -> "OpenPage":
        self.knock()
        return self.enter()

    def knock(self) -> None:
        """Ask for the stream and do not wait for the answer."""
        self.frames: list[Frame] = []
        self._held = b""
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self._socket.sendall(self._request())

    def enter(self) -> "OpenPage":
        """Read how the answer begins."""
        head = self._read_until(b"\r\n\r\n").decode()
        self.status = int(head.split()[1])
        self.head = head.lower()
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()

    def _request(self) -> bytes:
        headers = {"Host": "localhost", "Cookie": f"{COOKIE}={self.token}", **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"GET {self.address}?since={self.since}{self.query} HTTP/1.1\r\n{lines}\r\n".encode()

    def hear(self, number: int = 1) -> list[Frame]:
        """The next frames, heartbeats left out."""
        heard: list[Frame] = []
        while len(heard) < number:
            frame = self._frame()
            assert frame is not None, f"The stream ended after {self.frames}"
            heard.append(frame)
        return heard

    def words(self, number: int = 1) -> list[str]:
        """What the next frames say."""
        return [frame.data for frame in self.hear(number)]

    def hear_the_end(self) -> list[Frame]:
        """Everything until the server closes the stream."""
        heard = []
        while frame := self._frame():
            heard.append(frame)
        return heard

    @staticmethod
    def told_more(pages: Mapping[str, "OpenPage"]) -> list[str]:
        """Which of these pages have been told something that nobody read. What is on its way is read next time."""
        waiting = {page._socket: name for name, page in pages.items() if not page._held}
        heard, _writing, _wrong = select.select(list(waiting), [], [], 0)
        return sorted({waiting[each] for each in heard} | (set(pages) - set(waiting.values())))

    def hears_nothing(self, *, within: float = 0.3) -> bool:
        """Whether it stays quiet."""
        self._socket.settimeout(within)
        try:
            return not self._socket.recv(1, socket.MSG_PEEK) if not self._held else False
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(PATIENCE)

    def _frame(self) -> Frame | None:
        while True:
            text = self._text_until_blank()
            if text is None:
                return None
            frame = _parse(text)
            if frame.event != "beat":
                self.frames.append(frame)
                return frame

    def _text_until_blank(self) -> str | None:
        while b"\n\n" not in self._text:
            size = int(self._read_until(b"\r\n"), 16)
            if size == 0:
                return None
            self._text += self._read(size + 2)[:-2]
        text, _, self._text = self._text.partition(b"\n\n")
        return text.decode()

    _text = b""

    def _read_until(self, mark: bytes) -> bytes:
        while mark not in self._held:
            self._more()
        found, _, self._held = self._held.partition(mark)
        return found

    def _read(self, size: int) -> bytes:
        while len(self._held) < size:
            self._more()
        found, self._held = self._held[:size], self._held[size:]
        return found

    def _more(self) -> None:
        more = self._socket.recv(65_536)
        if not more:
            raise EOFError
        self._held += more

    def body(self) -> bytes:
        """The rest of a finite answer."""
        length = next(line for line in self.head.split("\r\n") if line.startswith("content-length:"))
        return self._read(int(length.split(":")[1]))


def _parse(text: str) -> Frame:
    fields: dict[str, list[str]] = {}
    for line in text.split("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name, []).append(value.removeprefix(" "))
    data = "\n".join(fields.get("data", []) or fields.get("retry", []))
    event = "retry" if "retry" in fields else fields["event"][0]
    return Frame(event, data, int(fields["id"][0]) if "id" in fields else None)
