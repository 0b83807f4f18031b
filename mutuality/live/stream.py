"""The address of a stream: `/live/<kind>/<ref>/?since=N`, for an open page, a reconnect or a slow poll."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import structlog

from mutuality.kit import clock, languages
from mutuality.live import frames, presence
from mutuality.live.arrivals import Arrivals
from mutuality.live.batch import Batch, answer
from mutuality.live.hub import Hub
from mutuality.live.pages import Page
from mutuality.live.terms import POLLS_WAITING, RETRY_SECONDS, Outdated, Reader, topic_of

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

EXTENSION = "mutuality.live"
_ADDRESS = re.compile(r"/live/([a-z]{1,20})/([0-9a-z]{1,40})/")
_STREAM = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)
log = structlog.get_logger("mutuality.live")


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody asks for who comes to a stream's address."""

    kind: str
    ref: str
    since: int
    poll: bool
    token: str | None
    language: str
    asked: Mapping[str, str] = field(default_factory=dict)


class _Turns:
    """The polls of one session, which take turns."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0


class Streams:
    """Stands in front of the pages and answers under `/live/`; no page code runs on this way."""

    def __init__(self, hub: Hub, *, cookie_name: str, language_cookie: str = "") -> None:
        self._hub = hub
        self._arrivals = Arrivals(hub)
        self._cookie_name = cookie_name
        self._language_cookie = language_cookie
        self._polls: dict[str, _Turns] = {}

    def owns(self, path: str) -> bool:
        """Whether this address belongs to the streams."""
        return path.startswith("/live/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call: 404 for what no page of ours asks, 503 when there is no room.

        Someone who asks for what is not there or not theirs is told that it is closed: so a page that slept while a
        right ended leads away, and asking teaches nothing.
        """
        call = self._read(scope)
        if call is None:
            return await _refuse(send, 404)
        if not self._hub.has_room():
            return await _refuse(send, 503)
        try:
            reader = await self._admit(call)
        except Outdated:
            return await _finish(send, 200, frames.TURNED, _STREAM)
        except Exception as trouble:
            log.error("live.door_failed", kind=call.kind, trouble=type(trouble).__name__)
            return await _refuse(send, 503)
        if reader is None:
            return await _finish(send, 200, frames.CLOSED, _STREAM)
        if call.poll:
            return await self._poll(call, reader, send)
        await self._stream(call, reader, scope, receive, send)

    async def _admit(self, call: Call) -> Reader | None:
        return await self._arrivals.admit(
            call.kind, call.ref, token=call.token, language=call.language, asked=call.asked
        )

    async def _stream(self, call: Call, reader: Reader, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _STREAM})
        connection = scope["extensions"][EXTENSION]
        page = Page(reader, cursor=call.since, wire=connection.transport, flow=connection.flow)
        leave = self._hub.open(call.kind, call.ref, page)
        try:
            await _gone(receive)
        finally:
            leave()

    async def _poll(self, call: Call, reader: Reader, send: Send) -> None:
        """Answer at once what is new. One at a time: they share the threads by which all others are told."""
        turns = self._polls.setdefault(reader.session, _Turns())
        if turns.waiting >= POLLS_WAITING:
            return await _refuse(send, 503)
        turns.waiting += 1
        try:
            async with turns.lock:
                words = await self._asked(call, reader)
        finally:
            turns.waiting -= 1
            if not turns.waiting:
                self._polls.pop(reader.session, None)
        if words is None:
            return await _refuse(send, 503)
        await _finish(send, 200, words, _STREAM)

    async def _asked(self, call: Call, reader: Reader) -> bytes | None:
        """What is new for this reader; nothing where the table could not be asked."""
        try:
            with _seen(call, reader):
                batch = await self._hub.ask(partial(self._answer, call, reader))
        except Exception as trouble:
            log.error("live.look_failed", kind=call.kind, trouble=type(trouble).__name__)
            return None
        words = batch.answers[0]
        # Also where nothing is new for this page, or it would ask from ever further back.
        return frames.CLOSED if words is None else words + frames.frame("beat", seq=batch.newest, data="")

    def _answer(self, call: Call, reader: Reader) -> Batch:
        feed = self._hub.feeds[call.kind]
        return answer(feed, call.kind, call.ref, asks=[(reader, call.since)], now=clock.now())

    def _read(self, scope: Scope) -> Call | None:
        found = _ADDRESS.fullmatch(scope["path"])
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if not found or scope["method"] != "GET" or not _from_here(headers):
            return None
        kind, ref = found.groups()
        cookies = _cookies(headers.get(b"cookie", ""))
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        since = _count(headers.get(b"last-event-id") or asked.get("since", ["0"])[-1])
        if kind not in self._hub.feeds or since is None:
            return None
        return Call(
            kind=kind,
            ref=ref,
            since=since,
            poll=asked.get("poll") == ["1"],
            token=cookies.get(self._cookie_name),
            language=languages.asked_for(
                chosen=cookies.get(self._language_cookie, ""), accepted=headers.get(b"accept-language", "")
            ),
            asked={name: values[-1] for name, values in asked.items()},
        )


@contextmanager
def _seen(call: Call, reader: Reader) -> Iterator[None]:
    """Count anyone who polls as present, too, where others want to know."""
    topic = topic_of(call.kind, call.ref)
    if reader.followed:
        presence.came(topic, person=reader.person)
    try:
        yield
    finally:
        if reader.followed:
            presence.went(topic, person=reader.person)


def _from_here(headers: Mapping[bytes, str]) -> bool:
    if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get(b"origin")
    return origin is None or origin.partition("://")[2] == headers.get(b"host")


def _count(written: str) -> int | None:
    return int(written) if re.fullmatch("[0-9]{1,18}", written) else None


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    later = ((b"retry-after", b"%d" % RETRY_SECONDS),) if status == 503 else ()
    await _finish(send, status, b"", ((b"cache-control", b"no-store"), *later))


async def _finish(send: Send, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...]) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": (*headers, length)})
    await send({"type": "http.response.body", "body": body})
