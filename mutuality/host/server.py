"""One process, one port: streams in the event loop, pages in threads behind them."""

import asyncio
import gc
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from wsgiref.types import WSGIApplication

import structlog
import uvicorn
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mutuality.host import service_manager
from mutuality.host.bridge import Bridge, report
from mutuality.host.counts import Counts
from mutuality.host.log_folding import LogFolding
from mutuality.kit import always_answered
from mutuality.kit.threads import Pool
from mutuality.live.hub import Hub
from mutuality.live.stream import EXTENSION, Receive, Scope, Send, Streams
from mutuality.live.terms import Feed

# So long somebody may take nothing of what waits for them; then it is not held for them any longer.
UNTAKEN_SECONDS = 30.0
# A request line and headers, or anything else around a body, take no more than this.
MOST_AROUND = 65_536
FINISHING_SECONDS = 4
STOPPING_SECONDS = 0.4
# Whoever was let in just before the door closed has so long to say what they came for.
LAST_MOMENT_SECONDS = 0.5
THREADS_SECONDS = 0.3
FILES_FOR_OTHER_THINGS = 200
Hook = Callable[[], object]
log = structlog.get_logger("mutuality.site")


class LiveProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which lets a stream write to its connection and see if the other end takes it.

    Relies on ``transport``, ``flow.write_paused`` and ``scope`` of the pinned uvicorn; a test holds it.
    """

    _patience: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None
    _around = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is here: they have some seconds to say what they want."""
        super().connection_made(transport)
        self._wait_for_more()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a request, not for ever: else a flood of half requests takes all connections.

        Nor for any length of it: headers without end would be held in memory, and a long address slows down all.
        """
        self._around += len(data)
        super().data_received(data)
        if self._around > MOST_AROUND:
            self.transport.abort()
            return
        if self._whole() and self._patience is not None:
            self._patience.cancel()
            self._patience = None
        elif not self._whole() and self._patience is None:
            self._wait_for_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        for waiting in (self._patience, self._untaken):
            if waiting is not None:
                waiting.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Whoever was let in at the last moment is heard: their words are on the way, and nobody sends them again."""
        if self.cycle is None:
            self.loop.call_later(LAST_MOMENT_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """An answer waits for whoever asked for it: as long as they take some of it, not for ever."""
        super().pause_writing()
        self._wait_to_be_taken()

    def resume_writing(self) -> None:
        """It is being taken."""
        super().resume_writing()
        if self._untaken is not None:
            self._untaken.cancel()

    def _wait_to_be_taken(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._untaken = self.loop.call_later(UNTAKEN_SECONDS, self._look_if_taken, left)

    def _look_if_taken(self, left: int) -> None:
        if self.transport.get_write_buffer_size() >= left:
            self.transport.abort()
        else:
            self._wait_to_be_taken()

    def _whole(self) -> bool:
        """Whether a request is here as a whole and not yet answered."""
        return self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete

    def _wait_for_more(self) -> None:
        self._patience = self.loop.call_later(settings.PATIENCE_SECONDS, self._lose_patience)

    def _lose_patience(self) -> None:
        self._patience = None
        if not self._whole():
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        """The body has a limit of its own, where it is read."""
        self._around -= len(body)
        super().on_body(body)

    def on_message_begin(self) -> None:
        """Put the connection itself where the streams find it."""
        super().on_message_begin()
        self._around = 0
        self.scope["extensions"] = {EXTENSION: self}  # type: ignore[dict-item]


class Site:
    """Streams in front, pages behind."""

    def __init__(self, streams: Streams, pages: Bridge) -> None:
        self._streams = streams
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send one request where it belongs."""
        behind = self._streams if self._streams.owns(scope["path"]) else self._pages
        try:
            await behind(scope, receive, send)
        except Exception as trouble:
            report(trouble)


class Server(uvicorn.Server):
    """uvicorn, with the hub and the timed duties beginning and ending around it."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        hub: Hub,
        counts: Counts | None = None,
        on_start: Sequence[Hook] = (),
        on_stop: Sequence[Hook] = (),
    ) -> None:
        super().__init__(config)
        self._hub = hub
        self._counts = counts
        self._on_start = on_start
        self._stopping = threading.Thread(target=_each, args=(on_stop,), daemon=True)

    async def startup(self, sockets: Any = None) -> None:
        """Open the hub, then the door, then begin the duties."""
        await self._hub.start()
        await super().startup(sockets)
        if self.started:
            if self._counts:
                await self._counts.start()
            _each(self._on_start)
            service_manager.tell("READY=1")

    async def shutdown(self, sockets: Any = None) -> None:
        """End the streams first: uvicorn would wait for them. Requests under way may finish."""
        service_manager.tell("STOPPING=1")
        self._stopping.start()
        await self._hub.close()
        if self._counts:
            self._counts.close()
        await super().shutdown(sockets)
        await asyncio.to_thread(self._stopping.join, STOPPING_SECONDS)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Being asked to stop is no failure: the signals are not raised anew at the end, as uvicorn would."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {asked: signal.signal(asked, self.handle_exit) for asked in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for asked, act in before.items():
                signal.signal(asked, act)


def serve(
    *,
    host: str,
    port: int,
    held_port: socket.socket | None = None,
    counts_port: int | None = None,
    wsgi_application: WSGIApplication,
    feeds: Mapping[str, Feed],
    cookie_name: str,
    language_cookie: str,
    on_start: Sequence[Hook] = (),
    on_stop: Sequence[Hook] = (),
) -> int:
    """Serve the community until someone asks it to stop; nothing that was being said is lost.

    ``held_port``: a port that somebody else holds for us, and goes on holding. ``counts_port``: where this machine
    may ask how it does. Gives the exit code: 0 after being asked to stop, 1 if it could not begin.
    """
    pool = Pool()
    hub = Hub(feeds, pool=pool, redis_url=settings.REDIS_URL)
    hub.limit = min(hub.limit, _open_files() - FILES_FOR_OTHER_THINGS)
    pages = Bridge(wsgi_application, proxied=settings.HTTPS, pool=pool, urgent=always_answered.ADDRESSES)
    site = Site(Streams(hub, cookie_name=cookie_name, language_cookie=language_cookie), pages)
    counts = Counts(hub, pages, port=counts_port) if counts_port else None
    folding = LogFolding()
    hooks = {"on_start": (folding.start, *on_start), "on_stop": (*on_stop, folding.stop)}
    server = Server(config_of(site, host=host, port=port), hub=hub, counts=counts, **hooks)
    _settle_memory()
    try:
        server.run(sockets=[held_port] if held_port else None)
    except (SystemExit, OSError) as end:
        if isinstance(end, SystemExit) and not end.code:
            raise
        log.error("site.port_taken", port=port)
        return 1
    finally:
        pages.close()
    if not pool.close(within=THREADS_SECONDS):
        _leave_now()
    return 0 if server.started else 1


def _settle_memory() -> None:
    """What the program is made of stays to its end: Python need not look through it for garbage again and again."""
    gc.collect()
    gc.freeze()


def config_of(site: Site, *, host: str, port: int) -> uvicorn.Config:
    """How uvicorn runs here: no log of its own, no trust in what a caller says of itself."""
    return uvicorn.Config(
        site,
        host=host,
        port=port,
        loop="uvloop",
        http=LiveProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="critical",
        # On pages, streams and what is refused before either: from then on nobody comes here unencrypted.
        headers=[("Strict-Transport-Security", "max-age=31536000")] if settings.HTTPS else [],
        timeout_graceful_shutdown=FINISHING_SECONDS,
        backlog=4096,
    )


def _open_files() -> int:
    """How many connections this process may hold, after asking for as many as it can get."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if most != resource.RLIM_INFINITY else 65_536
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted


def _each(hooks: Sequence[Hook]) -> None:
    for hook in hooks:
        hook()


def _leave_now() -> None:
    """A thread that does not end would hold the process; the database rolls its open change back."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
