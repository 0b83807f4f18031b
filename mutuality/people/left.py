"""Sessions that somebody left while nothing could be written: they open nothing, and go as soon as they can.

Kept in memory, for as long as this process lives. After it, one that could not go opens what it opened before.
"""

_LEFT: set[str] = set()


def note(session_id: str) -> None:
    """From now on this session opens nothing."""
    _LEFT.add(session_id)


def was_left(session_id: str) -> bool:
    """Whether somebody left this one, and it is only there because it could not go."""
    return session_id in _LEFT


def all_left() -> frozenset[str]:
    """Those that are still to go."""
    return frozenset(_LEFT)


def gone(session_ids: frozenset[str]) -> None:
    """They are gone for good."""
    _LEFT.difference_update(session_ids)
