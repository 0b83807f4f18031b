"""What PostgreSQL's own programs are told of the way to the database, and by which means."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from mutuality.host import database_address, stores

pytestmark = pytest.mark.both

ADDRESS = "postgres://pages:hushed@10.0.0.7/pages?sslmode=verify-full&sslrootcert=/etc/ca.pem&sslsni=0"


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name that writes down what it was told, instead of asking a server."""
    program, told = tmp_path / "pg_dump", tmp_path / "told"
    program.write_text(f'#!/bin/sh\nenv | grep ^PG | sort > {told}\necho "words: $*" >> {told}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(
        stores, "connection", SimpleNamespace(settings_dict=database_address.described(ADDRESS, pooled=True))
    )
    return told


def test_a_backup_goes_by_the_same_encrypted_way_and_the_password_stands_in_no_list(
    said: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    stores.PostgresStore().write(said.with_name("backup"))
    *told, words = said.read_text().splitlines()
    assert told == [
        "PGCONNECT_TIMEOUT=5",
        "PGDATABASE=pages",
        "PGHOST=10.0.0.7",
        "PGPASSWORD=hushed",
        "PGSSLMODE=verify-full",
        "PGSSLROOTCERT=/etc/ca.pem",
        "PGSSLSNI=0",
        "PGUSER=pages",
    ]
    assert words.startswith("words: --format=custom") and "hushed" not in words
