"""How fast words reach open pages, beside a bare uvicorn that only copies bytes: `python -m bench.live`.

The server runs in a process of its own on one core, the crowd of readers on another. Deliveries are counted
against the processor time that the server used, so that what else runs on the machine weighs little.
"""

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

STAGE = "bench.live:lines"
BARE = "bare"
MARK = "event: put"
PATIENCE = 60.0
ROUNDS = 7
# As many small rooms at once, where that is measured.
ROOMS, MEMBERS = 100, 20
_ALL_THREADS = 2
WORDS = "<article id=a data-order=1>" + "words " * 60 + "</article>"
Row = dict[str, Any]


@dataclass
class Plan:
    """What the crowd needs to know of a stage: where the stream is, who reads, where words are said.

    ``form``: what is posted, with ONCE where each form has its own mark. ``mark`` comes once with each word.
    ``since``: the count up to which the open pages have everything. ``own``: the address of a page that differs, by
    session.
    """

    address: str
    cookie: str
    tokens: list[str]
    say: str
    headers: dict[str, str] = field(default_factory=dict)
    form: str = ""
    mark: str = MARK
    since: int = 0
    more: list[dict[str, Any]] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)


@dataclass
class Stage:
    """What is measured: feeds, pages, and the plan for the crowd. The room's own feed is plugged in here."""

    feeds: Mapping[str, Any]
    pages: Any
    plan: Plan


def lines(members: int = 1_000) -> Stage:
    """A feed of plain lines: every word committed with its notice, rights asked each time, nothing sealed."""
    from django.core.management import call_command

    from mutuality.kit import clock
    from mutuality.kit.locks import writing
    from mutuality.live.operations import append
    from mutuality.live.terms import Audience, Reader, Rendered

    call_command("migrate", "live", verbosity=0)

    class Lines:
        def admit(self, ref: str, *, token: str | None, language: str, asked: Any, now: Any) -> Reader:
            return Reader(session=token or "", person=(token or "").partition(".")[0], language=language)

        def rights(self, ref: str, readers: Sequence[Reader], *, now: Any) -> Mapping[str, int]:
            return {reader.session: 0 for reader in readers}

        def render(self, ref: str, notices: Any, audience: Audience) -> list[Rendered]:
            html = audience.each(lambda reader: WORDS)
            return [Rendered(hint.seq, "put", hint.ref, came=hint.seq, html=html) for hint in notices]

    def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        for _ in range(int(parse_qs(environ["QUERY_STRING"]).get("n", ["1"])[0])):
            with writing():
                append("lines/here", kind="line", ref=os.urandom(8).hex(), now=clock.now())
        start_response("204 No Content", [])
        return []

    tokens = [f"p{number}.1" for number in range(members)]
    return Stage({"lines": Lines()}, pages, Plan("/live/lines/here/", "who", tokens, "/say"))


# The server's side


