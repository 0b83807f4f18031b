"""A look at the installation: what is wrong, and what to do about it."""

import ipaddress
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutuality.host import backups, data_folder, database_move, probes
from mutuality.host.database_address import SQLITE
from mutuality.kit import clock
from mutuality.kit.troubles import Trouble
from mutuality.outbox import queries as outbox_queries
from mutuality.people import passkeys
from mutuality.site import maintenance
from mutuality.vault import keyring, opening, sweeping
from mutuality.vault.keyring import KeyTrouble

LEAST_SPACE = 500 * 1024 * 1024
LARGEST_LOG = 64 * 1024 * 1024
LARGEST_KEYS = 64 * 1024
LONGEST_PAUSE = 3600
BACKUP_ENDINGS = (".sqlite3", ".pgdump")

Check = Callable[[], Iterator[str]]


def doctor(*, address: str = "", ask_address: bool = False) -> int:
    """Say what is wrong and what to do, one sentence each; the exit code is 1 when something is.

    ``address``: what ``settings.ADDRESS`` says too. ``ask_address``: go there as others do; without it nothing
    leaves this machine.
    """
    found = findings() + (probes.findings(address or settings.ADDRESS) if ask_address else [])
    for sentence in found or [_("Everything that was checked is fine.")]:
        sys.stdout.write(f"{sentence}\n")
    return 1 if found else 0


def findings() -> list[str]:
    """What is wrong, files first; a broken key file or database hides what rests on it."""
    broken = _all(DATABASE)
    return list(dict.fromkeys(_all(FILES) + (broken or _all(CONTENT))))


def _all(checks: tuple[Check, ...]) -> list[str]:
    return [sentence for check in checks for sentence in _asked(check)]


def _asked(check: Check) -> list[str]:
    try:
        return list(check())
    except (KeyTrouble, Trouble) as trouble:
        return [str(trouble)]
    except PermissionError as closed:
        return [_closed(closed.filename)]
    except DatabaseError:
        file = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite" and not os.access(file, os.R_OK | os.W_OK, effective_ids=True):
            return [_closed(file)]
        return [
            _(
                "The database does not answer. Check that it is running and that the address in "
                "DATABASE_URL is right."
            )
        ]


def _closed(file: object) -> str:
    closed = _(
        "Could not open %(file)s. It should belong to the user who runs the server. Run this "
        "command as that user."
    )
    return closed % {"file": file}


def key_file_is_private() -> Iterator[str]:
    """Nobody else on this machine may read the key file or its folder."""
    for place, wanted in ((keyring.path(), 0o600), (keyring.path().parent, 0o700)):
        if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077:
            others = _("Other users of this machine can open %(place)s. Run: chmod %(mode)o %(place)s")
            yield others % {"place": place, "mode": wanted}


def key_file_is_apart() -> Iterator[str]:
    """A backup that lies beside its key file is no sealed backup."""
    folder = keyring.path().resolve().parent
    for place in dict.fromkeys((folder, *folder.parents[:1], Path(settings.DATA))):
        if place.is_dir() and any(_is_backup(file) for file in place.iterdir()):
            beside = _("Backups are in %(place)s, together with the key file. Move them somewhere else.")
            yield beside % {"place": place}


def key_file_has_no_twin() -> Iterator[str]:
    """A copy of the key file in the data folder goes wherever that goes, and opens old backups."""
    own = keyring.path()
    for file in sorted({*Path(settings.DATA).rglob("*"), *own.parent.rglob("*")}):
        if file != own and not file.is_symlink() and file.is_file() and _looks_like_keys(file):
            twin = _(
                "%(file)s is a copy of a key file. Move it away from the data and the backups, or delete it."
            )
            yield twin % {"file": file}


def links_can_be_opened() -> Iterator[str]:
    """A link that says this machine's own name for itself opens on this machine only."""
    running = _running()
    address = running.get("address", "")
    if (
        address
        and _is_loopback(urlsplit(address).hostname or "")
        and not _is_loopback(running.get("listen", ""))
    ):
        only = _(
            "Others can open the pages, but invitations lead to %(address)s, which they cannot open. Start "
            "with --address."
        )
        yield only % {"address": address}


def _running() -> Mapping[str, str]:
    return data_folder.noted(Path(settings.DATA))


def pause_is_short() -> Iterator[str]:
    """A pause that somebody forgot keeps everybody from speaking."""
    mark = maintenance.mark()
    if mark.exists() and time.time() - mark.stat().st_mtime > LONGEST_PAUSE:
        yield _(
            "The pause has lasted more than an hour, and no one can write. To end it, run: "
            "bin/mutuality maintenance off"
        )


def proxy_says_who_asks() -> Iterator[str]:
    """Where the program in front leaves out who asks, one person's tries count for all, and lock all out."""
    if probes.told(_running().get("counts", "")).get("mutuality_proxy_says_who") == 0:
        yield _(
            "The web server in front does not pass on X-Forwarded-For, so all visitors count as one. Take "
            "its file from: bin/mutuality publish"
        )


