"""How quickly pages come, beside one plain Django page under the same server: `python -m bench.pages`.

One core serves, one caller at a time asks; what counts is the processor time that the server used for each page.
"""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench import live
from bench._scene import Circle, circle, in_many, lay_ground, meet_weekly
from bench.live import Plan, Row, Running, Stage, row, running

OURS, OPENED, PLAIN = "bench.pages:ours", "bench.pages:opened", "bench.pages:plain"
ROUNDS, PAGES = 5, 60
MANY, GROUPS = "session of somebody in many groups", 20
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS, REST_MB = 3.0, 120.0


def ours() -> Stage:
    """A group of twenty in which each has spoken once."""
    from django.core.wsgi import get_wsgi_application

    from mutuality.site import wiring

    lay_ground()
    made = circle(members=20, words=20)
    meet_weekly(made)
    plan = Plan(f"/topics/{made.topic}/", made.cookie, made.tokens, "", more=[_pages(made)])
    return Stage(wiring.LIVE, get_wsgi_application(), plan)


def _pages(made: Circle) -> dict[str, str]:
    """Where the pages of a group are, and the session of somebody who is in twenty."""
    return {
        "home": "/",
        "group": f"/groups/{made.group}/",
        "room": f"/rooms/{made.room}/",
        "meetings": f"/groups/{made.group}/meetings/",
        "decisions": f"/groups/{made.group}/decisions/",
        "all meetings": "/meetings/",
        "groups": "/groups/",
        "limits": "/limits/",
        "you": "/you/",
        MANY: in_many(GROUPS),
    }


def opened() -> Stage:
    """The same group, where each text is opened once and from then on taken from a table: for the price of sealing."""
    from mutuality.vault import queries

    once = queries.open_sealed
    texts: dict[tuple[bytes, str], str] = {}

    def from_a_table(blob: bytes | memoryview, *, key: Any, about: str) -> str:
        name = bytes(blob), about
        if name not in texts:
            texts[name] = once(blob, key=key, about=about)
        return texts[name]

    queries.open_sealed = from_a_table
    return ours()


def plain() -> Stage:
    """One plain Django page under the same server."""
    from bench import _plain

    application, session = _plain.application(Path(os.environ["MUTUALITY_DATA"]))
    return Stage({}, application, Plan("/page/", "sessionid", [session], ""))


class Caller:
    """One browser that asks again and again on one connection."""

    def __init__(self, server: Running, *, packed: bool = False, token: str = "") -> None:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        self._server = server
        self._token = token or server.plan.tokens[-1]
        self._packed = "Accept-Encoding: gzip\r\n" if packed else ""

    def ask(self, address: str) -> bytes:
        """The body of a page, after making sure that it is one."""
        plan = self._server.plan
        cookie = f"Cookie: {plan.cookie}={self._token}; f={'b' * 32}; csrftoken={'b' * 32}\r\n"
        self._line.sendall(
            f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{self._packed}{cookie}\r\n".encode()
        )
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._line.recv(65_536)
        head, _, body = got.partition(b"\r\n\r\n")
        assert head[9:12] == b"200", head[:200]
        wanted = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < wanted:
            body += self._line.recv(65_536)
        return body

    def a_second(self, address: str) -> float:
        """Pages in a second of the server's processor time."""
        # A line on which nobody asks for a while is closed; so each turn has its own.
        with socket.create_connection(("127.0.0.1", self._server.port)) as self._line:
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            before = self._server.processor_seconds()
            for _ in range(PAGES):
                self.ask(address)
            return PAGES / (self._server.processor_seconds() - before)


def _page_rows() -> Iterator[Row]:
    with running(OURS) as here, running(OPENED) as table, running(PLAIN, settings="") as there:
        measured = _by_turns(here, table, there)
    reference = measured["plain"]
    yield row(
        "topic page, 20 posts, signed in", measured["topic"], "1/s", reference, 1.5 * reference, min=True
    )
    yield row("the same, packed for the way", measured["packed"], "1/s", reference, None)
    for name in (name for name in measured if name.startswith("page: ")):
        yield row(
            name.removeprefix("page: ") + ", signed in", measured[name], "1/s", reference, reference, min=True
        )
    one, many = measured["page: home"], measured[MANY]
    yield row(f"home of somebody in {GROUPS} groups", many, "1/s", one, one / 3, min=True)
    share = 100 * (1 - measured["topic"] / measured["opened"])
    yield row("opening seals, share of the topic page", share, "%", None, 10.0)


def _by_turns(here: Running, table: Running, there: Running) -> dict[str, float]:
    """The middle of several rounds, taken by turns so that what else runs here weighs on all alike."""
    plain_page, ours_plain, ours_packed = Caller(there), Caller(here), Caller(here, packed=True)
    address = here.plan.address
    from_table = Caller(table)
    pages = dict(here.plan.more[0])
    in_many_groups = Caller(here, token=pages.pop(MANY))
    ways = {
        "plain": lambda: plain_page.a_second(there.plan.address),
        "topic": lambda: ours_plain.a_second(address),
        "opened": lambda: from_table.a_second(table.plan.address),
        "packed": lambda: ours_packed.a_second(address),
        MANY: lambda: in_many_groups.a_second("/"),
        **{f"page: {name}": partial(ours_plain.a_second, where) for name, where in pages.items()},
    }
    rounds = [{name: way() for name, way in ways.items()} for _ in range(ROUNDS + 1)][1:]
    return {name: sorted(each[name] for each in rounds)[ROUNDS // 2] for name in ways}


# Start and rest


@contextmanager
def started(data: Path) -> Iterator[tuple[float, subprocess.Popen[bytes]]]:
    """Seconds from `bin/run` to its first page, on a clone that is installed already."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [ROOT / "bin" / "run", "--port", str(port), "--data", data],
        stdout=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        _first_page(port, process)
        yield time.perf_counter() - begun, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _environment() -> dict[str, str]:
    """The caller's, without what would lead to another community or tie the server to one core."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MUTUALITY_D", "DATABASE", "DJANGO"))
    }


def _first_page(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                assert page.status == 200
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("bin/run ended before its first page.")


def _start_rows() -> Iterator[Row]:
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    with tempfile.TemporaryDirectory(prefix="mutuality-bench-") as folder:
        data = Path(folder) / "data"
        with started(data) as (first, _):
            yield row("first start ever, to the first page", first, "s", None, None)
        took = []
        for _ in range(3):
            with started(data) as (seconds, process):
                took.append(seconds)
                time.sleep(1.0)
                rest = _megabytes(process.pid)
    yield row("start of bin/run to the first page", sorted(took)[1], "s", None, START_SECONDS)
    yield row("memory at rest", rest, "MB", None, REST_MB)


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return float(status.split("VmRSS:")[1].split()[0]) / 1024


def rows() -> list[Row]:
    """What the budgets ask of pages."""
    return [*_page_rows(), *_start_rows()]


if __name__ == "__main__":
    for each in rows():
        live.show(each)
