"""The suite's own clock: what one test puts in its place is gone before the next, in whichever order it was patched."""

from datetime import datetime, timedelta

import pytest

from mutuality.kit import clock
from tests import clocks
from tests.cast import Cast


@pytest.mark.parametrize("_nth", [1, 2, 3])
def test_a_clock_that_is_patched_twice_is_right_again(
    monkeypatch: pytest.MonkeyPatch, cast: Cast, now: datetime, _nth: int
) -> None:
    # As it stands here, the one that was patched last is put back last.
    before = clock.now
    moment = clock.now()
    assert clocks.machine() - moment >= timedelta() and cast.now == now
    monkeypatch.setattr(clock, "now", lambda: now)
    assert clock.now() == now and before is not clock.now


def test_it_is_this_machines_again() -> None:
    assert clock.now is clocks.machine
