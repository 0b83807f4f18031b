"""How a whole database is copied and put back: a file on SQLite, a dump on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _

from mutuality.kit import file_ownership, locks
from mutuality.kit.troubles import Trouble

_PLACE = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}


@dataclass(frozen=True)
class Within:
    """What a backup tells without being put back: whose key file it needs, and which epochs."""

    proof: str | None
    epochs: frozenset[str]


class Store(Protocol):
    """What differs between the databases."""

    kind: str

    def write(self, target: Path) -> None: ...
    def look(self, file: Path) -> Within: ...
    def set_aside(self, *, keep: bool) -> Path | None: ...
    def put_back(self, file: Path) -> None: ...
    def bring_back(self, aside: Path) -> None: ...


def store() -> Store:
    """The one for the database in use."""
    return SqliteStore() if connection.vendor == "sqlite" else PostgresStore()


def settle(file: Path) -> None:
    """Wait until the disk has the file."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def make_private(file: Path, *, like: Path) -> None:
    """An empty file that nobody else may read, made anew; it belongs to the user that serves, whoever types."""
    with open(file, "xb", opener=file_ownership.private) as made:
        file_ownership.leave(made.fileno(), like=like)


class SqliteStore:
    """One file, with its log folded in before it is moved."""

    kind = "sqlite3"

    def write(self, target: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])

    def look(self, file: Path) -> Within:
        try:
            with closing(
                sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            ) as backup:
                if backup.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise _damaged(file)
                proofs = backup.execute("SELECT proof FROM vault_seal").fetchall()
                epochs = backup.execute("SELECT DISTINCT epoch FROM vault_datakey").fetchall()
        except sqlite3.Error:
            raise _damaged(file) from None
        return Within(proofs[0][0] if proofs else None, frozenset(epoch for (epoch,) in epochs))

    def set_aside(self, *, keep: bool) -> Path | None:
        """Keep the present file under a second name; putting another in its place leaves this one whole.

        ``keep``: what was set aside before, and is still there, is the present.
        """
        aside = self._file.with_name(f"{self._file.name}.aside")
        kept = keep and aside.exists()
        if not kept and not self._file.exists():
            return None
        self._let_go()
        if not kept:
            aside.unlink(missing_ok=True)
            os.link(self._file, aside)
        return aside

    def put_back(self, file: Path) -> None:
        draft = self._file.with_name(f"{self._file.name}.draft")
        with _gone_unless_whole(draft):
            draft.unlink(missing_ok=True)
            make_private(draft, like=self._file if self._file.exists() else draft.parent)
            shutil.copyfile(file, draft)
            settle(draft)
        self._give_way()
        draft.replace(self._file)

    def bring_back(self, aside: Path) -> None:
        """The file itself, not a copy of it: the disk may be full, and that may be the trouble."""
        self._give_way()
        aside.replace(self._file)
        # Where nothing had taken its place yet, both were names of one file, and to replace it changed nothing.
        aside.unlink(missing_ok=True)

    def _give_way(self) -> None:
        connections.close_all()
        for part in ("-wal", "-shm"):
            self._file.with_name(self._file.name + part).unlink(missing_ok=True)

    def _let_go(self) -> None:
        try:
            folded = locks.fold_log(patience_ms=5_000)
        except DatabaseError:
            # A damaged database is a reason to restore, not to stop.
            folded = True
        finally:
            connections.close_all()
        if not folded:
            raise Trouble(_("Another program is reading the database. Stop it, then try again."))

    @property
    def _file(self) -> Path:
        return Path(connection.settings_dict["NAME"])


class PostgresStore:
    """A dump in PostgreSQL's own format, put back in one transaction."""

    kind = "pgdump"

    def write(self, target: Path) -> None:
        # What several processes count together is for the moment, and tells something to who has the key file.
        left_out = "--exclude-table-data=live_sharedcount"
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", left_out, f"--file={target}")

    def look(self, file: Path) -> Within:
        proofs = [row[1] for row in self._rows(file, "vault_seal")]
        epochs = frozenset(row[1] for row in self._rows(file, "vault_datakey"))
        return Within(proofs[0] if proofs else None, epochs)

    def set_aside(self, *, keep: bool) -> Path | None:
        aside = Path(settings.DATA) / "database.aside"
        if not (keep and aside.exists()):
            with _gone_unless_whole(aside):
                aside.touch(mode=0o600)
                self.write(aside)
        return aside

    def put_back(self, file: Path) -> None:
        self._drop_what_came_later(file)
        connections.close_all()
        whole = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges")
        _run("pg_restore", *whole, f"--dbname={connection.settings_dict['NAME']}", str(file))

    def bring_back(self, aside: Path) -> None:
        self.put_back(aside)
        aside.unlink()

    def _drop_what_came_later(self, file: Path) -> None:
        """Tables that the dump does not know would stay, point to what it replaces, and keep it from being replaced."""
        listed = _run("pg_restore", "--list", str(file)).splitlines()
        within = {words[5] for line in listed if (words := line.split())[3:4] == ["TABLE"] and len(words) > 5}
        with connection.cursor() as cursor:
            for table in set(connection.introspection.table_names(cursor)) - within:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")

    def _rows(self, file: Path, table: str) -> Iterable[list[str]]:
        """The rows of one table as the dump holds them, in the order of its columns: id first."""
        lines = _run("pg_restore", "--data-only", f"--table={table}", "--file=-", str(file)).splitlines()
        start = next((place for place, line in enumerate(lines) if line.startswith("COPY ")), len(lines))
        for line in lines[start + 1 :]:
            if line == r"\.":
                return
            yield line.split("\t")


@contextmanager
def _gone_unless_whole(copy: Path) -> Iterator[None]:
    """Half a copy is of no use to anybody, and the disk may be full of it."""
    try:
        yield
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _run(program: str, *words: str) -> str:
    """Run one of PostgreSQL's programs on our database; what it says may hold secrets and is not shown."""
    told = {"program": program}
    try:
        done = subprocess.run(  # noqa: S603 -- our own words and file names, no shell
            [program, *words], env={**os.environ, **_way_there()}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Trouble(_("%(program)s is missing. Install PostgreSQL's client programs.") % told) from None
    if done.returncode:
        raise Trouble(_("%(program)s could not finish. Nothing was changed.") % told)
    return done.stdout


def _way_there() -> dict[str, str]:
    """Everything that the address of the database says, above all how the way there is encrypted."""
    place, names = connection.settings_dict, _names()
    said = {**place["OPTIONS"], **{word: place[name] for name, word in _PLACE.items()}}
    return {names[word]: str(told) for word, told in said.items() if word in names and told not in (None, "")}


def _names() -> dict[str, str]:
    """By which name PostgreSQL's programs read each part of an address; what is only Django's has none."""
    from psycopg.pq import Conninfo

    return {part.keyword.decode(): part.envvar.decode() for part in Conninfo.get_defaults() if part.envvar}


def _damaged(file: Path) -> Trouble:
    return Trouble(
        _("%(file)s is damaged, or is not a backup made by Mutuality. Nothing was changed.") % {"file": file}
    )
