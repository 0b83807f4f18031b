"""What was erased is not left in SQLite's log, nor in free pages, while the server goes on running."""

import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from mutuality.vault import duties
from mutuality.vault.duties import LogInUse
from mutuality.vault.models import DataKey
from mutuality.vault.operations import forget, new_key

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_a_forgotten_key_is_in_no_byte_of_the_running_database() -> None:
    if connection.vendor != "sqlite":
        duties.checkpoint(now=NOON)
        return
    keys = [new_key() for _ in range(200)]
    wrapped = [bytes(key.wrapped) for key in keys]
    assert all(_somewhere(raw) for raw in wrapped)
    forget(key.id for key in keys[:100])
    duties.checkpoint(now=NOON)
    assert not any(_somewhere(raw) for raw in wrapped[:100])
    assert all(_somewhere(raw) for raw in wrapped[100:])
    assert DataKey.objects.count() == 100


def test_a_reader_in_the_way_lets_the_duty_be_tried_again() -> None:
    if connection.vendor != "sqlite":
        duties.checkpoint(now=NOON)
        return
    new_key()
    duties.checkpoint(now=NOON)
    with closing(sqlite3.connect(_file(""))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM vault_datakey").fetchone()
        new_key()
        with pytest.raises(LogInUse):
            duties.checkpoint(now=NOON)
    duties.checkpoint(now=NOON)
    assert _bytes("-wal") == b""


def _somewhere(raw: bytes) -> bool:
    return any(raw in _bytes(part) for part in ("", "-wal") if _file(part).exists())


def _bytes(part: str) -> bytes:
    """Read by another process: closing a file here would let go of the locks that SQLite holds on it for all of us."""
    return subprocess.run(["cat", _file(part)], check=True, capture_output=True).stdout


def _file(part: str) -> Path:
    return Path(f"{connection.settings_dict['NAME']}{part}")
