"""The machine dies while the tables are made, for the first time or by an update."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from mutuality.host import tables
from tests.served import ROOT

# A process that dies in the moment before the first migration is noted that leaves work to its end.
DIES = """
import os, signal, sys
from django.db.migrations.executor import MigrationExecutor
at, plain = int(sys.argv.pop(1)), MigrationExecutor.record_migration
def record(self, migration):
    global at
    at -= 1
    if at == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(self, migration)
MigrationExecutor.record_migration = record
from mutuality.host import command
sys.exit(command.main(["migrate", *sys.argv[1:]]))
"""


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=kept, capture_output=True, text=True, timeout=300
    )


def committed(file: Path) -> list[tuple[str, ...]]:
    """The tables, columns and indexes that another process finds there."""
    with sqlite3.connect(file) as other:
        found = other.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
    other.close()
    return found


@pytest.fixture
def elsewhere(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An empty database that another connection looks into."""
    file = tmp_path / "new.sqlite3"
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": {}}
    connections.settings["new"] = {**connections.settings["default"], **own}
    with django_db_blocker.unblock():
        yield file
        connections["new"].close()
    del connections.settings["new"], connections["new"]


def test_nothing_of_a_migration_is_there_before_its_note(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the machine dies, there are the tables of those migrations that are noted, and no others."""
    plain = MigrationExecutor.record_migration
    before, early = [], []

    def record(self: MigrationExecutor, migration: object) -> None:
        there = committed(elsewhere)
        if before and there != before[-1]:
            early.append(str(migration))
        plain(self, migration)

    def begins(_name: str) -> None:
        before.append(committed(elsewhere))

    monkeypatch.setattr(MigrationExecutor, "record_migration", record)
    tables.bring_up_to_date(database="new", tell=begins)
    assert len(before) > 10 and len(committed(elsewhere)) > 100
    assert early == []


@pytest.mark.fault
def test_a_first_start_that_is_killed_goes_on(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    died = typed("-c", DIES, "2", "--data", data)
    assert died.returncode == -signal.SIGKILL
    again = typed("-m", "mutuality.host.command", "migrate", "--data", data)
    assert again.returncode == 0, again.stderr
