"""The data folder: where everything of a community lies. One running copy at a time holds it, or several together."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

from mutuality.kit import file_ownership
from mutuality.kit.troubles import Trouble

LOCK = "running.lock"
DEMO = "this-is-a-demo"


def made(data: Path) -> Path:
    """The folder; when it has to be made, it is closed to everybody else on this machine."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"Could not create the data folder {data}: {error.strerror}.") from error
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK, effective_ids=True):
        raise Trouble(f"Could not write to the data folder {data}. Check who owns it.")
    return data


def need(data: Path) -> None:
    """Refuse to look after a folder that is not there."""
    if not data.is_dir():
        raise Trouble(f"Could not find the data folder {data}. Name the right one: --data DIR")


def held(data: Path, *, note: Mapping[str, object] = MappingProxyType({}), several: bool = False) -> IO[str]:
    """Hold the folder for as long as the returned file is open; it falls free when the process dies.

    ``note``: what ``noted`` gives from now on. It names nobody. ``several``: together with others who say the same.
    """
    try:
        lock = open(data / LOCK, "a", opener=file_ownership.private)  # noqa: SIM115 -- open for as long as it is held
    except PermissionError as error:
        raise Trouble(
            f"Could not write {data / LOCK}. It should belong to the user who runs the server."
        ) from error
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if several else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Trouble(f"Mutuality is already running with the data folder {data}. Stop it first.") from error
    lock.truncate(0)
    lock.write(json.dumps(dict(note)))
    lock.flush()
    return lock


def noted(data: Path) -> Mapping[str, str]:
    """What the copy that runs, or the one that ran before, has noted about itself; nothing where it cannot be read."""
    try:
        said = json.loads((data / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: str(value) for name, value in said.items()} if isinstance(said, dict) else {}


def for_demo(data: Path) -> None:
    """Make sure that an invented community never mixes with a real one."""
    if (data / DEMO).exists():
        return
    if any(entry.name != LOCK for entry in data.iterdir()):
        raise Trouble(f"The folder {data} is not empty, and the demo needs an empty one: --demo --data DIR")
    (data / DEMO).touch()
