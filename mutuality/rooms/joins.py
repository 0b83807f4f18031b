"""What rooms join: the live feed, and words whose time is over."""

from datetime import timedelta

from mutuality.kit.joins import Duty, Joins
from mutuality.rooms import operations
from mutuality.rooms.feed import RoomFeed

JOINS = Joins(
    sweeps=(operations.let_go,),
    duties={"names-in-rooms": Duty(lambda now: operations.renew_name_marks(now=now), timedelta(days=1))},
    feeds={"room": RoomFeed},
)