def nothing_was_left_halfway() -> Iterator[str]:
    """A restore that was cut off leaves the database of before it, and perhaps half a copy of another."""
    if backups.was_cut_off():
        left = _(
            "A restore was interrupted. Keep %(file)s, which holds everything newer than the backup, "
            "and restore again."
        )
    else:
        left = _(
            "A restore was interrupted and left %(file)s, the database from before. When all is well, "
            "delete it."
        )
    for file in sorted(Path(settings.DATA).glob("*.aside")):
        yield left % {"file": file}
    for file in sorted(Path(settings.DATA).glob("*.draft")):
        half = _(
            "A command was interrupted and left %(file)s unfinished. When no command is running, delete it."
        )
        yield half % {"file": file}


def same_database_for_all() -> Iterator[str]:
    """A nightly backup that looks at another database than the copy that serves saves nothing."""
    backups.need_the_one_in_use()
    yield from ()


def nothing_stayed_where_it_was() -> Iterator[str]:
    """After a move, the database of before still holds everybody's sealed words."""
    stayed = list(Path(settings.DATA).glob(database_move.ASIDE))
    if connection.vendor != "sqlite":
        stayed += Path(settings.DATA).glob(SQLITE)
    for file in stayed:
        before = _("The database from before the move is still there. When all is well, delete %(file)s.")
        yield before % {"file": file}


def disk_has_space() -> Iterator[str]:
    """Without space nothing can be said any more."""
    place = Path(settings.DATA)
    if place.exists() and (free := shutil.disk_usage(place).free) < LEAST_SPACE:
        full = _("The disk of %(place)s has only %(free)d MB left. Free some space.")
        yield full % {"free": free // 1024**2, "place": place}


def address_fits() -> Iterator[str]:
    """Without HTTPS, an address that others can reach shows everybody's words to the network."""
    parts = urlsplit(settings.ADDRESS)
    if parts.scheme == "http" and not _stays_here(parts.hostname or ""):
        yield _(
            "The address %(address)s has no HTTPS, so others can read along on the way. Set up HTTPS."
        ) % {"address": settings.ADDRESS}


def key_file_fits() -> Iterator[str]:
    """The key file is there, whole, and the one of this database."""
    opening.verify()
    keyring.load()
    yield from ()


def database_is_ready() -> Iterator[str]:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield _("The tables are not up to date. Run: bin/mutuality migrate")


def clock_is_sane() -> Iterator[str]:
    """A clock that stands before the newest key was made is wrong, and keys would end at the wrong time."""
    if clock.now() < keyring.load().current.born - timedelta(minutes=5):
        yield _("The clock of this machine is behind. Correct it: keys and tasks end by it.")


def keys_are_renewed() -> Iterator[str]:
    """Old copies become unreadable only while the daily duty runs."""
    if clock.now() - keyring.load().current.born > timedelta(days=3):
        yield _("The keys were not renewed for three days. Start the server and keep it running.")


def log_is_small() -> Iterator[str]:
    """SQLite's log holds what was erased until it is folded in."""
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if connection.vendor == "sqlite" and log.exists() and log.stat().st_size > LARGEST_LOG:
        large = _("The database log has grown to %(size)d MB. Restart the server to shrink it.")
        yield large % {"size": log.stat().st_size // 1024**2}


def rows_have_keys() -> Iterator[str]:
    """A row that nobody can open should not be there."""
    if count := sweeping.keyless():
        yield _("Could not open %(count)d rows: their keys are gone. Restore a backup.") % {"count": count}


def duties_are_done() -> Iterator[str]:
    """What was promised for a time is done at that time."""
    if count := outbox_queries.overdue(now=clock.now()):
        yield _("%(count)d timed tasks are more than an hour late. Check that the server is running.") % {
            "count": count
        }


def passkeys_fit_the_address() -> Iterator[str]:
    """Devices bind a passkey to the host it was made for: at another one it opens nothing. Nobody is named."""
    if count := passkeys.elsewhere():
        said = ngettext(
            "%(count)d passkey was made for another address, so it does not work at %(address)s. That "
            "person can still use their passphrase or printed codes. At the earlier address it works "
            "again.",
            "%(count)d passkeys were made for another address, so they do not work at %(address)s. "
            "Passphrases and printed codes still do. At the earlier address the passkeys work again.",
            count,
        )
        yield said % {"count": count, "address": settings.ADDRESS}


FILES: tuple[Check, ...] = (
    key_file_is_private,
    key_file_is_apart,
    nothing_was_left_halfway,
    same_database_for_all,
    nothing_stayed_where_it_was,
    disk_has_space,
    address_fits,
    key_file_has_no_twin,
    links_can_be_opened,
    pause_is_short,
    proxy_says_who_asks,
)
DATABASE: tuple[Check, ...] = (key_file_fits, database_is_ready)
CONTENT: tuple[Check, ...] = (
    clock_is_sane,
    keys_are_renewed,
    log_is_small,
    rows_have_keys,
    duties_are_done,
    passkeys_fit_the_address,
)


def _is_backup(file: Path) -> bool:
    return file.name.startswith("backup-") and file.suffix in BACKUP_ENDINGS


def _looks_like_keys(file: Path) -> bool:
    """By what is in it, whatever it is called. The database itself is never opened so: that would drop its locks."""
    try:
        if ".sqlite3" in file.name or file.stat().st_size > LARGEST_KEYS:
            return False
        with file.open("rb") as opened:
            return keyring.resembles(opened.read(LARGEST_KEYS))
    except OSError:
        return False


def _stays_here(host: str) -> bool:
    return host.endswith(".onion") or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
