"""Words a second over one, two and four processes on PostgreSQL and Redis: `python -m bench.nodes`.

The processes are those that a host starts (`serve --several`); open pages and speakers are spread over them evenly.
On two cores the crowd and the database run beside them, so the processor time of a word says more than the rate.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from bench import live
from bench.live import Plan, Row, Running, row
from bench.room import SECONDS, WITHIN_MS, Rooms

USUAL = "postgres://postgres@127.0.0.1:5432/postgres"
PROCESSES = (1, 2, 4)
RATES = (50, 80, 110, 150, 190, 250, 300, 400, 500)
ASKED_OF_TWO = 400


@dataclass
class Nodes:
    """Several servers that are measured as one: each connection goes to the next of them."""

    processes: list[subprocess.Popen[bytes]]
    ports: Iterator[int]
    plan: Plan
    database: str

    @property
    def port(self) -> int:
        """Where the next connection goes."""
        return next(self.ports)

    def processor_seconds(self) -> float:
        """How long all of them have worked so far."""
        each = (Running(cast(Any, one), 0, self.plan).processor_seconds() for one in self.processes)
        return sum(each)

    def database_seconds(self) -> float:
        """How long the connections of PostgreSQL have worked for them so far, as far as they are still open."""
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(_worked(folder) for folder in Path("/proc").iterdir() if self._serves(folder)) / ticks

    def _serves(self, folder: Path) -> bool:
        with suppress(OSError):
            said = (folder / "cmdline").read_bytes().decode(errors="replace")
            return said.startswith("postgres:") and f" {self.database} " in said
        return False


def _worked(folder: Path) -> int:
    with suppress(OSError):
        parts = (folder / "stat").read_text().rpartition(")")[2].split()
        return int(parts[11]) + int(parts[12])
    return 0


def address() -> str | None:
    """A PostgreSQL that answers here; nothing where there is none, or no Redis."""
    import psycopg

    said = os.environ.get("DATABASE_URL", "")
    found = said if said.startswith("postgres") else USUAL
    if not shutil.which("redis-server"):
        return None
    with suppress(psycopg.OperationalError), psycopg.connect(_named(found, "postgres"), connect_timeout=3):
        return found
    return None


@contextmanager
def community(server: str) -> Iterator[tuple[Path, Mapping[str, str], Plan]]:
    """A hundred rooms of twenty in a database of their own: the data folder, what processes are told, the plan."""
    import psycopg

    name = f"bench_{os.getpid()}"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mutuality-bench-")))
        door = stack.enter_context(psycopg.connect(_named(server, "postgres"), autocommit=True))
        door.execute(f"CREATE DATABASE {name}")
        stack.callback(door.execute, f"DROP DATABASE {name} WITH (FORCE)")
        told = {
            **os.environ,
            "MUTUALITY_DATA": str(folder),
            "DATABASE_URL": _named(server, name),
            "REDIS_URL": stack.enter_context(_redis(folder)),
            "DJANGO_SETTINGS_MODULE": "mutuality.host.settings",
        }
        made = subprocess.run(
            [sys.executable, "-m", "bench.nodes", "--make"], env=told, stdout=subprocess.PIPE, check=True
        )
        yield folder, told, Plan(**json.loads(made.stdout))


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = live._free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    try:
        live._wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def serving(count: int, folder: Path, told: Mapping[str, str], plan: Plan) -> Iterator[Nodes]:
    """So many processes of this community, until the block ends."""
    ports = [live._free_port() for _ in range(count)]
    command = [sys.executable, "-m", "mutuality.host.command", "serve", "--several", "--data", str(folder)]
    processes = []
    try:
        for port in ports:
            asked = [*command, "--port", str(port), "--address", f"http://localhost:{ports[0]}"]
            processes.append(subprocess.Popen(asked, env=dict(told), stdout=subprocess.DEVNULL))
            live._wait_for(port)
        yield Nodes(processes, cycle(ports), plan, urlsplit(told["DATABASE_URL"]).path[1:])
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def make() -> None:
    """Make the community and print its plan."""
    import django

    django.setup()
    from bench.room import many

    print(json.dumps(asdict(many().plan)), flush=True)


def rows() -> list[Row]:
    """The most words a second with so many processes, and what one word costs."""
    server = address()
    if server is None:
        return [row("several processes: not measured, for want of PostgreSQL or Redis", 0.0, "", None, None)]
    with community(server) as (folder, told, plan):
        return [each for count in _counts() for each in _of(count, folder, told, plan)]


def _counts() -> tuple[int, ...]:
    """Four processes on two cores would only look four times at each word."""
    return tuple(count for count in PROCESSES if count <= max(2, os.cpu_count() or 1))


def _from_now_on(plan: Plan, database: str) -> Plan:
    """The same rooms, in which the open pages have everything that has been said so far."""
    import psycopg

    with psycopg.connect(database) as door:
        newest = dict(door.execute("SELECT name, seq FROM live_topic").fetchall())
    rooms = [each | {"since": newest["/".join(each["address"].split("/")[2:4])]} for each in plan.more]
    return replace(plan, more=rooms)


def _of(count: int, folder: Path, told: Mapping[str, str], plan: Plan) -> Iterator[Row]:
    with serving(count, folder, told, _from_now_on(plan, told["DATABASE_URL"])) as nodes:
        everybody = Rooms(cast(Running, nodes))
        everybody.settle()
        everybody.speak(120, rate=40)
        before, first = nodes.database_seconds(), everybody.go(rate=RATES[0])
        of_database = (nodes.database_seconds() - before) / (RATES[0] * SECONDS) * 1_000
        tried = {float(RATES[0]): first.last}
        for rate in RATES[1:]:
            if max(tried.values()) > WITHIN_MS:
                break
            tried[float(rate)] = everybody.go(rate=rate).last
        everybody.close()
    name = f"{count} process{'es' if count > 1 else ''} on PostgreSQL"
    best = max((rate for rate, last in tried.items() if last <= WITHIN_MS), default=0.0)
    asked = float(ASKED_OF_TWO) if count == 2 else None
    within = f"the most words a second, p99 within {WITHIN_MS:.0f} ms"
    yield row(f"{name}: {within}", best, "1/s", None, asked, min=True)
    at = f"{RATES[0]} words/s"
    yield row(f"{name}, {at}: POST to last, median", first.half, "ms", None, None)
    yield row(f"{name}, {at}: POST to last, p99", first.last, "ms", None, None)
    yield row(f"{name}, {at}: processor time of one word, all processes", first.work, "ms", None, None)
    yield row(f"{name}, {at}: the same in PostgreSQL", of_database, "ms", None, None)


def _named(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


if __name__ == "__main__":
    if "--make" in sys.argv:
        make()
    else:
        for each in rows():
            live.show(each)
