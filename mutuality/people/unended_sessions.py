"""Sessions that somebody left while nothing could be written: they open nothing, and go as soon as they can.

Kept in memory, for as long as this process lives. After it, one that could not go opens what it opened before.
Several processes tell each other, as far as they can.
"""

from collections.abc import Sequence

from mutuality.kit.shared import shared

# So many may stand here for what could not be looked up: anybody may send such a thing, and it may be nothing of ours.
MOST_UNSEEN = 5_000

_LEFT: set[str] = set()
_KIND, _GONE = "left session", "ended session"


def note(session_id: str) -> None:
    """From now on this session opens nothing, in any process."""
    _LEFT.add(session_id)
    shared.tell(_KIND, [session_id])


def note_unseen(token_hash: str) -> None:
    """The same for a session that could not be looked up, by what is kept of its token."""
    if len(_LEFT) < MOST_UNSEEN:
        _LEFT.add(token_hash)
        shared.tell(_KIND, [token_hash])


def was_left(*marks: str | None) -> bool:
    """Whether somebody left this one, by its id or a hash of it, and it is only there because it could not go."""
    return not _LEFT.isdisjoint(marks)


def all_left() -> frozenset[str]:
    """Those that are still to go."""
    return frozenset(_LEFT)


def gone(marks: frozenset[str]) -> None:
    """They are gone for good."""
    if marks:
        _LEFT.difference_update(marks)
        shared.tell(_GONE, sorted(marks))


def tell_all() -> None:
    """Tell a process that has just begun, or could not hear us, what it must not open."""
    if _LEFT:
        shared.tell(_KIND, sorted(_LEFT))


def _hear(marks: Sequence[str]) -> None:
    _LEFT.update(marks[: max(0, 2 * MOST_UNSEEN - len(_LEFT))])


shared.remembers(_KIND, drop=_hear)
shared.remembers(_GONE, drop=_LEFT.difference_update)
