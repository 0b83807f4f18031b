"""What happens in a process that may be killed: ``python -m tests.fault.acts ACT [MODULE:NAME NTH WHEN]``.

Each act is small and leaves what it knows in ``told.json`` of the data folder.
"""

import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from mutuality.host import backups  # noqa: E402
from mutuality.kit.locks import writing  # noqa: E402
from mutuality.kit.troubles import Trouble  # noqa: E402
from mutuality.ledger import operations as ledger  # noqa: E402
from mutuality.ledger import queries as lines  # noqa: E402
from mutuality.outbox import operations as outbox  # noqa: E402
from mutuality.outbox.worker import Worker  # noqa: E402
from mutuality.vault import duties, keyring, opening, remembrance  # noqa: E402
from mutuality.vault.keyring import KeyTrouble  # noqa: E402
from mutuality.vault.models import DataKey  # noqa: E402
from mutuality.vault.operations import forget, new_key, seal  # noqa: E402
from mutuality.vault.queries import Gone, open_sealed  # noqa: E402

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
WORDS = [f"These are words number {number}" for number in range(7)]
TOLD = Path(settings.DATA) / "told.json"
WRITTEN = Path(settings.DATA) / "letters.txt"
LETTERS = 50
GROUP = "group00000000000"


def found() -> None:
    """An empty community."""
    call_command("migrate", verbosity=0)
    opening.unlock(now=NOON)


def say() -> None:
    """Seal seven texts and remember their rows."""
    with writing():
        said = [(new_key(), words) for words in WORDS]
        rows = {key.id: seal(words, key=key, about=key.id).hex() for key, words in said}
    TOLD.write_text(json.dumps(rows))


def read() -> None:
    """Print which texts can be read."""
    opening.verify()
    print(json.dumps([_read(key, bytes.fromhex(blob)) for key, blob in json.loads(TOLD.read_text()).items()]))


def take_back() -> None:
    """Forget the first two texts."""
    with writing():
        forget(list(json.loads(TOLD.read_text()))[:2])


def start() -> None:
    """What happens at every start."""
    opening.unlock(now=NOON)


def rewrap() -> None:
    """The daily duty, fifteen days later, two rows at a time."""
    duties.BATCH = 2
    duties.rewrap(now=NOON + timedelta(days=15))


def destroy() -> None:
    """Everything old ends now."""
    duties.BATCH = 2
    duties.destroy_now(now=NOON + timedelta(hours=1))


def state() -> None:
    """Print what can be known about keys."""
    used = set(DataKey.objects.values_list("epoch", flat=True))
    ring = keyring.load()
    epochs = {"epochs": len(ring.epochs), "all_current": used <= {ring.current.id}}
    print(json.dumps({**epochs, "keys": DataKey.objects.count(), "listed": len(remembrance.listed())}))


def write_down() -> None:
    """An entry in the ledger, about Bea."""
    text, clause = "Bea asked for quiet", "The third clause"
    ledger.record(GROUP, kind="paused", by="ada", about="bea", text=text, clause=clause, now=NOON)


def unsign() -> None:
    """Bea leaves."""
    ledger.unsign("bea", now=NOON)


def erase() -> None:
    """The group ends."""
    ledger.erase(GROUP, now=NOON)


def fold() -> None:
    """The returning duty that empties the log."""
    duties.checkpoint(now=NOON)


def tell() -> None:
    """Print the ledger."""
    opening.verify()
    told = [[line.by, line.about, line.text] for line in lines.entries(GROUP)]
    print(json.dumps([told, lines.verify(GROUP)]))


def promise() -> None:
    """Promise fifty letters, due by now."""
    with writing():
        for number in range(LETTERS):
            outbox.plan("letter", f"letter {number}", NOON)


def write_letters() -> None:
    """Write all letters that are due; each is a line in one file."""

    def write(ref: str, _now: datetime) -> None:
        with WRITTEN.open("a") as file:
            file.write(f"{ref}\n")

    Worker({"letter": write}, clock=lambda: NOON).once()


def backup() -> None:
    """Keep a copy in the folder beside the data."""
    print(backups.backup(_copies())[0])


def grow() -> None:
    """As an update does: a table that points to one that was there before."""
    with connection.cursor() as cursor:
        key = "varchar(16) REFERENCES vault_datakey (id)"
        cursor.execute(f"CREATE TABLE vault_later (id varchar(16) PRIMARY KEY, key_id {key})")


def restore() -> None:
    """Put the first copy back."""
    print("\n".join(backups.restore(min(_copies().iterdir()), close=lambda: None)))


def restore_badly() -> None:
    """Put the first copy back, while the disk is full by the time that it is in place."""

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    backups.bring_up_to_date = full
    restore()


def _copies() -> Path:
    return Path(settings.DATA).parent / "copies"


def _read(key: str, blob: bytes) -> str | None:
    try:
        return open_sealed(blob, key=key, about=key)
    except Gone:
        return None


def kill_at(place: str, nth: int, when: str) -> None:
    """Let this process die, as by kill -9, before or after the nth call of a function."""
    module, name = place.split(":")
    owner: Any = import_module(module)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, name, _deadly(getattr(owner, name), nth, when))


def _deadly(act: Callable[..., Any], nth: int, when: str) -> Callable[..., Any]:
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = act(*args, **kwargs)
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return deadly


def main(acts: Mapping[str, Any], act: str, *death: str) -> int:
    """Let one of these acts happen, and be killed in it when a place, a number and a moment are named."""
    if death:
        kill_at(death[0], int(death[1]), death[2])
    try:
        acts[act]()
    except (KeyTrouble, Trouble) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(globals(), *sys.argv[1:]))
