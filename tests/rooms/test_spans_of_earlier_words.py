"""Words that were said while spans were counted in days of UTC, after they are counted in hours."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest

moved = import_module("mutuality.rooms.migrations.0003_hours_not_days")


@pytest.mark.parametrize("days", [1, 7, 30, 90])
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (12, 30), (23, 55)])
def test_they_stay_as_long_as_they_were_promised_to_and_no_longer(days: int, hour: int, minute: int) -> None:
    said_at = datetime(2026, 11, 30, hour, minute, tzinfo=UTC)
    row = SimpleNamespace(said_at=said_at, ends_on=date(2026, 11, 30) + timedelta(days=days))
    assert moved._end_of_word(row) == said_at + timedelta(days=days, minutes=5)
