"""What the vault joins: new outer keys each day, and a log in which nothing erased stays."""

from datetime import timedelta

from mutuality.kit.joins import Duty, Joins
from mutuality.vault import duties

JOINS = Joins(
    duties={
        "rewrap": Duty(lambda now: duties.rewrap(now=now), timedelta(days=1)),
        "checkpoint": Duty(lambda now: duties.checkpoint(now=now), timedelta(hours=1)),
    }
)
