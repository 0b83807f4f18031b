"""Where the rows of a community lie: what the environment says, else what a move wrote down, else a file."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

NAME = "database"
SQLITE = "mutuality.sqlite3"
# Two words for one kind of database.
_SAME = {"postgresql": "postgres", "pgsql": "postgres"}
_OURS = {"ENGINE": "mutuality.kit.postgresql"}
# A machine that is gone says nothing: without the first two, what is asked of it waits for a quarter of an hour.
# With the last two, what is asked for the third time on one connection is neither read nor planned again.
_POSTGRESQL = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "server_side_binding": True,
    "prepare_threshold": 2,
}
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
        # A server folds its log beside the words (log_folding). Within a commit it is folded only where nobody did.
        "PRAGMA wal_autocheckpoint=10000;"
    ),
}


def address(data: Path) -> str:
    """The address of the database, as ``DATABASE_URL`` writes it. It may hold a password: it is never shown."""
    return os.environ.get("DATABASE_URL") or written(data) or beside(data)


def beside(data: Path) -> str:
    """The address of the file in the data folder, which is the database where nothing else was said."""
    return f"sqlite:///{data / SQLITE}"


def written(data: Path) -> str:
    """What a move wrote down in the data folder; nothing where there was none."""
    try:
        return (data / NAME).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def named(data: Path) -> str:
    """The same in words that may be noted and compared: without a password, and true wherever the data folder lies."""
    url = address(data)
    if url == beside(data):
        return SQLITE
    kind, way = shown(url).split(":", 1)
    return f"{_SAME.get(kind, kind)}:{way}"


def described(url: str, *, pooled: bool) -> dict[str, Any]:
    """A database in Django's words. Raises ``ValueError`` for an address that is none."""
    database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=None)}
    if database["ENGINE"].endswith("sqlite3"):
        return {**database, "OPTIONS": {**_SQLITE}}
    pool = {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}} if pooled else {}
    options = {**_POSTGRESQL, **database.get("OPTIONS", {}), **pool}
    # Nothing at all is psycopg's word for never; 0 is for always, which no address here needs to say.
    options["prepare_threshold"] = options["prepare_threshold"] or None
    # Looked at before it is handed out: after PostgreSQL was restarted, each kept connection would fail once more.
    return {**database, **_OURS, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def shown(url: str) -> str:
    """The address without its password and without anything that follows a question mark."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        return url
    who = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{who}{parts.hostname or ''}{port}{parts.path}"
