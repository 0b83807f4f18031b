"""The key file: everything that turns sealed rows into words, kept outside the database and its backups."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from mutuality.kit import file_ownership
from mutuality.kit.ids import new_id
from mutuality.vault import passphrase

Content = dict[str, Any]


class KeyTrouble(Exception):
    """The key file is missing, damaged or another community's. The sentence says what to do."""

    exit_code = 2


class KeyFileMissing(KeyTrouble):
    """There is no key file where it should be."""


@dataclass(frozen=True)
class Epoch:
    """A key of limited life: when it is destroyed, everything that only it could open is gone for good."""

    id: str
    key: bytes
    born: datetime


@dataclass(frozen=True)
class Keyring:
    """What the key file holds; the newest epoch is the last."""

    epochs: tuple[Epoch, ...]
    marks: bytes
    django: str

    @property
    def current(self) -> Epoch:
        return self.epochs[-1]

    @cached_property
    def ciphers(self) -> dict[str, AESGCM]:
        return {epoch.id: AESGCM(epoch.key) for epoch in self.epochs}


_guard = threading.RLock()
_read: tuple[tuple[object, ...], Keyring] | None = None


def load() -> Keyring:
    """The keys as the file holds them now; read again whenever another process has replaced the file."""
    global _read
    stamp = _stamp()
    seen = _read
    if seen and seen[0] == stamp:
        return seen[1]
    with _guard:
        ring = _parse(_raw())
        _read = (stamp, ring)
        return ring


def make(*, now: datetime) -> Keyring:
    """A key file for a new community, unless there is one already."""
    with locked():
        if not path().exists():
            _write(Keyring((_new_epoch(now),), secrets.token_bytes(32), secrets.token_urlsafe(48)))
    return load()


def add_epoch(*, now: datetime) -> Keyring:
    """A fresh epoch key, safely on disk before anything is sealed under it."""
    return _change(lambda ring: replace(ring, epochs=(*ring.epochs, _new_epoch(now))))


def drop_epochs(doomed: set[str]) -> Keyring:
    """Destroy epoch keys, never the current one."""
    return _change(lambda ring: replace(ring, epochs=tuple(_staying(ring, doomed))))


def path() -> Path:
    """Where the key file is, or should be."""
    return Path(settings.KEY_FILE)


def resembles(raw: bytes) -> bool:
    """Whether this is what a key file looks like, open or closed under a passphrase, wherever it was found."""
    try:
        content = json.loads(raw)
    except ValueError:
        return False
    return isinstance(content, dict) and (
        {"epochs", "marks"} <= set(content) or set(content) == {"salt", "box"}
    )


def append(name: str, lines: list[str]) -> None:
    """Add lines to a file beside the key file, and wait until the disk has them."""
    with locked(), _private(folder() / name, "ab+") as file:
        file.write(_line_break(file) + "".join(f"{line}\n" for line in lines).encode())
        file.flush()
        os.fsync(file.fileno())


def _line_break(file: IO[bytes]) -> bytes:
    """What a crash left half written must not swallow the next line."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


def put(target: Path, content: bytes) -> None:
    """Replace a file as a whole: after a crash there is the old one or the new one, never half of one.

    What a crash left beside it holds keys. The next writing takes its place, so no key outlives its destruction there.
    """
    draft = target.with_name(f".{target.name}.draft")
    for stray in target.parent.glob(f".{target.name}.*"):
        stray.unlink(missing_ok=True)
    with _private(draft, "xb") as file:
        file_ownership.leave(file.fileno(), like=target if target.exists() else target.parent)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    _settle(target.parent)


def folder() -> Path:
    """The folder of the key file, open to nobody else."""
    place = path().parent
    if not place.exists():
        place.mkdir(parents=True, mode=0o700)
        file_ownership.leave(place, like=place.parent)
    return place


def _staying(ring: Keyring, doomed: set[str]) -> Iterator[Epoch]:
    return (epoch for epoch in ring.epochs if epoch == ring.current or epoch.id not in doomed)


def _change(act: Callable[[Keyring], Keyring]) -> Keyring:
    with locked():
        _write(act(_parse(_raw())))
    return load()


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One at a time beside the key file, among threads and processes."""
    with _guard, _private(folder() / "keyfile.lock", "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _stamp() -> tuple[object, ...]:
    try:
        stat = os.stat(settings.KEY_FILE)  # noqa: PTH116 -- once per sealed text: measured, Path costs four times as much
    except FileNotFoundError:
        raise KeyFileMissing(_missing()) from None
    except PermissionError:
        raise KeyTrouble(_closed()) from None
    return (settings.KEY_FILE, stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _raw() -> bytes:
    try:
        return path().read_bytes()
    except FileNotFoundError:
        raise KeyFileMissing(_missing()) from None
    except PermissionError:
        raise KeyTrouble(_closed()) from None


def _missing() -> str:
    missing = _("The key file %(file)s is missing. Put it back, then start again. Nothing was changed.")
    return missing % {"file": path()}


def _closed() -> str:
    closed = _(
        "You may not read the key file %(file)s. It should belong to the user that serves. Nothing was changed."
    )
    return closed % {"file": path()}


def _parse(raw: bytes) -> Keyring:
    try:
        content = cast(Content, json.loads(raw))
        if "box" in content:
            content = cast(Content, json.loads(passphrase.open_box(content)))
        return _ring(content)
    except passphrase.Wrong as wrong:
        raise KeyTrouble(str(wrong)) from None
    except (ValueError, KeyError, TypeError, IndexError):
        damaged = _(
            "The key file %(file)s is damaged. Put back a good copy, then start again. Nothing was changed."
        )
        raise KeyTrouble(damaged % {"file": path()}) from None


def _ring(content: Content) -> Keyring:
    epochs = tuple(_epoch(entry) for entry in content["epochs"])
    ring = Keyring(epochs, base64.b64decode(content["marks"], validate=True), str(content["django"]))
    if len(ring.marks) != 32 or not ring.epochs or not ring.django:
        raise ValueError
    return ring


def _epoch(entry: dict[str, str]) -> Epoch:
    key = base64.b64decode(entry["key"], validate=True)
    if len(key) != 32:
        raise ValueError
    return Epoch(entry["id"], key, datetime.fromisoformat(entry["born"]))


def _write(ring: Keyring) -> None:
    content: Content = {
        "epochs": [{"id": e.id, "key": _b64(e.key), "born": e.born.isoformat()} for e in ring.epochs],
        "marks": _b64(ring.marks),
        "django": ring.django,
    }
    if passphrase.wanted():
        content = passphrase.box(json.dumps(content))
    put(path(), json.dumps(content, indent=1).encode())


def _new_epoch(now: datetime) -> Epoch:
    return Epoch(new_id(), AESGCM.generate_key(256), now)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _private(place: Path, mode: str) -> IO[bytes]:
    return cast(IO[bytes], open(place, mode, opener=file_ownership.private))


def _settle(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
