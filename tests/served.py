"""The real server, started as a person would start it, in a process of its own."""

import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from tests.forks import Forked, Parent, parent_of

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90


@dataclass
class Served:
    """A running server: where it is, where its data lies, and what it said."""

    address: str
    port: int
    data: Path
    database_url: str
    process: Forked
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Everything the server has printed so far."""
        return self.log.read_text()

    @property
    def founding_link(self) -> str:
        """The one-time link that the server printed for whoever founds the community."""
        found = re.search(rf"{re.escape(self.address)}/\S+", self.said)
        assert found, f"No founding link was printed:\n{self.said}"
        return found.group()

    def stop(self, *, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask the server to stop and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def serving(
    data: Path,
    *,
    database: dict | None = None,
    options: tuple[str, ...] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Served]:
    """Serve what lies in ``data`` until the block ends.

    ``database`` is the Django settings of a database that exists; without it the server gets a new one of the
    same kind as the suite runs on, and it is gone afterwards.
    """
    with _database(data, database) as url:
        community = start(data, database_url=url, options=options, environment=environment)
        try:
            yield wait_until_open(community)
        finally:
            community.stop()
        assert told_of_anybody(community.said) == []


# Whoever walks through a story of this suite, what they call their places, and what no log may hold.
_NOBODYS = re.compile(
    r"\b(Ada|Bea|Cy|Dov|Eli|Una|Fay|Rowan|Imani|Solveig|Riverbend|Elm Street|Tuesday evening)\b"
    r"|\b(?!127\.0\.0\.1\b)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|passphrase=|csrfmiddlewaretoken"
)
_PATTERN = r"(?:[a-z.-]+|\.woff2|<[a-z]+:[a-z_]+>|/)*"
_SAID = re.compile(
    r"timestamp='[0-9T:.Z-]+' level='[a-z]+' event='[a-z_.]+'|request='[0-9a-z]{16}'"
    rf"|pattern='{_PATTERN}'|kind='[a-z_.-]+'|trouble='\w+'|(?:status|ms|port|count|tries)=\d+"
    r"|error=\w+ at=[\w.<>-]+:\d+"
)


def told_of_anybody(log: str) -> list[str]:
    """The lines of a server's log that say more than that something happened. The made-up people of a demo are told."""
    whole = log[: log.rfind("\n") + 1]
    lines = [line for line in whole.splitlines() if not line.startswith("  Sign in once as ")]
    return [line for line in lines if _NOBODYS.search(line) or _says_more(line)]


def _says_more(line: str) -> bool:
    """Threads may write two lines into one; each part of them is one of those that say nothing of anybody."""
    return line.startswith(("timestamp=", "error=")) and bool(_SAID.sub("", line).strip())


def commands() -> Parent:
    """Return what forks the commands of this installation. The whole server is loaded already."""
    return parent_of("mutuality.host.command", "mutuality.host.settings", "tests.warm")


@contextmanager
def again(community: Served, *, port: int | None = None) -> Iterator[Served]:
    """Serve the same community once more, after it was stopped: on another port, or where open pages look for it."""
    second = start(
        community.data,
        database_url=community.database_url,
        port=port,
        environment=community.environment,
    )
    try:
        yield wait_until_open(second)
    finally:
        second.stop()
    assert told_of_anybody(second.said) == []


def start(
    data: Path,
    *,
    database_url: str,
    port: int | None = None,
    options: tuple[str, ...] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Served:
    """Start the server and do not wait for it."""
    port = port or free_port()
    data.parent.mkdir(parents=True, exist_ok=True)
    log = data.parent / f"served-{port}.log"
    words = ("serve", "--port", str(port), "--data", str(data), *options)
    told = {**surroundings(database_url), **environment}
    with log.open("ab") as out:
        process = commands().fork(*words, environment=told, out=out.fileno(), err=out.fileno())
    return Served(f"http://localhost:{port}", port, data, database_url, process, log, environment)


def wait_until_open(community: Served) -> Served:
    """The same server, once it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if community.process.poll() is not None:
            raise AssertionError(f"The server ended by itself:\n{community.said}")
        if _answers(community.address):
            return community
        time.sleep(0.05)
    raise AssertionError(f"The server did not answer:\n{community.said}")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def url_of(database: dict) -> str:
    """The address of a database, as ``DATABASE_URL`` writes it."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    who = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database.get("PASSWORD") else "")
    return f"postgres://{who}@{database['HOST']}:{database.get('PORT') or 5432}/{database['NAME']}"


def surroundings(database_url: str) -> dict[str, str]:
    """What a server or command of ours is told, and nothing of what this run was told."""
    ours = ("MUTUALITY_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # Each page is logged, so that what is logged can be looked through.
    kept["MUTUALITY_LOG_PAGES"] = "1"
    return {**kept, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


@contextmanager
def _database(data: Path, database: dict | None) -> Iterator[str]:
    if database is not None:
        yield url_of(database)
    elif os.environ.get("DATABASE_URL", "").startswith("postgres"):
        with new_postgres(os.environ["DATABASE_URL"]) as url:
            yield url
    else:
        yield f"sqlite:///{data / 'mutuality.sqlite3'}"


@contextmanager
def new_postgres(url: str) -> Iterator[str]:
    """The address of an empty database on the same server, gone afterwards."""
    import psycopg

    name = f"served_{uuid.uuid4().hex[:12]}"
    server = urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as door:
        door.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as door:
            door.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
