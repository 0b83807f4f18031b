"""What the ledger joins: anyone who leaves takes their signature along."""

from datetime import datetime
from typing import Any

from mutuality.kit.joins import Joins
from mutuality.ledger import operations


def _unsign(*, by: Any, now: datetime) -> None:
    operations.unsign(by.pk, now=now)


JOINS = Joins(departures=(_unsign,))
