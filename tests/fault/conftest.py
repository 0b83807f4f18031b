from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.ground import Ground, House, ground_at


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """A founded community without pages, in which seven texts were said."""
    with ground_at(tmp_path) as place:
        place.do("found")
        place.do("say")
        yield place


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Ground]:
    """A community in which Ada, Bea and Dov have talked, in a folder of its own."""
    with ground_at(tmp_path, kind=House) as place:
        place.do("found")
        yield place
