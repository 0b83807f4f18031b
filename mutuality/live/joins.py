"""What live joins: notices that no open page needs any more."""

from datetime import timedelta

from mutuality.kit.joins import Duty, Joins
from mutuality.live import duties

JOINS = Joins(duties={"trim": Duty(lambda now: duties.trim(now=now), timedelta(hours=6))})
