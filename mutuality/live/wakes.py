"""Telling open pages of this process, and other processes, that a topic has something new.

A wake-up is only a hint: the rows are the truth, and whoever missed a hint asks the table soon after.
"""

from collections.abc import Callable, Sequence

from mutuality.live import redis_wire

Ear = Callable[[Sequence[str]], None]
_ears: list[Ear] = []


def listen(ear: Ear) -> Callable[[], None]:
    """Have topics that changed told to ``ear``, from whichever thread; the answer stops it."""
    _ears.append(ear)
    return lambda: _ears.remove(ear)


def wake(topics: Sequence[str]) -> None:
    """Tell everybody who has one of these pages open. Called after the change is committed."""
    for ear in tuple(_ears):
        ear(topics)
    if not _ears:
        redis_wire.publish(topics)