def serve_stage(path: str, port: int) -> None:
    """In the server's process: one core, one stage. ``module:name``, or ``module:name@200`` for so many members."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if path == BARE:
        return _serve_bare(port)
    import django

    if os.environ["DJANGO_SETTINGS_MODULE"]:
        django.setup()
    module, _, rest = path.partition(":")
    name, _, members = rest.partition("@")
    stage: Stage = getattr(import_module(module), name)(*([int(members)] if members else []))
    from mutuality.host.server import serve

    serve(
        host="127.0.0.1",
        port=port,
        wsgi_application=stage.pages,
        feeds=stage.feeds,
        cookie_name=stage.plan.cookie,
        language_cookie="",
        on_start=[lambda: print(json.dumps(asdict(stage.plan)), flush=True)],
    )


def _serve_bare(port: int) -> None:
    import uvicorn

    frame = f"{MARK}\nid: 1\ndata: {WORDS}\n\n".encode()
    rooms: defaultdict[str, set[Any]] = defaultdict(set)

    async def bare(scope: Any, receive: Any, send: Any) -> None:
        asked = parse_qs(scope["query_string"].decode())
        sends = rooms[asked.get("room", [""])[0]]
        if scope["path"] == "/say":
            for _ in range(int(asked.get("n", ["1"])[0])):
                for each in tuple(sends):
                    await each({"type": "http.response.body", "body": frame, "more_body": True})
            await send({"type": "http.response.start", "status": 204, "headers": []})
            return await send({"type": "http.response.body", "body": b""})
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        sends.add(send)
        while (await receive())["type"] != "http.disconnect":
            pass
        sends.discard(send)

    tokens = [f"p{number}" for number in range(1_000)]
    plan = Plan("/stream", "who", tokens, "/say")
    plan.more = [
        {"address": f"/stream?room={n}", "say": f"/say?room={n}", "tokens": tokens[:MEMBERS], "since": 0}
        for n in range(ROOMS)
    ]
    print(json.dumps(asdict(plan)), flush=True)
    uvicorn.run(
        bare, port=port, loop="uvloop", http="httptools", lifespan="off", log_level="critical", backlog=4096
    )


@dataclass
class Running:
    """A server that is being measured."""

    process: subprocess.Popen[str]
    port: int
    plan: Plan

    def processor_seconds(self) -> float:
        """How long the server has worked so far, by Linux's clock of that process, which counts nanoseconds."""
        return time.clock_gettime(((~self.process.pid) << 3) | _ALL_THREADS)

    def kilobytes(self) -> float:
        """How much memory it holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return float(status.split("VmRSS:")[1].split()[0])


@contextmanager
def running(stage: str, *, settings: str = "mutuality.host.settings") -> Iterator[Running]:
    """Serve a stage until the block ends, in a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="mutuality-bench-") as folder:
        port = _free_port()
        ours = {"MUTUALITY_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        environment = {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": settings}
        command = [sys.executable, "-m", "bench.live", "--serve", stage, str(port)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            plan = Plan(**json.loads(process.stdout.readline()))
            _wait_for(port)
            yield Running(process, port, plan)
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# The crowd's side


class Crowd:
    """Many open pages in one thread: counts how many words each has got."""

    def __init__(self, server: Running, *, size: int) -> None:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        self._server = server
        self._poll = select.epoll()
        self._pages: dict[int, socket.socket] = {}
        self._tails: dict[int, bytes] = {}
        self._mark = server.plan.mark.encode()
        self._turn = 0
        self.counts: dict[int, int] = {}
        self.total = 0
        for token in server.plan.tokens[:size]:
            self.open(token, server.plan.since)
        self._speaker = self.line()

    def begin(self) -> None:
        """A line on which nobody speaks for a while is closed by a server; so each turn has its own."""
        self._speaker.close()
        self._speaker = self.line()

    def line(self) -> socket.socket:
        """A connection on which words can be said."""
        line = socket.create_connection(("127.0.0.1", self._server.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def open(self, token: str, since: int, *, address: str = "") -> int:
        """One more open page; gives its number."""
        page = socket.create_connection(("127.0.0.1", self._server.port))
        plan = self._server.plan
        where = address or plan.own.get(token) or plan.address
        head = f"GET {where}{'&' if '?' in where else '?'}since={since} HTTP/1.1\r\nHost: localhost\r\n"
        page.sendall(f"{head}Cookie: {plan.cookie}={token}\r\n\r\n".encode())
        page.setblocking(False)
        number = page.fileno()
        self._pages[number] = page
        self._tails[number] = b""
        self.counts[number] = 0
        self._poll.register(number, select.EPOLLIN)
        return number

    def until(self, total: int) -> float:
        """Read until that many words have arrived in all; gives the moment."""
        end = time.monotonic() + PATIENCE
        while self.total < total:
            assert time.monotonic() < end, f"{self.total} of {total} words arrived."
            self._read(0.5)
        return time.perf_counter()

    def settle(self) -> None:
        """Read until it is quiet: all answers have begun."""
        while self._read(0.5):
            pass

    def _read(self, patience: float) -> bool:
        ready = self._poll.poll(patience)
        for number, _ in ready:
            held = self._tails[number] + self._pages[number].recv(65_536)
            new = held.count(self._mark)
            self._tails[number] = held[-len(self._mark) + 1 :] if not held.endswith(b"\n") else b""
            self.counts[number] += new
            self.total += new
            self.heard(number, new)
        return bool(ready)

    def heard(self, number: int, new: int) -> None:
        """So many words came to this page."""

    def say(self, words: int = 1) -> float:
        """Say something, without waiting for the answer; gives the moment."""
        plan = self._server.plan
        self._turn += 1
        request = self.post(f"{plan.say}?n={words}", token=plan.tokens[self._turn % len(plan.tokens)])
        begun = time.perf_counter()
        self._speaker.sendall(request)
        return begun

    def post(self, address: str, *, token: str, more: Mapping[str, str] | None = None) -> bytes:
        """The request that says something, as a browser with this session would send it."""
        plan = self._server.plan
        form = plan.form.replace("ONCE", os.urandom(16).hex())
        head = f"POST {address} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n"
        extra = "".join(f"{name}: {text}\r\n" for name, text in {**plan.headers, **(more or {})}.items())
        return f"{head}Cookie: {plan.cookie}={token}; f={'b' * 32}\r\n{extra}\r\n{form}".encode()

    def said(self) -> None:
        """Wait for the answer to what was said."""
        assert self._speaker.recv(65_536)[9:10] in b"23"

    def close(self) -> None:
        """Everybody closes their page."""
        for page in (*self._pages.values(), self._speaker):
            page.close()
        self._poll.close()


@contextmanager
def crowd(server: Running, *, size: int) -> Iterator[Crowd]:
    """So many open pages, settled."""
    everybody = Crowd(server, size=size)
    try:
        everybody.settle()
        yield everybody
    finally:
        everybody.close()


def _one_by_one(everybody: Crowd, *, size: int, words: int) -> list[float]:
    took = []
    for _ in range(words):
        begun = everybody.say()
        took.append(everybody.until(everybody.total + size) - begun)
        everybody.said()
    return took


# What is measured


@dataclass
class Side:
    """One of the servers that are measured by turns, with its crowd.

    ``heard``: by how many of the open pages a word is heard, where that is not all of them.
    """

    server: Running
    everybody: Crowd
    heard: int

    def deliveries(self, *, words: int = 40, together: int = 1) -> float:
        """Deliveries per second of processor time, each word said after the last one arrived everywhere."""
        self.everybody.begin()
        before, begun = self.server.processor_seconds(), self.everybody.total
        for _ in range(words // together):
            self.everybody.say(together)
            self.everybody.until(self.everybody.total + self.heard * together)
            self.everybody.said()
        return (self.everybody.total - begun) / (self.server.processor_seconds() - before)

    def post_to_last(self, *, words: int = 40) -> list[float]:
        """Seconds from saying to the last reader, word by word, with a rest between."""
        self.everybody.begin()
        took = []
        for _ in range(words):
            took += _one_by_one(self.everybody, size=self.heard, words=1)
            time.sleep(0.01)
        return took


@contextmanager
def beside(stage: str, *, size: int, heard: int | None = None) -> Iterator[tuple[Side, Side]]:
    """The bare server and a stage, both warm: while one is asked, the other rests.

    What else runs on a machine comes and goes within minutes; taken by turns, it weighs on both alike.
    """
    with ExitStack() as stack:
        sides = []
        for name, ears in ((BARE, size), (stage, size if heard is None else heard)):
            server = stack.enter_context(running(name))
            everybody = stack.enter_context(crowd(server, size=size))
            _one_by_one(everybody, size=ears, words=20)
            sides.append(Side(server, everybody, ears))
        yield sides[0], sides[1]


def middle(found: Iterable[float]) -> float:
    """The middle of what was found, which one bad moment does not move."""
    return (in_order := sorted(found))[len(in_order) // 2]


def deliveries(stage: str, *, size: int, heard: int | None = None) -> tuple[float, float, float]:
    """Deliveries per second of processor time: the bare server's, the stage's, and the stage's 50 words at a time."""
    with beside(stage, size=size, heard=heard) as (bare, ours):
        rounds = [
            (bare.deliveries(), ours.deliveries(), ours.deliveries(words=200, together=50))
            for _ in range(ROUNDS)
        ]
    alone, stages, bursts = zip(*rounds, strict=True)
    return middle(alone), middle(stages), middle(bursts)


def kilobytes_per_page(stage: str, *, size: int = 1_000) -> float:
    """How much memory an open page costs, after it has heard some words."""
    with running(stage) as server:
        with crowd(server, size=10) as few:
            _one_by_one(few, size=10, words=20)
        before = server.kilobytes()
        with crowd(server, size=size) as everybody:
            _one_by_one(everybody, size=size, words=20)
            return (server.kilobytes() - before) / size


def post_to_last(stage: str, *, size: int) -> list[tuple[float, float]]:
    """Milliseconds from saying to the last reader, bare server and stage: the median, and one in a hundred."""
    with beside(stage, size=size) as (bare, ours):
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            took[0].extend(bare.post_to_last())
            took[1].extend(ours.post_to_last())
    return [(each[len(each) // 2] * 1_000, each[len(each) * 99 // 100] * 1_000) for each in map(sorted, took)]


def come_back(stage: str, *, size: int = 1_000, missed: int = 10) -> tuple[float, int, int]:
    """Seconds until all who come back at once have what they missed; words lost, words that came twice."""
    with running(stage) as server:
        with crowd(server, size=1) as first:
            first.say(missed)
            first.until(missed)
        begun = time.perf_counter()
        everybody = Crowd(server, size=size)
        took = everybody.until(size * missed) - begun
        everybody.settle()
        counts = everybody.counts.values()
        everybody.close()
    return took, sum(max(0, missed - n) for n in counts), sum(max(0, n - missed) for n in counts)


def rows(stage: str = STAGE) -> list[Row]:
    """Everything that the budgets ask of the streams."""
    return [
        *_delivery_rows(stage),
        *_memory_rows(stage),
        *_latency_rows(stage),
        *_return_rows(stage),
    ]


def _delivery_rows(stage: str) -> Iterator[Row]:
    for size, share in ((200, 0.5), (1_000, 0.66)):
        bare, ours, burst = deliveries(f"{stage}@{size}", size=size)
        yield row(f"deliveries a core-second, room of {size}", ours, "1/s", bare, share * bare, min=True)
    yield row("the same, 50 words in a burst", burst, "1/s", ours, 4 * ours, min=True)


def _memory_rows(stage: str) -> Iterator[Row]:
    yield row("memory per open page", kilobytes_per_page(stage), "KB", kilobytes_per_page(BARE), 16)


def _latency_rows(stage: str) -> Iterator[Row]:
    for size, budget in ((200, 10), (1_000, 40)):
        bare, ours = post_to_last(f"{stage}@{size}", size=size)
        yield row(f"POST to last of {size}, median", ours[0], "ms", bare[0], None)
        yield row(f"POST to last of {size}, p99", ours[1], "ms", bare[1], budget)


def _return_rows(stage: str) -> Iterator[Row]:
    took, lost, twice = come_back(stage)
    yield row("1,000 come back at once", took, "s", None, 1.0)
    yield row("words lost on the way back", lost, "", None, 0)
    yield row("words that came twice", twice, "", None, 0)


def row(
    measure: str, value: float, unit: str, reference: float | None, budget: float | None, *, min: bool = False
) -> Row:
    """One line of the report."""
    met = None if budget is None else (value >= budget if min else value <= budget)
    return {
        "measure": measure,
        "value": value,
        "unit": unit,
        "reference": reference,
        "budget": budget,
        "met": met,
    }


def show(each: Row, *, write: Callable[[str], object] = print) -> None:
    """One line of the report, as people read it."""
    number = lambda value: "–" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"  # noqa: E731
    met = {None: "", True: "met", False: "NOT MET"}[each["met"]]
    write(
        f"{each['measure']:<42} {number(each['value']):>10} {each['unit']:<4}"
        f" bare {number(each['reference']):>10}  budget {number(each['budget']):>10}  {met}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve_stage(sys.argv[2], int(sys.argv[3]))
    else:
        for line in rows(*sys.argv[1:2]):
            show(line)
