"""Who of those in a meeting has its page open, in memory and nowhere else.

Kept only where an app asks for it (``Reader.followed``), so that between meetings there is no presence. Nothing
is stored, nobody is shown a time, and whoever never had a page open live is never taken for gone.
"""

import threading
import time
from collections import Counter

from mutuality.kit.shared import shared

_KEPT_SECONDS = 3600.0
_guard = threading.Lock()
_open: Counter[tuple[str, str]] = Counter()
_gone: dict[tuple[str, str], float] = {}


def came(topic: str, *, person: str) -> None:
    """A page was opened."""
    with _guard:
        _open[topic, person] += 1
        _gone.pop((topic, person), None)


def went(topic: str, *, person: str) -> None:
    """A page was closed, or its connection was lost."""
    at = time.monotonic()
    with _guard:
        _open[topic, person] -= 1
        if _open[topic, person] <= 0:
            del _open[topic, person]
            _gone[topic, person] = at
        for old in [each for each, since in _gone.items() if at - since > _KEPT_SECONDS]:
            del _gone[old]


def gone_for(topic: str, *, person: str) -> float | None:
    """For how many seconds a person has had no page open who had one; nothing for everybody else.

    Several processes say in Redis who has a page open in them. Where they can't, nobody is taken for gone.
    """
    if shared.several:
        return shared.unseen_for(_name(topic, person))
    with _guard:
        since = _gone.get((topic, person))
        return None if since is None else time.monotonic() - since


def tell_others() -> None:
    """Say who has a page open in this process. Raises ``Unreachable``."""
    with _guard:
        here = [_name(topic, person) for topic, person in _open]
    shared.see(here)


def _name(topic: str, person: str) -> str:
    return f"{topic} {person}"
