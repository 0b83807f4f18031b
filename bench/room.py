"""The real room: people with sessions, words sealed and committed, rights checked: `python -m bench.room`.

``said`` speaks through the operation alone, for the price of the streams; ``bounded`` is the same with fifty members
who hid somebody who speaks; ``posted`` goes through the real view with session, CSRF and page code; ``many`` is a
hundred rooms at once, where words come by fetch, as an open page sends them, or by form, as without scripts: then the
page and its stream come anew as well.
"""

import os
import re
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from bench import live
from bench._scene import WORDS, Circle, circle, lay_ground
from bench.live import BARE, MEMBERS, PATIENCE, ROOMS, Crowd, Plan, Row, Running, Stage, middle, row, running

SAID, POSTED = "bench.room:said", "bench.room:posted"
MANY, UNREAD = "bench.room:many", "bench.room:unread"
BOUNDED, BOUNDARIES = "bench.room:bounded", 50
ASKED = 250
WITHIN_MS = 100.0
SECONDS = 5.0
RATES, TURNS = (110, 190, 250), 3
BY_FETCH, BY_FORM = {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "navigate"}
LINES = 64
SECRET = "b" * 32


def said(members: int = 1_000) -> Stage:
    """One room of so many; what is said skips the form and nothing else."""
    lay_ground()
    return Stage(_feeds(), _saying(made := _read_by_all(circle(members=members))), _plan(made, say="/say"))


def bounded() -> Stage:
    """A room of a thousand, in which fifty members have a boundary: half of them about the one who speaks."""
    lay_ground()
    made = _read_by_all(circle(members=1_000))
    plan = _plan(made, say="/say")
    plan.own = _draw_boundaries(made)
    return Stage(_feeds(), _saying(made), plan)


def _draw_boundaries(made: Circle) -> dict[str, str]:
    """The last members draw them; their own pages say for which view they were made."""
    from mutuality.kit import clock
    from mutuality.kit.locks import writing
    from mutuality.rooms import operations
    from mutuality.rooms.models import Place
    from mutuality.rooms.queries import stream_address

    own = {}
    here = list(
        Place.objects.select_related("person", "key", "room").filter(room=made.room).order_by("floor")
    )
    speaker, others = here[0], here[1:]
    with writing():
        for number, (mine, token) in enumerate(
            zip(here[-BOUNDARIES:], made.tokens[-BOUNDARIES:], strict=True)
        ):
            theirs = others[0] if number % 2 else speaker
            operations.draw_boundary(theirs, by=mine, now=clock.now())
            hidden = frozenset({theirs.person_id})
            own[token] = stream_address(made.room, hidden=hidden, part=made.topic)
    return own


def posted(members: int = 1_000) -> Stage:
    """One room of so many; words come as an open page sends them."""
    from django.core.wsgi import get_wsgi_application

    lay_ground()
    plan = _plan(made := _read_by_all(circle(members=members)), say=f"/topics/{made.topic}/")
    plan.form = f"csrfmiddlewaretoken={SECRET}&words={WORDS.replace(' ', '+')}&note=&once=ONCE"
    plan.headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "gzip"}
    plan.headers |= BY_FETCH
    return Stage(_feeds(), get_wsgi_application(), plan)


def many() -> Stage:
    """A hundred rooms of twenty, in which everyone has opened the topic before they speak."""
    return _many(_read_by_all)


def unread() -> Stage:
    """The same rooms, in which nobody has been to the topic: the first word of each also makes their place-mark."""
    return _many(lambda made: made)


def _many(beforehand: Callable[[Circle], Circle]) -> Stage:
    stage = posted(MEMBERS)
    stage.plan.more = [
        {
            "address": _stream(made),
            "say": f"/topics/{made.topic}/",
            "tokens": made.tokens,
            "since": _newest(made),
        }
        for made in (beforehand(circle(members=MEMBERS)) for _ in range(ROOMS))
    ]
    return stage


def _read_by_all(made: Circle) -> Circle:
    """Everyone has opened the topic, as whoever speaks in a browser has."""
    from mutuality.kit import clock
    from mutuality.kit.locks import writing
    from mutuality.rooms import operations
    from mutuality.rooms.models import Place, Topic

    topic = Topic.objects.get(pk=made.topic)
    with writing():
        for place in Place.objects.filter(room=made.room):
            operations.mark_read(topic, upto=place.floor, by=place, now=clock.now())
    return made


def _feeds() -> Any:
    from mutuality.site import wiring

    return wiring.LIVE


def _plan(made: Circle, *, say: str) -> Plan:
    plan = Plan(_stream(made), made.cookie, made.tokens, say, mark='data-into="words-')
    plan.since = _newest(made)
    return plan


