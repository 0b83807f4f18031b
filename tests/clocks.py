"""A clock that goes on from an earlier moment: in this process, and in each that it forks."""

from datetime import datetime, timedelta

from mutuality.kit import clock

# Seconds, in the environment of a process of ours.
BEHIND = "TESTS_CLOCK_BEHIND"
# The clock of this machine, whatever a test has put in its place.
machine = clock.now


def go_behind(seconds: float) -> None:
    """From now on, the clock of this process is so many seconds behind this machine's."""
    earlier = timedelta(seconds=seconds)

    def now() -> datetime:
        return machine() - earlier

    clock.now = now


def go_right() -> None:
    """From now on, the clock of this process is this machine's."""
    clock.now = machine
