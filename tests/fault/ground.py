"""A community without pages in a folder of its own, whose acts run in processes that can be killed."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from mutuality.kit.ids import new_id
from tests.forks import parent_of


class Ground:
    """Where acts happen; ``key_file`` lies apart from everything that could be stolen with the data."""

    acts, settings = "tests.fault.acts", "tests.fault.settings"

    def __init__(self, place: Path, database: str | None) -> None:
        self.place, self.data = place, place / "data"
        self.key_file = place / "keys" / "keyfile.json"
        self.copies = place / "copies"
        self.data.mkdir(exist_ok=True)
        self.database = database

    def run(self, act: str, *death: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Let an act happen, whatever comes of it."""
        parent = parent_of(self.acts, self.settings)
        return parent.run(act, *death, environment={**self._environment(), **environment})

    def together(self, act: str, *, processes: int) -> list[int]:
        """Let the same act happen in several processes at once; how each ended."""
        parent, running = parent_of(self.acts, self.settings), []
        with (self.place / "together.log").open("ab") as out:
            for _process in range(processes):
                files = {"out": out.fileno(), "err": out.fileno()}
                running.append(parent.fork(act, environment=self._environment(), **files))
            return [process.wait() for process in running]

    def do(self, act: str, **environment: str) -> Any:
        """Let an act happen that must succeed; what it told."""
        done = self.run(act, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith(("[", "{")) else done.stdout

    def die(self, act: str, place: str, nth: int, when: str) -> None:
        """Let an act begin and be killed; it is an error when it was not reached."""
        done = self.run(act, place, str(nth), when)
        assert done.returncode == -signal.SIGKILL, (done.returncode, done.stderr)

    def refuse(self, act: str, **environment: str) -> str:
        """Let an act be refused; the sentence."""
        done = self.run(act, **environment)
        assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
        return done.stderr.strip()

    def files(self) -> dict[Path, bytes]:
        """Everything a thief of the disk would have, except the folder of the key file."""
        found = (file for place in (self.data, self.copies) for file in place.rglob("*") if file.is_file())
        return {file: file.read_bytes() for file in found} | self._rows()

    def _rows(self) -> dict[Path, bytes]:
        """On PostgreSQL, every row in plain letters: its own files and dumps are packed."""
        if not self.database:
            return {}
        dump = subprocess.run(["pg_dump", "--inserts", self.database], capture_output=True, check=True)
        return {Path("rows"): dump.stdout}

    def _environment(self) -> dict[str, str]:
        mine = {
            "DJANGO_SETTINGS_MODULE": self.settings,
            "MUTUALITY_DATA": str(self.data),
            "MUTUALITY_KEY_FILE": str(self.key_file),
        }
        left = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return left | mine | ({"DATABASE_URL": self.database} if self.database else {})


class House(Ground):
    """A ground with all apps, in which three people have talked."""

    acts, settings = "tests.fault.leaving_acts", "mutuality.host.settings"


@contextmanager
def ground_at(place: Path, *, kind: type[Ground] = Ground, like: Ground | None = None) -> Iterator[Ground]:
    """A new ground, or a copy of another on which nothing is going on; on PostgreSQL its database goes afterwards."""
    if like is not None:
        shutil.copytree(like.place, place, dirs_exist_ok=True)
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield kind(place, None)
        return
    name = f"fault_{new_id()}"
    template = f" TEMPLATE {urlsplit(like.database).path[1:]}" if like is not None and like.database else ""
    with psycopg.connect(_renamed(url, "postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{template}")
        try:
            yield kind(place, _renamed(url, name))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
