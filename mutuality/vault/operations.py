"""Sealing, and forgetting for good."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from mutuality.fast.prepared import add
from mutuality.kit import clock
from mutuality.kit.shared import shared
from mutuality.vault import ciphers, keyring, queries, remembrance
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey, Destroyed

_BATCH = 500


def new_key() -> DataKey:
    """A key for one text, so that the text can be forgotten alone. Made inside the caller's change."""
    raw = AESGCM.generate_key(256)
    row = _wrapped(DataKey(), raw)
    add(row)
    while row.epoch not in keyring.load().ciphers:
        # Old epochs were destroyed while this row waited to be written.
        _wrapped(row, raw).save(update_fields=["epoch", "wrapped"])
    held.hold(row.id, AESGCM(raw))
    return row


def seal(text: str, *, key: DataKey, about: str) -> bytes:
    """The text, closed under its own key and bound to the place it stands in (``app.model.field:ROWID``)."""
    return ciphers.close(text, under=queries.cipher_of(key), about=about)


def forget(keys: Iterable[str | None]) -> None:
    """Destroy keys: what they opened is unreadable at once, and no older backup brings it back."""
    names = sorted({key for key in keys if key})
    for batch in (names[start : start + _BATCH] for start in range(0, len(names), _BATCH)):
        _forget(batch, today=clock.now().date())


def mark(text: str, *, about: str) -> str:
    """A keyed mark of a name: equal names give equal marks, which say nothing without the key file."""
    message = f"{about}\0{text}".encode()
    return hmac.new(keyring.load().marks, message, hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """What is kept of a token in an address or cookie, so that the rows open no door."""
    return mark(token, about="token")


def _wrapped(row: DataKey, raw: bytes) -> DataKey:
    ring = keyring.load()
    row.epoch = ring.current.id
    row.wrapped = ciphers.wrap(raw, under=ring.ciphers[row.epoch], name=row.id)
    return row


def _forget(names: list[str], *, today: date) -> None:
    living = list(DataKey.objects.filter(pk__in=names).values_list("pk", flat=True))
    Destroyed.objects.bulk_create((Destroyed(id=name, at=today) for name in living), ignore_conflicts=True)
    DataKey.objects.filter(pk__in=living).delete()
    transaction.on_commit(lambda: _settle(living, today.isoformat()))


def _settle(names: list[str], day: str) -> None:
    shared.forget("key", names)
    remembrance.add(names, day=day)
