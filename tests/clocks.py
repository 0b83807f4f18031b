"""A clock that goes on from an earlier moment: in this process, and in each that it forks."""

from datetime import datetime, timedelta

from mutuality.kit import clock

# Seconds, in the environment of a process of ours.
BEHIND = "TESTS_CLOCK_BEHIND"


def go_behind(seconds: float) -> None:
    """From now on, the clock of this process is so many seconds behind this machine's."""
    real, earlier = clock.now, timedelta(seconds=seconds)

    def now() -> datetime:
        return real() - earlier

    clock.now = now
