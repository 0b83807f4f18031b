"""A meeting of Ada, Bea and Dov in its check-in round."""

import pytest

from mutuality.meetings.operations import room
from tests.cast import Cast
from tests.meetings.table import Table


@pytest.fixture
def opened(cast: Cast) -> Table:
    """A meeting that Ada has opened. Nobody sits in it yet."""
    assert cast.ada.membership is not None
    return Table(cast, cast.now, room.open_meeting(cast.ada.membership, now=cast.now))


@pytest.fixture
def table(opened: Table) -> Table:
    """Ada, Bea and Dov sit in it, in this order, and the check-in round has begun."""
    for someone in (opened.cast.ada, opened.cast.bea, opened.cast.dov):
        opened.sit(someone)
    opened.go_to("check-in")
    return opened
