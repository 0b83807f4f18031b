"""What live joins: notices that no open page needs any more, and counts whose time is over."""

from datetime import timedelta

from mutuality.kit.joins import Duty, Joins
from mutuality.live import duties, shared_rows

JOINS = Joins(
    duties={"trim": Duty(lambda now: duties.trim(now=now), timedelta(hours=6))},
    sweeps=(shared_rows.remove_ended,),
)
