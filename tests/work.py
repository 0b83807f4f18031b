"""How much work a call is, counted instead of timed: the same on a busy machine and on an idle one."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(call: Callable[[], object]) -> int:
    """How many lines of Python are run. What runs inside a function written in C counts as the line that calls it."""
    count = 0

    def seen(frame: FrameType, event: str, extra: Any) -> Any:
        nonlocal count
        count += event == "line"
        return seen

    before = sys.gettrace()
    sys.settrace(seen)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