def _stream(made: Circle) -> str:
    """What the topic's own page listens to."""
    from mutuality.rooms.queries import stream_address

    return stream_address(made.room, hidden=frozenset(), part=made.topic)


def _newest(made: Circle) -> int:
    from mutuality.live import queries

    return queries.newest(f"room/{made.room}")


def _saying(made: Circle) -> Any:
    from mutuality.kit import clock
    from mutuality.kit.ids import new_id
    from mutuality.rooms import operations
    from mutuality.rooms.models import Place, Topic

    topic = Topic.objects.select_related("room", "key").get(pk=made.topic)
    place = Place.objects.select_related("room", "key").filter(room=made.room).order_by("floor").first()
    assert place is not None

    def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        for _ in range(int(parse_qs(environ["QUERY_STRING"]).get("n", ["1"])[0])):
            operations.say(topic, words=WORDS, once=new_id(), by=place, now=clock.now())
        start_response("204 No Content", [])
        return []

    return pages


# A hundred rooms at once


@dataclass(frozen=True)
class Way:
    """How it went at one rate: milliseconds to the last member, and of the server's processor for each word."""

    half: float
    last: float
    work: float


class Line:
    """A connection on which requests are sent one behind the other, and all answers are waited for."""

    def __init__(self, crowd: Crowd) -> None:
        self._line = crowd.line()
        self._open, self._tail = 0, b""

    def send(self, *requests: bytes) -> None:
        """Send these, and take what has been answered so far."""
        with suppress(BlockingIOError):
            self._take(socket.MSG_DONTWAIT)
        self._line.sendall(b"".join(requests))
        self._open += len(requests)

    def close(self) -> None:
        """Once everything is answered."""
        self._line.settimeout(PATIENCE)
        while self._open:
            self._take()
        self._line.close()

    def _take(self, how: int = 0) -> None:
        new = self._line.recv(1 << 20, how)
        got = self._tail + new
        assert new and not re.search(rb"HTTP/1.1 [45]", got), got[:200]
        self._open -= got.count(b"HTTP/1.1 ")
        # An answer may begin at the end of what has come so far.
        self._tail = b"" if got.endswith(b"HTTP/1.1 ") else got[-8:]


