"""From SQLite to PostgreSQL, or back: every row is copied and compared, and nothing changes until all are the same.

What lies there is written in one change (on SQLite: into a file that gets its name at the end), so a move that is cut
off leaves there nothing, or everything. Then it is enough to type the command again.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import DataError, IntegrityError
from django.utils.translation import gettext as _

from mutuality.host import data_folder, database_address, database_copy
from mutuality.host.database_copy import THERE
from mutuality.host.stores import make_private, settle
from mutuality.host.tables import bring_up_to_date
from mutuality.kit import locks
from mutuality.kit.troubles import Trouble
from mutuality.vault import keyring, opening
from mutuality.vault.keyring import KeyTrouble

ASIDE = f"{database_address.SQLITE}.moved"
BACK = "sqlite"


def move(to: str | None) -> None:
    """Bring everything to another kind of database, and write down that it is there now.

    ``to``: ``postgres://name@host:5432/database``, or ``sqlite`` for the file in the data folder; ``-`` reads it from
    the first line of what is typed, so that a password stands in no list of processes.
    """
    data = Path(settings.DATA)
    url = _address(to, data)
    with data_folder.held(data), _plainly(), _reached(url, data) as draft:
        with _source_stands_still():
            _need_fit()
            _bring(database_address.shown(url))
        _settle(draft, data)
    _write_down(url, data)


def _address(to: str | None, data: Path) -> str:
    asked = sys.stdin.readline().strip() if to == "-" else to
    if asked == BACK:
        return database_address.beside(data)
    if not asked or not asked.startswith(("postgres://", "postgresql://")):
        raise Trouble(_("The target is missing. Add --to postgres://name@host:5432/database, or --to sqlite"))
    return asked


@contextmanager
def _reached(url: str, data: Path) -> Iterator[Path | None]:
    """A connection to the other database; for SQLite the draft of the file, when there is no file yet."""
    draft = None
    if url == database_address.beside(data) and not (data / database_address.SQLITE).exists():
        draft = data / f"{database_address.SQLITE}.draft"
        for part in ("", "-wal", "-shm"):
            draft.with_name(draft.name + part).unlink(missing_ok=True)
        make_private(draft, like=data)
    try:
        other = database_address.described(f"sqlite:///{draft}" if draft else url, pooled=False)
    except ValueError:
        raise Trouble(
            _("This is not a database address. Write it like this: postgres://name@host:5432/database")
        ) from None
    if other["ENGINE"] == connection.settings_dict["ENGINE"]:
        raise Trouble(
            _("The database is already of that kind. To move within one kind, use backup and restore.")
        )
    connections.settings[THERE] = {**connections.settings["default"], **other}
    try:
        _knock(url)
        yield draft
    finally:
        connections[THERE].close()
        del connections.settings[THERE]


def _knock(url: str) -> None:
    try:
        connections[THERE].ensure_connection()
    except DatabaseError:
        closed = _(
            "Could not connect to the database %(place)s. Check that it is running and that name and "
            "password are right."
        )
        # What the driver says may hold the password.
        raise Trouble(closed % {"place": database_address.shown(url)}) from None


@contextmanager
def _source_stands_still() -> Iterator[None]:
    """Nothing here changes while it is copied, not even by another command."""
    with locks.writing():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _need_fit() -> None:
    """Only what this program and this key file can read is moved."""
    opening.verify()
    if not database_copy.is_current():
        raise Trouble(_("The tables are not up to date. Run: bin/mutuality migrate"))
    database_copy.need_known()


def _bring(shown: str) -> None:
    if connections[THERE].introspection.table_names():
        _need_the_same(shown)
        _say(_("Everything has already been copied, and every row is the same."))
        return
    _say(_("Copying to %(place)s") % {"place": shown})
    with ExitStack() as stack:
        if connections[THERE].vendor == "postgresql":
            # Tables and rows in one change; SQLite makes its tables outside of one, in the draft.
            stack.enter_context(transaction.atomic(using=THERE))
        bring_up_to_date(database=THERE)
        stack.enter_context(transaction.atomic(using=THERE))
        for table in database_copy.tables():
            told = {"table": table._meta.db_table, "count": database_copy.copy(table)}
            _say(_("%(table)s: %(count)d rows") % told)
        database_copy.check_ties()
        database_copy.count_on()
        count = sum(database_copy.same(table) for table in database_copy.tables())
    _say(_("Compared %(count)d rows, every column. They are all the same.") % {"count": count})


def _need_the_same(shown: str) -> None:
    """A move that was cut off at its very end has left everything there; anything else is left alone."""
    try:
        if database_copy.is_same_community() and database_copy.is_current(THERE):
            for table in database_copy.tables():
                database_copy.same(table)
            return
    except (database_copy.Differs, DatabaseError):
        pass
    held = _("The database %(place)s already has tables. Choose an empty one. Nothing was changed.")
    raise Trouble(held % {"place": shown})


def _settle(draft: Path | None, data: Path) -> None:
    connections[THERE].close()
    if draft:
        settle(draft)
        draft.replace(data / database_address.SQLITE)


def _write_down(url: str, data: Path) -> None:
    shown, before = (
        {"place": database_address.shown(url)},
        database_address.shown(database_address.address(data)),
    )
    if os.environ.get("DATABASE_URL"):
        _say(_("DATABASE_URL is set, so this command did not change which database is used."))
        _say(_("Before you start the server, set DATABASE_URL to %(place)s, with its password.") % shown)
        _say(_("Anything written in the old database from now on will not be in the new one."))
    elif url == database_address.beside(data):
        (data / database_address.NAME).unlink(missing_ok=True)
        _say(_("The database is now %(place)s.") % shown)
    else:
        keyring.put(data / database_address.NAME, f"{url}\n".encode())
        before = str(_aside(data))
        _say(_("The database is now %(place)s. This is written in the data folder.") % shown)
    _say(_("The old database is unchanged: %(place)s") % {"place": before})
    _say(
        _(
            "What people wrote in it is sealed, and can be read for %(days)d days, like a backup. Delete it"
            " once people have used the new database. To make it unreadable at once, run: bin/mutuality "
            "destroy-now"
        )
        % {"days": settings.EPOCHS_KEPT_DAYS}
    )


def _aside(data: Path) -> Path:
    """The old file under a name that nothing opens."""
    file, aside = data / database_address.SQLITE, data / ASIDE
    try:
        folded = locks.fold_log(patience_ms=5_000)
    finally:
        connections.close_all()
    if not folded or not file.exists():
        return file
    return file.replace(aside)


@contextmanager
def _plainly() -> Iterator[None]:
    """Say what was in the way; until the last row is compared, nothing is changed."""
    try:
        yield
    except KeyTrouble as trouble:
        raise Trouble(str(trouble)) from trouble
    except database_copy.NotOurs as found:
        strange = _("The table %(table)s is unknown to this version. Nothing was changed.")
        raise Trouble(strange % {"table": found}) from None
    except database_copy.Differs as found:
        differs = _("The table %(table)s differs between the two databases. Nothing was changed.")
        raise Trouble(differs % {"table": found}) from None
    except (DataError, IntegrityError):
        # The driver's sentence would show the row.
        raise Trouble(
            _("Could not copy a row: the other database does not accept it. Nothing was changed.")
        ) from None
    except OSError as error:
        raise Trouble(_("Could not write to disk: %(why)s.") % {"why": error.strerror}) from error
    except DatabaseError as error:
        kind = {"why": type(error).__name__}
        raise Trouble(_("Could not use a database: %(why)s. Nothing was changed.") % kind) from None


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
