"""Who has which page open, and how what changed gets there.

Everything here runs in the event loop and never waits for a connection: the bytes go straight to its
transport, and a reader who cannot take them is cut off, to come back from their cursor. What asks the
database runs in pool threads.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog
from django.db import close_old_connections

from mutuality.kit import clock
from mutuality.kit.threads import Pool
from mutuality.live import frames, presence, queries, terms, wakes
from mutuality.live.batch import Ask, Batch, answer
from mutuality.live.pages import Page, Watch
from mutuality.live.redis_wire import RedisWire
from mutuality.live.terms import ENDED, RENEWED, SESSIONS, TURNED, Feed, Hint, topic_of

R = TypeVar("R")
log = structlog.get_logger("mutuality.live")
_BEAT = frames.chunk(frames.BEAT)
_CLOSED = frames.chunk(frames.CLOSED) + frames.END
_TURNED = frames.chunk(frames.TURNED)
_WAITS = frames.chunk(frames.WAITS) + frames.END
_AGAIN_AFTER_TROUBLE = 2.0
_MOST_GATHERING = 0.05
# So many looks at a time.
_LOOKS = 2


class Hub:
    """Takes every change to every page that is open on it, in order, nothing twice and nothing left out."""

    def __init__(self, feeds: Mapping[str, Feed], *, pool: Pool, redis_url: str = "") -> None:
        self.feeds = feeds
        self._redis_url = redis_url
        self._looks = pool.lane(_LOOKS)
        self._watches: dict[str, Watch] = {}
        self._sessions: dict[str, list[Page]] = {}
        self._count = 0
        self._ended_upto = 0
        self._ended_busy = False
        self._ended_again = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._redis: RedisWire | None = None
        self.running = False
        self.limit = terms.STREAMS_IN_ALL

    # Beginning and end

    async def start(self) -> None:
        """Begin to listen, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._ended_upto = await self.ask(partial(queries.newest, SESSIONS))
        self._deaf = wakes.listen(self._told)
        if self._redis_url:
            self._redis = RedisWire(self._redis_url, heard=self.woken)
            self._redis.start()
        self.running = True
        self.spawn(self._beat())
        self.spawn(self._ask_around())

    async def close(self) -> None:
        """End all streams politely: each page is told when to come back, spread over a few seconds."""
        self.running = False
        self._deaf()
        for watch in self._watches.values():
            for page in watch.pages:
                page.end(frames.chunk(frames.retry(random.randint(1_000, 5_000))) + frames.END)
        for task in self._tasks:
            task.cancel()
        if self._redis:
            await self._redis.close()
        self._looks.close()

    # Pages come and go

    def has_room(self) -> bool:
        """Whether one more page can be opened here."""
        return self.running and self._count < self.limit

    @property
    def open_pages(self) -> int:
        """How many pages are open here."""
        return self._count

    def open(self, kind: str, ref: str, page: Page) -> Callable[[], None]:
        """Let a page hear what changes, beginning with what it missed since its cursor; the answer undoes it.

        It is among those who are told before the table is asked, so nothing can fall in between. A browser has few
        connections, so another page of the same session may have to go on by polling.
        """
        self._make_way(page.reader.session)
        watch = self._watches.setdefault(topic_of(kind, ref), Watch(kind, ref))
        watch.pages.add(page)
        self._sessions.setdefault(page.reader.session, []).append(page)
        self._count += 1
        self._due(watch, page)
        if page.reader.followed:
            presence.came(topic_of(kind, ref), person=page.reader.person)
        return partial(self._leave, watch, page)

    def _make_way(self, session: str) -> None:
        """End the stream that was opened first, but rather not one by which others know that someone is there."""
        held = [page for page in self._sessions.get(session, ()) if page.open]
        if len(held) >= terms.STREAMS_PER_SESSION:
            min(held, key=lambda page: page.reader.followed).end(_WAITS)

    def _leave(self, watch: Watch, page: Page) -> None:
        page.open = False
        watch.pages.discard(page)
        watch.due.discard(page)
        held = self._sessions[page.reader.session]
        held.remove(page)
        self._count -= 1
        if page.reader.followed:
            presence.went(topic_of(watch.kind, watch.ref), person=page.reader.person)
        if not held:
            del self._sessions[page.reader.session]
        if not watch.pages and not watch.busy:
            self._watches.pop(topic_of(watch.kind, watch.ref), None)

    # Being told

    def _told(self, topics: Sequence[str]) -> None:
        """Called in whichever thread committed the change."""
        self._loop.call_soon_threadsafe(self._told_here, topics)

    def _told_here(self, topics: Sequence[str]) -> None:
        if self._redis:
            self._redis.tell(topics)
        self.woken(topics)

    def woken(self, topics: Iterable[str]) -> None:
        """Look at these topics, if anybody has a page of theirs open."""
        for topic in topics:
            if topic == SESSIONS:
                self._look_for_ended()
            elif watch := self._watches.get(topic):
                self._due(watch)

    # Looking and delivering

    def _due(self, watch: Watch, page: Page | None = None) -> None:
        """This page is to be told what is new; without one, all that are open."""
        if page is None:
            watch.all_due = bool(watch.pages)
        else:
            watch.due.add(page)
        if not watch.busy and (watch.all_due or watch.due) and self.running:
            watch.busy = True
            self.spawn(self._deliver(watch))

    async def _deliver(self, watch: Watch) -> None:
        try:
            while watch.all_due or watch.due:
                if pages := watch.take_due():
                    began = self._loop.time()
                    await self._deliver_once(watch, pages)
                    await self._gather(watch, spent=self._loop.time() - began)
        finally:
            watch.busy = False
            if not watch.pages:
                self._watches.pop(topic_of(watch.kind, watch.ref), None)

    async def _gather(self, watch: Watch, *, spent: float) -> None:
        """Where more was said during a look, the rest of it is let come, and goes out together.

        A word that is said while nobody looks is never kept waiting, and no topic takes more than a third of the time.
        """
        if watch.all_due:
            await asyncio.sleep(min(2 * spent, _MOST_GATHERING))

    async def _deliver_once(self, watch: Watch, pages: list[Page]) -> None:
        asks = [(page.reader, page.cursor) for page in pages]
        try:
            batch = await self.ask(partial(self._answer, watch, asks))
        except Exception as trouble:
            log.error("live.look_failed", kind=watch.kind, trouble=type(trouble).__name__)
            watch.due.update(pages)
            await asyncio.sleep(_AGAIN_AFTER_TROUBLE)
            return
        _hand_out(pages, batch)
        if batch.newest != watch.seq:
            watch.seq = batch.newest
            if len(pages) < len(watch.pages):
                # Somebody new may be the first to find what a lost hint never told the others.
                watch.due.update(page for page in watch.pages if page.cursor != batch.newest)

    def _answer(self, watch: Watch, asks: list[Ask]) -> Batch:
        feed = self.feeds[watch.kind]
        return answer(feed, watch.kind, watch.ref, asks=asks, now=clock.now(), wrap=frames.chunk)

    def ask(self, question: Callable[[], R]) -> "asyncio.Future[R]":
        """Have a pool thread ask the database."""
        return self._looks.ask(_fresh, question)

    # A session's end closes its pages at once

    def _look_for_ended(self) -> None:
        self._ended_again = True
        if not self._ended_busy and self.running:
            self._ended_busy = True
            self.spawn(self._close_ended())

    async def _close_ended(self) -> None:
        try:
            while self._ended_again:
                self._ended_again = False
                await self._close_ended_once()
        finally:
            self._ended_busy = False

    async def _close_ended_once(self) -> None:
        try:
            hints, upto = await self.ask(partial(_ended_since, self._ended_upto))
        except Exception as trouble:
            log.error("live.look_failed", kind=SESSIONS, trouble=type(trouble).__name__)
            await asyncio.sleep(_AGAIN_AFTER_TROUBLE)
            self._ended_again = True
            return
        self._ended_upto = upto
        self._ended_again |= bool(hints)
        self._close_sessions({hint.ref for hint in hints if hint.kind == ENDED}, _CLOSED)
        self._close_sessions({hint.ref for hint in hints if hint.kind == RENEWED}, _TURNED + frames.END)
        self._turn_pages({hint.ref for hint in hints if hint.kind == TURNED})

    def _close_sessions(self, ended: set[str], last: bytes) -> None:
        """What they had open ends; whoever may come in with what they have now is told to."""
        for watch in self._watches.values() if ended else ():
            for page in watch.pages:
                if page.reader.session in ended:
                    page.end(last)

    def _turn_pages(self, persons: set[str]) -> None:
        """Whoever changed what they see of others gets their own open pages anew; nobody else hears of it."""
        for watch in self._watches.values() if persons else ():
            for page in watch.pages:
                if page.open and page.reader.person in persons:
                    page.write(_TURNED)

    # Time passes

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(terms.HEARTBEAT_SECONDS)
            for watch in tuple(self._watches.values()):
                for page in watch.pages:
                    if page.open:
                        page.write(_BEAT)
                await asyncio.sleep(0)

    async def _ask_around(self) -> None:
        """Hints get lost between processes; the table does not."""
        asked = self._loop.time()
        while True:
            await asyncio.sleep(terms.ASK_SECONDS)
            up = self._redis is not None and self._redis.up
            if self._watches and (not up or self._loop.time() - asked > terms.ASK_SECONDS_WITH_REDIS):
                asked = self._loop.time()
                await self._ask_around_once()

    async def _ask_around_once(self) -> None:
        try:
            counts = await self.ask(partial(queries.counts, [SESSIONS, *self._watches]))
        except Exception as trouble:
            log.error("live.look_failed", kind="all", trouble=type(trouble).__name__)
            return
        stale = (name for name, watch in self._watches.items() if counts.get(name, 0) != watch.seq)
        self.woken([SESSIONS, *stale] if counts.get(SESSIONS, 0) != self._ended_upto else list(stale))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Have work done in the loop that ends with the hub."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _ended_since(seq: int) -> tuple[list[Hint], int]:
    """Which sessions ended, and up to which count; it falls where a community was erased and begins anew."""
    hints = queries.notices_since(SESSIONS, seq=seq, limit=terms.FAR_BEHIND)
    return hints, hints[-1].seq if hints else min(seq, queries.newest(SESSIONS))


def _hand_out(pages: list[Page], batch: Batch) -> None:
    newest = batch.newest
    for page, words in zip(pages, batch.answers, strict=True):
        if not page.open:
            continue
        if words is None:
            page.end(_CLOSED)
            continue
        page.cursor = newest
        if words:
            page.write(words)


def _fresh(question: Callable[[], R]) -> R:
    """As Django does around each request: a connection that the database dropped is not used again."""
    close_old_connections()
    try:
        return question()
    finally:
        close_old_connections()