class Rooms(Crowd):
    """The members of a hundred rooms, in one thread; words are said at fixed moments, whatever the answers."""

    def __init__(self, server: Running) -> None:
        super().__init__(server, size=0)
        self._room_of: dict[int, int] = {}
        for number, each in enumerate(server.plan.more):
            for token in each["tokens"]:
                self._room_of[self.open(token, each["since"], address=each["address"])] = number
        self._begun: list[deque[float]] = [deque() for _ in server.plan.more]
        self._heard = [0] * len(server.plan.more)
        self._said = [0] * len(server.plan.more)
        self.took: list[float] = []

    def heard(self, number: int, new: int) -> None:
        """A word is with everybody when as many copies have come as the room has members."""
        room = self._room_of[number]
        self._heard[room] += new
        while self._heard[room] >= MEMBERS:
            self._heard[room] -= MEMBERS
            self.took.append(time.perf_counter() - self._begun[room].popleft())

    def go(self, *, rate: float, by_form: bool = False) -> Way:
        """Speak at this rate for a while, and wait until everything said has come and is answered."""
        before, words = self._server.processor_seconds(), int(rate * SECONDS)
        took = sorted(self.speak(words, rate=rate, by_form=by_form))
        work = (self._server.processor_seconds() - before) / words
        return Way(took[words // 2] * 1_000, took[words * 99 // 100] * 1_000, work * 1_000)

    def speak(self, words: int, *, rate: float, by_form: bool = False) -> list[float]:
        """Say so many words at this rate, room after room; the seconds each took to reach the last member."""
        self.took.clear()
        # A line on which nobody speaks for a while is closed by a server; so each turn has its own.
        lines, begin, sent = [Line(self) for _ in range(LINES)], time.perf_counter(), 0
        while len(self.took) < words:
            while sent < words and time.perf_counter() - begin >= sent / rate:
                self._speak_in(sent % ROOMS, lines[sent % LINES], due=begin + sent / rate, by_form=by_form)
                sent += 1
            self._read(0.001)
            assert time.perf_counter() - begin < PATIENCE, f"{len(self.took)} of {words} words came."
        for line in lines:
            line.close()
        return list(self.took)

    def _speak_in(self, room: int, line: Line, *, due: float, by_form: bool) -> None:
        each = self._server.plan.more[room]
        self._begun[room].append(due)
        token = each["tokens"][self._said[room] % MEMBERS]
        self._said[room] += 1
        said = self.post(each["say"], token=token, more=BY_FORM if by_form else {})
        if not by_form:
            return line.send(said)
        # A browser makes the page again, which begins its stream again; here it asks once for what is new.
        since = each["since"] + self._said[room]
        page, stream = each["say"], f"{each['address']}&poll=1&since={since}"
        line.send(said, self.get(page, token=token), self.get(stream, token=token))

    def get(self, address: str, *, token: str) -> bytes:
        """The request for a page."""
        plan = self._server.plan
        head = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
        return f"{head}Cookie: {plan.cookie}={token}; f={SECRET}\r\n\r\n".encode()


def by_turns() -> Iterator[tuple[int, Way, Way, Way]]:
    """For each rate the middle of several turns: the bare server, words by fetch, and words by form."""
    with ExitStack() as stack:
        bare = Rooms(stack.enter_context(running(BARE)))
        ours = Rooms(stack.enter_context(running(MANY)))
        for everybody in (bare, ours):
            stack.callback(everybody.close)
            everybody.settle()
            everybody.speak(120, rate=40)
        for rate in RATES:
            turns = [
                (bare.go(rate=rate), ours.go(rate=rate), ours.go(rate=rate, by_form=True))
                for _ in range(TURNS)
            ]
            alone, fetched, formed = zip(*turns, strict=True)
            yield rate, _middle(alone), _middle(fetched), _middle(formed)


def _middle(ways: Iterable[Way]) -> Way:
    every = list(ways)
    return Way(*(middle(getattr(each, part) for each in every) for part in ("half", "last", "work")))


def most_words(
    *, rates: tuple[int, ...] = (50, 110, 150, 190, 250, 300, 350, 400, 500)
) -> Iterator[tuple[int, Way]]:
    """Words by fetch at each rate, until one is too much."""
    with running(MANY) as server:
        everybody = Rooms(server)
        everybody.settle()
        everybody.speak(120, rate=40)
        for rate in rates:
            went = everybody.go(rate=rate)
            yield rate, went
            if went.last > WITHIN_MS:
                break
        everybody.close()


def first_words() -> Way:
    """Each word is its speaker's first in that topic."""
    with running(UNREAD) as server:
        everybody = Rooms(server)
        everybody.settle()
        everybody.speak(120, rate=40)
        went = everybody.go(rate=RATES[0])
        everybody.close()
    return went


def rows() -> list[Row]:
    """What the budgets ask of a room in which people talk."""
    return [
        *(each | {"measure": f"room: {each['measure']}"} for each in live.rows(SAID)),
        *_bounded_rows(),
        *_posted_rows(),
        *_speaking_rows(),
    ]


def _bounded_rows() -> Iterator[Row]:
    """A word's author is heard by all but those who hid them, so every word is counted where it came."""
    heard = 1_000 - BOUNDARIES // 2
    bare, ours, _burst = live.deliveries(BOUNDED, size=1_000, heard=heard)
    name = f"room: deliveries a core-second, {BOUNDARIES} of 1000 with a boundary"
    yield row(name, ours, "1/s", bare, 0.66 * bare, min=True)


def _posted_rows() -> Iterator[Row]:
    for size, budget in ((200, 10), (1_000, 40)):
        bare, ours = live.post_to_last(f"{POSTED}@{size}", size=size)
        yield row(f"room, by fetch: POST to last of {size}, median", ours[0], "ms", bare[0], None)
        yield row(f"room, by fetch: POST to last of {size}, p99", ours[1], "ms", bare[1], budget)


def _speaking_rows() -> Iterator[Row]:
    for rate, bare, fetched, formed in by_turns():
        for way, went, within in (("by fetch", fetched, WITHIN_MS), ("by form, with its page", formed, None)):
            name = f"100 rooms x 20, {rate} words/s {way}"
            yield row(f"{name}: POST to last, median", went.half, "ms", bare.half, None)
            yield row(f"{name}: POST to last, p99", went.last, "ms", bare.last, within)
            yield row(f"{name}: processor time of one word", went.work, "ms", bare.work, None)
    tried = list(most_words())
    best = max((rate for rate, went in tried if went.last <= WITHIN_MS), default=0)
    name = f"the most words a second by fetch, p99 within {WITHIN_MS:.0f} ms"
    yield row(name, float(best), "1/s", None, ASKED, min=True)
    yield row("first words of everyone: processor time of one word", first_words().work, "ms", None, None)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutuality.host.settings")
    for each in rows():
        live.show(each)
