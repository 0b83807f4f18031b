"""Reading what is sealed."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mutuality.vault import ciphers, keyring
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey


class Gone(Exception):
    """The key was destroyed: nobody can read this any more."""


def open_sealed(blob: bytes | memoryview, *, key: DataKey | str, about: str) -> str:
    """The words, for whoever was let in by a door before.

    Raises ``Gone`` when the key was destroyed, or when the blob does not belong where it stands.
    """
    try:
        return ciphers.open_text(blob, under=cipher_of(key), about=about)
    except InvalidTag:
        raise Gone from None


def cipher_of(key: DataKey | str) -> AESGCM:
    """The opened key of one text. Raises ``Gone``."""
    name = key if isinstance(key, str) else key.id
    found = held.get(name)
    if found is None:
        found = _unwrapped(_row(key))
        held.hold(name, found)
    return found


def _row(key: DataKey | str) -> DataKey:
    if isinstance(key, DataKey):
        return key
    row = DataKey.objects.filter(pk=key).first()
    if row is None:
        raise Gone
    return row


def _unwrapped(row: DataKey) -> AESGCM:
    known = keyring.load().ciphers
    if row.epoch not in known:
        # Read just before it was given a new epoch: the row says better now.
        row, known = _row(row.id), keyring.load().ciphers
    try:
        return AESGCM(ciphers.unwrap(row.wrapped, under=known[row.epoch], name=row.id))
    except KeyError:
        raise Gone from None
    except InvalidTag:
        raise Gone from None


def readable() -> bool:
    """Whether every living key can be opened with the key file as it is."""
    return not DataKey.objects.exclude(epoch__in=list(keyring.load().ciphers)).exists()
