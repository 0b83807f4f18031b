"""Backups, coming back from one, and making all of them worthless at once."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from mutuality.host import data_folder, database_address
from mutuality.host.stores import Within, make_private, settle, store
from mutuality.host.tables import bring_up_to_date
from mutuality.kit import clock, locks
from mutuality.kit.troubles import Trouble
from mutuality.vault import duties as vault_duties
from mutuality.vault import keyring, life, opening, sweeping
from mutuality.vault.keyring import KeyTrouble

MARK = "restoring"


def backup(to: Path) -> list[str]:
    """Write a copy of everything that is kept, sealed as it is; the key file is never in it."""
    with _plainly():
        _need_community()
        target = _new_file(to)
        try:
            store().write(target)
        except BaseException:
            target.unlink()
            raise
        settle(target)
    return [
        _("Wrote %(file)s") % {"file": target},
        _("The key file is not part of it. Keep a copy of %(file)s elsewhere.") % {"file": keyring.path()},
        _("This backup can be read for %(days)d days.") % {"days": settings.EPOCHS_KEPT_DAYS},
    ]


def restore(file: Path, *, close: Callable[[], object] = life.close_after_restore) -> list[str]:
    """Put a backup in place of the database; what was erased since then stays erased, and what was open is closed.

    ``close``: what closes it; everything that says so of itself, unless told.
    """
    with _plainly(), data_folder.held(Path(settings.DATA)):
        _need_fit(store().look(_readable(file)))
        _remember_the_present()
        with _present_aside():
            store().put_back(file)
            bring_up_to_date()
            erased = _erase_again()
            close()
            opening.verify()
        locks.fold_log()
    return [
        _("The backup is restored. Everyone has to sign in again, and earlier invitations no longer work."),
        _("Erased again: %(count)d rows that were erased after this backup was made.") % {"count": erased},
        _(
            "Passphrases are as they were on the day of the backup. Anyone who changed theirs since then "
            "has to change it again."
        ),
    ]


def was_cut_off() -> bool:
    """Whether a restore has begun and is not finished, so that an older database may be in place as it was."""
    return _mark().exists()


def finish_restore() -> None:
    """At start: erase again and close what an older database brought back, where a restore was cut off before that."""
    if was_cut_off():
        _erase_again()
        life.close_after_restore()
        _mark().unlink()


def _mark() -> Path:
    """The file whose being there says that an older database may be in place, with all that it had open."""
    return Path(settings.DATA) / MARK


def _erase_again() -> int:
    """Keys and rows go in one change: rows whose keys were gone already would look as if nothing were left to do."""
    with locks.writing():
        return sweeping.replay() + sweeping.sweep()


def destroy_now() -> list[str]:
    """Destroy every old key, so that nothing forgotten can be read from any copy, and no backup at all."""
    with _plainly():
        _need_community()
        opening.verify()
        vault_duties.destroy_now(now=clock.now())
        locks.fold_log()
    return [
        _("Destroyed every old key. Earlier backups can no longer be read."),
        _("Make a new backup now, and replace every other copy of the key file."),
    ]


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell trouble with the key file, the disk and the database in the same way as all other trouble."""
    try:
        yield
    except KeyTrouble as trouble:
        raise Trouble(str(trouble)) from trouble
    except OSError as error:
        raise Trouble(_("Could not write to disk: %(why)s.") % {"why": error.strerror}) from error
    except DatabaseError as error:
        raise Trouble(_("Could not use the database: %(why)s.") % {"why": type(error).__name__}) from error


@contextmanager
def _present_aside() -> Iterator[None]:
    """Keep the present database until the restored one stands; on any trouble it comes back.

    Where even that fails, the copy stays: it is all there is of the present. So it does for the next restore, when one
    was cut off: what stands in its place then is an older day, half restored.
    """
    cut_before = was_cut_off()
    aside = store().set_aside(keep=cut_before)
    _mark().touch(mode=0o600)
    try:
        yield
    except BaseException:
        if aside:
            store().bring_back(aside)
        if not cut_before:
            _mark().unlink()
        raise
    _mark().unlink()
    if aside:
        aside.unlink()


def need_the_one_in_use() -> None:
    """Refuse to look after another database than the copy that serves. Raises ``Trouble``.

    It may have been told of its own where nobody else looks, for instance in its unit.
    """
    data = Path(settings.DATA)
    used, here = data_folder.noted(data).get("database"), database_address.named(data)
    if used and used != here:
        other = _(
            "The server uses the database %(used)s, but this command would use %(here)s. Nothing was "
            "changed. Write the right address into %(file)s, so that both use it."
        )
        raise Trouble(other % {"used": used, "here": here, "file": data / database_address.NAME})


def _need_community() -> None:
    """Only what a community is in is looked after: a copy of nothing would take the place of real ones."""
    need_the_one_in_use()
    if not _is_there() or not opening.is_sealed():
        data = Path(settings.DATA)
        nobody = _(
            "There is no community in %(here)s. Nothing was changed. Choose another folder with --data, or "
            "write the address of the database into %(file)s."
        )
        here = database_address.shown(database_address.address(data))
        raise Trouble(nobody % {"here": here, "file": data / database_address.NAME})
    try:
        keyring.load()
    except KeyTrouble:
        # What is sealed can be copied without its key, and whoever needs the key is told.
        return
    opening.verify()


def _is_there() -> bool:
    """To look into a file that is not there would make it."""
    return connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]).exists()


def _new_file(to: Path) -> Path:
    """An empty file that nobody else may read, with a name that tells only the moment, and which one of that moment."""
    if keyring.path().resolve().is_relative_to(to.resolve()):
        raise Trouble(_("The key file is in %(folder)s. Choose a folder for backups only.") % {"folder": to})
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment, nth = f"{to}/backup-{clock.now():%Y-%m-%d-%H%M%S}", 1
    while True:
        # In a list by name, "_2" comes after the first of its second.
        target = Path(f"{moment}_{nth}.{store().kind}" if nth > 1 else f"{moment}.{store().kind}")
        try:
            make_private(target, like=to)
        except FileExistsError:
            nth += 1
        else:
            return target


def _readable(file: Path) -> Path:
    if not file.is_file():
        raise Trouble(_("There is no backup at %(file)s. Nothing was changed.") % {"file": file})
    return file


def _need_fit(backup: Within) -> None:
    """Only a backup that this key file opens may take the place of anything."""
    if backup.proof is None or not hmac.compare_digest(backup.proof, opening.proof()):
        raise Trouble(_("The key file does not belong to this backup. Nothing was changed."))
    if not backup.epochs <= set(keyring.load().ciphers):
        kept = _("This backup is too old: its keys were destroyed after %(days)d days. Nothing was changed.")
        raise Trouble(kept % {"days": settings.EPOCHS_KEPT_DAYS})


def _remember_the_present() -> None:
    """What was erased a moment before a crash is known only to the database that is about to go."""
    try:
        vault_duties.remember()
    except DatabaseError:
        # Damaged or not there: the list beside the key file is all there is, and it is enough.
        return
