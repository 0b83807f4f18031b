"""What people join: the person themself, who goes last and comes back first."""

from datetime import timedelta

from mutuality.kit.joins import Duty, Joins
from mutuality.people import export, operations, wayback

JOINS = Joins(
    departures=(operations.depart,),
    sweeps=(operations.sweep, wayback.sweep),
    duties={"names": Duty(lambda now: operations.renew_name_marks(now=now), timedelta(days=1))},
    own_words={"you": export.own_words},
)
