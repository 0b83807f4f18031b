"""Pages are synchronous and run in threads; this is how a request gets there and its answer back."""

import asyncio
import io
import sys
import urllib.parse
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

import structlog

from mutuality.kit.threads import Lane, Pool

BODY_LIMIT = 1_048_576
TOGETHER = 65_536
# So many pages at a time, and so many of each address that waits for no other page.
PAGES = 8
URGENT_PAGES = 2
WAITING = 256
STALLED_SECONDS = 30.0
STEADY = 20

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
log = structlog.get_logger("mutuality.site")

_TROUBLE = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>'
    b"<p>Something went wrong here. Nothing you did caused it. Go back and try once more."
)
_PLAIN: Headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
_CLOSE = (b"connection", b"close")


@dataclass(slots=True)
class Reply:
    """What a page answers. ``rest`` is there while the answer is too long to be held at once."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    rest: Iterator[bytes] | None = None


@dataclass(slots=True)
class _Queue:
    """A lane of the pool in which requests are answered, and how many wait for their answer."""

    lane: Lane
    running: int = 0


class Bridge:
    """Runs a WSGI application in the threads of a pool, behind an ASGI address.

    ``urgent``: addresses that wait for no other page. Each has a share of its own.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        proxied: bool,
        pool: Pool,
        urgent: Iterable[str] = (),
    ) -> None:
        self._application = application
        self._proxied = proxied
        self._pages = _Queue(pool.lane(PAGES))
        self._ahead = {address: _Queue(pool.lane(URGENT_PAGES)) for address in urgent}
        # How often each status was answered, and whether most callers came without the word of who asks.
        self.answered: Counter[int] = Counter()
        self._said = 0

    @property
    def running(self) -> int:
        """How many requests are waiting for their answer."""
        return sum(queue.running for queue in self._queues)

    @property
    def _queues(self) -> tuple[_Queue, ...]:
        return self._pages, *self._ahead.values()

    @property
    def unsaid(self) -> bool:
        """Whether the program in front leaves out who asks: then all visitors count as one, and lock each other out."""
        return self._said < 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; too much at once is told to come back, and trouble is told in one sentence."""
        queue = self._ahead.get(scope["path"], self._pages)
        if queue.running >= WAITING:
            self.answered[503] += 1
            return await _say(send, 503, (b"retry-after", b"5"))
        body = await _read(scope, receive)
        if isinstance(body, int):
            return await _say(send, body, _CLOSE) if body else None
        environ = environ_of(scope, body, proxied=self._proxied)
        if self._proxied:
            said = any(name == b"x-forwarded-for" for name, _ in scope["headers"])
            self._said = max(-STEADY, min(STEADY, self._said + (1 if said else -1)))
        await self._answer(environ, send, queue)

    def close(self) -> None:
        """Take no more requests."""
        for queue in self._queues:
            queue.lane.close()

    async def _answer(self, environ: dict[str, Any], send: Send, queue: _Queue) -> None:
        loop = asyncio.get_running_loop()

        def pass_on(part: Mapping[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(_passed(send, part), loop).result(STALLED_SECONDS)

        queue.running += 1
        try:
            reply = await queue.lane.ask(self._run, environ, pass_on)
        except Exception as trouble:
            report(trouble)
            self.answered[500] += 1
            return await _say(send, 500, _CLOSE)
        finally:
            # Whoever takes their answer slowly is no work for the pages any more.
            queue.running -= 1
        if reply is not None:
            self.answered[reply.status] += 1
            await send(_start(reply))
            await send({"type": "http.response.body", "body": reply.body})

    def _run(self, environ: dict[str, Any], pass_on: Callable[[Mapping[str, Any]], None]) -> Reply | None:
        """In a page thread: the whole answer, or None if it was long and went on piece by piece."""
        reply = Reply()
        parts = self._application(environ, _starter(reply))
        try:
            whole = _collect(reply, iter(parts), headless=environ["REQUEST_METHOD"] == "HEAD")
            if not whole:
                _pass_on_all(reply, pass_on)
            return reply if whole else None
        finally:
            _close(parts)


def environ_of(scope: Scope, body: bytes, *, proxied: bool) -> dict[str, Any]:
    """The request as WSGI writes it. What a proxy says of the caller counts only where there is a proxy."""
    headers = _headers(scope)
    said = {name: headers.pop(name, "") for name in ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR")}
    host, port = scope.get("server") or ("localhost", 80)
    address = (scope.get("client") or ("", 0))[0]
    if proxied:
        headers["HTTP_X_FORWARDED_PROTO"] = said["HTTP_X_FORWARDED_PROTO"].strip()
        address = said["HTTP_X_FORWARDED_FOR"].rpartition(",")[2].strip() or address
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": urllib.parse.unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if headers.get("HTTP_X_FORWARDED_PROTO") == "https" else scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by their WSGI names. One with an underscore could pose as another, so it is left out."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        if b"_" in name or name in (b"content-length", b"transfer-encoding", b"proxy"):
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{joint}{text}" if key in found else text
    return found


async def _read(scope: Scope, receive: Receive) -> bytes | int:
    """The whole body; 413 when it is too long; 0 when the caller has gone."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > BODY_LIMIT:
        return 413
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return 0
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return 413
        if not message.get("more_body", False):
            return bytes(body)


def _starter(reply: Reply) -> Callable[..., Callable[[bytes], object]]:
    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        reply.status = int(status[:3])
        reply.headers = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers]
        return _no_write

    return start_response


def _no_write(content: bytes) -> object:
    raise NotImplementedError("Pages give their answer as an iterable.")


def _collect(reply: Reply, parts: Iterator[bytes], *, headless: bool) -> bool:
    """Gather what comes; True when that was all of it.

    A page comes as one part, however long: it is held already, so no thread waits for whoever reads it.
    """
    held: list[bytes] = []
    size = 0
    for part in parts if not headless else ():
        held.append(part)
        if size and size + len(part) > TOGETHER:
            break
        size += len(part)
    else:
        reply.body = b"".join(held)
        _measure(reply, headless=headless)
        return True
    reply.body, reply.rest = b"".join(held), parts
    return False


def _measure(reply: Reply, *, headless: bool) -> None:
    known = any(name == b"content-length" for name, _ in reply.headers)
    if not known and not headless and reply.status not in (204, 304):
        reply.headers.append((b"content-length", b"%d" % len(reply.body)))


def _pass_on_all(reply: Reply, pass_on: Callable[[Mapping[str, Any]], None]) -> None:
    pass_on(_start(reply))
    pass_on({"type": "http.response.body", "body": reply.body, "more_body": True})
    for part in reply.rest or ():
        pass_on({"type": "http.response.body", "body": part, "more_body": True})
    pass_on({"type": "http.response.body", "body": b""})


def _start(reply: Reply) -> dict[str, Any]:
    return {"type": "http.response.start", "status": reply.status, "headers": reply.headers}


async def _passed(send: Send, part: Mapping[str, Any]) -> None:
    await send(part)


async def _say(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    # Part of the answer may be out already; then there is nothing left to say.
    with suppress(RuntimeError):
        length = (b"content-length", b"%d" % len(_TROUBLE))
        await send(_start(Reply(status, [*_PLAIN, length, *headers])))
        await send({"type": "http.response.body", "body": _TROUBLE})


def report(trouble: Exception) -> None:
    """Say where it broke, never with what: the message of an exception may hold somebody's words."""
    frame = trouble.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else ""
    log.error("page.failed", trouble=type(trouble).__name__, where=where)


def _close(parts: Iterable[bytes]) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()
