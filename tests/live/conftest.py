"""A house with one room of lines, and a way to change them."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from mutuality.kit.locks import writing
from mutuality.live.operations import append
from tests.live.feed import Lines
from tests.live.listening import House, open_house
from tests.nodes import on_postgresql, unlocked

__all__ = ["on_postgresql", "unlocked"]


@pytest.fixture
def lines() -> Lines:
    """Ada and Bea may read everything."""
    return Lines(floors={"ada": 0, "bea": 0})


@pytest.fixture
def house(transactional_db: None, lines: Lines) -> Iterator[House]:
    """The server, with the lines in it."""
    with open_house({"lines": lines}) as running:
        yield running


@pytest.fixture
def say(lines: Lines, now: datetime) -> Callable[..., int]:
    """Change a line and leave the notice, as an operation would; answers the count."""

    def change(ref: str, words: str | None = None, *, order: int = 0, topic: str = "lines/here") -> int:
        with writing():
            if words is None:
                lines.rows.pop(ref, None)
            else:
                lines.rows[ref] = (order, words)
            return append(topic, kind="line", ref=ref, now=now)[topic]

    return change
