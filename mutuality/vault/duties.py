"""What the vault does by itself: giving living keys a new epoch, and letting old epochs end.

Each step may be cut off by a crash or run in several processes at once; running it again finishes the work.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection

from mutuality.kit import batches, locks
from mutuality.vault import ciphers, keyring, remembrance
from mutuality.vault.keyring import Keyring
from mutuality.vault.models import DataKey, Destroyed

BATCH = 500
EPOCH_LASTS = timedelta(hours=20)
_MOVE = "UPDATE vault_datakey SET epoch = %s, wrapped = %s WHERE id = %s AND epoch = %s"


class LogInUse(Exception):
    """A reader stood in the way of folding the log; the duty is tried again."""


def rewrap(*, now: datetime) -> None:
    """Once a day every living key moves to a new epoch, so that what was forgotten stays behind and ends."""
    if now - keyring.load().current.born >= EPOCH_LASTS:
        keyring.add_epoch(now=now)
    _move_all()
    _end_epochs(born_before=now - timedelta(days=settings.EPOCHS_KEPT_DAYS))
    remember()
    _trim()


def destroy_now(*, now: datetime) -> None:
    """End every earlier epoch at once: what was forgotten is gone from all copies, all backups too."""
    keyring.add_epoch(now=now)
    _move_all()
    _end_epochs(born_before=None)
    remember()
    _trim()


def checkpoint(*, now: datetime) -> None:
    """Empty SQLite's write-ahead log, where erased rows would linger. Raises ``LogInUse``."""
    if not locks.fold_log():
        raise LogInUse


def remember() -> None:
    """Write down destroyed keys that a crash kept from the list beside the key file."""
    listed = remembrance.listed()
    for at, names in _unlisted(listed).items():
        remembrance.add(names, day=at.isoformat())


def _unlisted(listed: dict[str, date]) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for name, at in Destroyed.objects.order_by("at", "id").values_list("id", "at"):
        if name not in listed:
            found.setdefault(at, []).append(name)
    return found


def _move_all() -> None:
    batches.in_batches(_earlier(keyring.load()), _move_batch, most=BATCH)


def _earlier(ring: Keyring) -> Iterator[str]:
    """The keys of earlier epochs. Each key is looked at: asked for by epoch, all would be sorted for each page."""
    return (key.id for key in batches.paged(DataKey.objects.only("epoch")) if key.epoch != ring.current.id)


def _move_batch(names: list[str]) -> None:
    """Move these keys to the newest epoch."""
    ring = keyring.load()
    # Whoever is forgetting a key right now goes first; its row is skipped, not waited for.
    rows = DataKey.objects.filter(pk__in=names).order_by("pk").select_for_update(skip_locked=True)
    earlier = [row for row in rows if row.epoch in ring.ciphers and row.epoch != ring.current.id]
    moves = [move for row in earlier if (move := _moved(row, ring))]
    with connection.cursor() as cursor:
        cursor.executemany(_MOVE, moves)


def _moved(row: DataKey, ring: Keyring) -> tuple[str, bytes, str, str] | None:
    try:
        raw = ciphers.unwrap(row.wrapped, under=ring.ciphers[row.epoch], name=row.id)
    except InvalidTag:
        return None
    wrapped = ciphers.wrap(raw, under=ring.ciphers[ring.current.id], name=row.id)
    return ring.current.id, wrapped, row.id, row.epoch


def _end_epochs(*, born_before: datetime | None) -> None:
    while not _ended(born_before=born_before):
        _move_all()


@locks.operation
def _ended(*, born_before: datetime | None) -> bool:
    """Destroy old epochs if no living key needs them, while writers stand still.

    Moves must be committed before: a crash between the key file and the commit would lose living words.
    """
    locks.hold_still(DataKey)
    ring = keyring.load()
    doomed = {e.id for e in ring.epochs[:-1] if born_before is None or e.born < born_before}
    if any(_moved(row, ring) for row in DataKey.objects.filter(epoch__in=doomed).iterator()):
        return False
    keyring.drop_epochs(doomed)
    return True


def _trim() -> None:
    oldest = min(epoch.born for epoch in keyring.load().epochs).date()
    batches.remove(Destroyed.objects.filter(at__lt=oldest))
    remembrance.keep_since(oldest)
