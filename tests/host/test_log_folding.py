"""SQLite's log is folded beside the words: nobody waits for it, nothing is lost by it, and it doesn't grow for ever."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from mutuality.host import log_folding
from mutuality.host.log_folding import LogFolding
from mutuality.kit import locks
from mutuality.live.models import Topic
from tests.live.listening import PATIENCE, until
from tests.served import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite has a log that we fold."),
]


def _write(times: int = 1) -> None:
    for _ in range(times):
        with locks.writing():
            Topic.objects.create(name=f"a/{locks.writes()}")


def _pages() -> int:
    """How many pages the log has, all of them folded already."""
    with connection.cursor() as cursor:
        _busy, pages, folded = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert pages == folded
    return int(pages)


@contextmanager
def _someone_reads() -> Iterator[None]:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM live_topic").fetchone()
        yield


def test_the_log_is_folded_and_begins_again_from_the_front() -> None:
    _write(50)
    assert locks.fold_beside()
    long = _pages()
    _write()
    assert locks.fold_beside() and _pages() < long
    assert Topic.objects.count() == 51


def test_a_commit_folds_nothing_while_a_server_does_it() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA wal_autocheckpoint").fetchone()[0] > 2 * locks._LONG_LOG


def test_it_waits_for_nobody_who_writes() -> None:
    _write(5)
    folded: list[bool] = []

    def fold() -> None:
        folded.append(locks.fold_beside())
        connection.close()

    with locks.writing():
        Topic.objects.create(name="a/open")
        beside = threading.Thread(target=fold)
        beside.start()
        beside.join()
    assert folded == [True] and Topic.objects.count() == 6


def test_a_reader_in_the_way_is_not_waited_for_and_loses_nothing() -> None:
    _write(5)
    with _someone_reads():
        _write(5)
        assert not locks.fold_beside()
    assert locks.fold_beside() and Topic.objects.count() == 10


def test_a_long_log_is_finished_while_no_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The little that came during the folding: else a log never begins again where people speak all the time."""
    monkeypatch.setattr(locks, "_LONG_LOG", 0)
    held: list[bool] = []
    answers = iter([(90, 80), (95, 95)])

    def fold() -> tuple[int, int]:
        held.append(locks._writers._owner is not None)
        return next(answers)

    monkeypatch.setattr(locks, "_fold_what_can_be", fold)
    assert locks.fold_beside() and held == [False, True]


def test_the_thread_folds_what_was_written_and_ends_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    folded, real = threading.Semaphore(0), locks.fold_beside

    def fold() -> bool:
        whole = real()
        folded.release()
        return whole

    monkeypatch.setattr(log_folding.locks, "fold_beside", fold)
    folding = LogFolding(pause=0.01)
    folding.start()
    for _ in range(3):
        _write(10)
        assert folded.acquire(timeout=PATIENCE)
    assert folding.stop()
    assert Topic.objects.count() == 30


def test_a_disk_that_takes_nothing_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def full() -> bool:
        tried.append("")
        if len(tried) < 3:
            raise OperationalError("database or disk is full")
        return True

    monkeypatch.setattr(log_folding.locks, "fold_beside", full)
    folding = LogFolding(pause=0.001)
    folding.start()
    until(lambda: len(tried) >= 3)
    assert folding.stop()


def test_nothing_is_folded_where_nothing_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written, asked, tried = [7], threading.Semaphore(0), list[int]()

    def writes() -> int:
        asked.release()
        return written[0]

    monkeypatch.setattr(log_folding.locks, "writes", writes)
    monkeypatch.setattr(log_folding.locks, "fold_beside", lambda: tried.append(written[0]) or True)
    folding = LogFolding(pause=0.001)
    folding.start()
    for number in (7, 8, 9):
        written[0] = number
        until(lambda number=number: number in tried)
        for _ in range(3):
            assert asked.acquire(timeout=PATIENCE)
    assert folding.stop() and tried == [7, 8, 9]


@pytest.mark.fault
@pytest.mark.parametrize("words", [40, 130, 301])
def test_killed_while_it_folds_nothing_that_was_answered_is_lost(tmp_path: Path, words: int) -> None:
    file = tmp_path / "killed.sqlite3"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MUTUALITY_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{file}",
    }
    command = [sys.executable, "-m", "tests.host.folding_and_writing"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(words)]
        writer.kill()
        said += writer.stdout.readlines()
    answered = len([line for line in said if line.endswith("\n")])
    with closing(sqlite3.connect(file)) as again:
        assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = [seq for (seq,) in again.execute("SELECT seq FROM live_topic ORDER BY seq")]
    assert found == list(range(1, len(found) + 1)) and len(found) >= answered >= words
