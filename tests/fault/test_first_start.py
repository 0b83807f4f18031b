"""The machine dies while the tables are made, for the first time or by an update."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from mutuality.host import tables
from tests.served import ROOT, new_postgres

# A process that dies in the moment before a migration is noted.
DIES = """
import os, signal, sys
from django.db.migrations.recorder import MigrationRecorder
at, plain = int(sys.argv.pop(1)), MigrationRecorder.record_applied
def record(self, *migration):
    global at
    at -= 1
    if at == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(self, *migration)
MigrationRecorder.record_applied = record
from mutuality.host import command
sys.exit(command.main(["migrate", *sys.argv[1:]]))
"""

# Every column, rule, tie and index in the words of the server itself.
POSTGRESQL = """
SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull::text,
       attidentity::text, coalesce(pg_get_expr(adbin, adrelid), '')
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'rule', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = 'public'
"""
# A name that Django or the server made of a name stays as it was when the column or table is renamed.
ITS_OWN = re.compile(r"\b[a-z_]+_(?:[0-9a-f]{8}\w*|p?key)\b")


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    ours = ("DATABASE_URL", "DJANGO_", "MUTUALITY_D", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=kept, capture_output=True, text=True, timeout=300
    )


@contextmanager
def empty_database(folder: Path) -> Iterator[tuple[str, str]]:
    """Two connections to one new database of the kind that this run is about: one to work with, one to look in."""
    here = connections.settings["default"]
    with ExitStack() as stack:
        if here["ENGINE"].endswith("sqlite3"):
            own = {**here, "NAME": folder / "new.sqlite3", "OPTIONS": {}}
        else:
            url = stack.enter_context(new_postgres(os.environ["DATABASE_URL"]))
            own = {**here, "NAME": urlsplit(url).path[1:]}
        for alias in ("new", "looking"):
            connections.settings[alias] = own
        yield "new", "looking"
        for alias in ("new", "looking"):
            connections[alias].close()
            if connections[alias].vendor == "postgresql":
                connections[alias].close_pool()
            del connections.settings[alias], connections[alias]


def committed(alias: str) -> list[tuple[str, ...]]:
    """The columns, ties, rules and indexes that another process finds there, in no order of theirs."""
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            return sorted(tuple(ITS_OWN.sub("?", part) for part in row) for row in cursor.fetchall())
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(part for row in cursor.fetchall() for part in parts(*row))


def parts(kind: str, name: str, sql: str) -> Iterator[tuple[str, ...]]:
    """What SQLite keeps as one text, piece by piece: columns may stand in another order after a migration."""
    if kind != "table":
        yield kind, name, sql
        return
    body, depth, begun = sql[sql.index("(") + 1 : sql.rindex(")")], 0, 0
    for place, letter in enumerate(body + ","):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield kind, name, body[begun:place].strip()
            begun = place + 1


@dataclass
class Walked:
    """What came of going through every migration there is."""

    seen: int
    early: list[str]
    tables: list[tuple[str, ...]]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Walked:
    """The tables of a first start by an earlier version, of which an end came before its first migration."""
    plain = MigrationExecutor.record_migration
    before: list[list[tuple[str, ...]]] = []
    early: list[str] = []
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        empty_database(tmp_path_factory.mktemp("walked")) as (working, looking),
    ):

        def record(self: MigrationExecutor, migration: object) -> None:
            if committed(looking) != before[-1]:
                early.append(str(migration))
            plain(self, migration)

        # On PostgreSQL whoever looks in waits for the end of the change.
        if connections[working].vendor == "sqlite":
            patch.setattr(MigrationExecutor, "record_migration", record)
        MigrationRecorder(connections[working]).ensure_schema()
        tables.bring_up_to_date(database=working, tell=lambda _name: before.append(committed(looking)))
        return Walked(len(before), early, committed(looking))


def test_nothing_of_a_migration_is_there_before_its_note(walked: Walked) -> None:
    """Whenever the machine dies, there are the tables of those migrations that are noted, and no others."""
    assert walked.seen > 10 and len(walked.tables) > 100
    assert walked.early == []


@pytest.mark.both
def test_a_new_database_has_the_tables_that_all_migrations_make(
    walked: Walked, tmp_path: Path, django_db_blocker: Any
) -> None:
    noted: list[str] = []
    with django_db_blocker.unblock(), empty_database(tmp_path) as (working, looking):
        tables.bring_up_to_date(database=working, tell=noted.append)
        assert committed(looking) == walked.tables
        assert len(noted) == walked.seen
        tables.bring_up_to_date(database=working, tell=noted.append)
        assert len(noted) == walked.seen


@pytest.mark.fault
@pytest.mark.parametrize("version", ["this", "an earlier"])
def test_a_first_start_that_is_killed_goes_on(tmp_path: Path, version: str) -> None:
    """The tables of an earlier version's first start came one migration at a time, those of this one come at once."""
    data, file = tmp_path / "data", tmp_path / "data" / "mutuality.sqlite3"
    if version == "an earlier":
        data.mkdir(mode=0o700)
        with closing(sqlite3.connect(file)) as begun:
            begun.execute(
                "CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT,"
                " app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL)"
            )
    died = typed("-c", DIES, "2", "--data", str(data))
    assert died.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(file)) as found:
        made = {name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert bool(made) == (version == "an earlier")
    again = typed("-m", "mutuality.host.command", "migrate", "--data", str(data))
    assert again.returncode == 0, again.stderr
    with closing(sqlite3.connect(file)) as found:
        assert found.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 10
