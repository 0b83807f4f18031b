"""Before the community opens: the key file is there, and it is the one this database was written with."""

import hmac
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from mutuality.kit import locks
from mutuality.vault import duties, keyring, queries, sweeping
from mutuality.vault.keyring import KeyFileMissing, KeyTrouble
from mutuality.vault.models import DataKey, Seal
from mutuality.vault.operations import mark


def verify() -> None:
    """Refuse to go on with a missing, damaged or foreign key file; changes nothing, needs no tables.

    Raises ``KeyTrouble`` with one sentence for whoever runs the server.
    """
    if not _has_tables():
        return
    seal, used = Seal.objects.first(), DataKey.objects.exists()
    if seal is None and not used:
        return
    if seal is None or not hmac.compare_digest(seal.proof, proof()):
        raise KeyTrouble(_foreign() % {"file": keyring.path()})
    if not queries.readable():
        raise KeyTrouble(_older() % {"file": keyring.path()})


def need_the_database() -> None:
    """Refuse to begin a new community beside a key file that has served one: its database is lost, or not found.

    Raises ``KeyTrouble``. A first start that was cut off before the database knew its key file may go on.
    """
    if is_sealed():
        return
    try:
        ring = keyring.load()
    except KeyFileMissing:
        return
    if not _has_tables() or len(ring.epochs) > 1:
        raise KeyTrouble(_lost() % {"file": keyring.path()})


@locks.operation
def unlock(*, now: datetime) -> None:
    """At start, once the tables are there: lay down a first key file, or make sure that this one fits."""
    verify()
    try:
        keyring.load()
    except KeyFileMissing:
        keyring.make(now=now)
    Seal.objects.get_or_create(pk=1, defaults={"proof": proof()})
    duties.remember()
    if sweeping.replay():
        # Somebody put an older copy of the database in place by hand.
        sweeping.sweep()


def is_sealed() -> bool:
    """Whether a community has begun here; needs no tables, and no key file."""
    return _has_tables() and Seal.objects.exists()


def proof() -> str:
    """What only this key file can write under a database."""
    return mark("this key file belongs to this database", about="vault.seal")


def _has_tables() -> bool:
    tables = set(connection.introspection.table_names())
    return {Seal._meta.db_table, DataKey._meta.db_table} <= tables


def _foreign() -> str:
    return _(
        "The key file %(file)s belongs to another database. Put the right one back. Nothing was changed."
    )


def _lost() -> str:
    return _(
        "The key file %(file)s is here, but its database is gone or empty. Put the database back: "
        "bin/mutuality restore FILE. To start a new community, move the key file away first. Nothing was changed."
    )


def _older() -> str:
    return _("The key file %(file)s is an older copy. Put the newest one back. Nothing was changed.")
