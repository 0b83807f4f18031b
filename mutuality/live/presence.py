"""Who of those in a meeting has its page open, in the memory of this process and nowhere else.

Kept only where an app asks for it (``Reader.followed``), so that between meetings there is no presence. Nothing
is stored, nobody is shown a time, and whoever never had a page open live is never taken for gone.
"""

import threading
import time
from collections import Counter

from django.conf import settings

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

    With several processes one cannot know what the others see, so nobody is taken for gone.
    """
    if settings.REDIS_URL:
        return None
    with _guard:
        since = _gone.get((topic, person))
        return None if since is None else time.monotonic() - since
