"""What root types leaves files to the user that serves: one that this user cannot open would stop the whole place."""

import os
from pathlib import Path


def private(name: str, flags: int) -> int:
    """For ``open``: a file that is made by it is open to its owner alone, and root leaves it to whose folder it is in.

    One that was there already keeps its owner: somebody else may have laid a link there that leads to another file.
    """
    try:
        handle = os.open(name, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(name, flags, 0o600)
    leave(handle, like=Path(name).parent)
    return handle


def leave(made: int | Path, *, like: Path) -> None:
    """Where root has just made it, a file or folder goes to the owner of another one."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(made, owner.st_uid, owner.st_gid)


def made_open(place: Path) -> None:
    """Make a folder, and those above it, so that others on this machine can reach it: for programs, never for words.

    Our commands close what they make. What one of them makes as root would be closed to the user that serves.
    """
    if not place.is_dir():
        made_open(place.parent)
        place.mkdir(exist_ok=True)
        place.chmod(0o755)
