"""Grounds for acts that may be killed: each prepared once in a worker, and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.ground import Ground, House, ground_at
from tests.nodes import on_postgresql, unlocked

__all__ = ["on_postgresql", "unlocked"]


@pytest.fixture(scope="session")
def first_ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The ground that the others are copies of. Nothing else happens on it."""
    with ground_at(tmp_path_factory.mktemp("ground")) as place:
        place.do("found")
        place.do("say")
        yield place


@pytest.fixture(scope="session")
def first_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The house that the others are copies of. Nothing else happens in it."""
    with ground_at(tmp_path_factory.mktemp("house"), kind=House) as place:
        place.do("found")
        yield place


@pytest.fixture
def ground(first_ground: Ground, tmp_path: Path) -> Iterator[Ground]:
    """A founded community without pages, in which seven texts were said."""
    with ground_at(tmp_path, like=first_ground) as place:
        yield place


@pytest.fixture
def house(first_house: Ground, tmp_path: Path) -> Iterator[Ground]:
    """A community in which Ada, Bea and Dov have talked, in a folder of its own."""
    with ground_at(tmp_path, kind=House, like=first_house) as place:
        yield place
