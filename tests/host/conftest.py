"""What tests of an installation share."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Root may open and write everything, so for a moment root is somebody else."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    yield
    os.seteuid(me)
