"""What the week joins: whoever leaves a group leaves what they held in its week."""

from datetime import datetime

from mutuality.groups import hooks
from mutuality.groups.models import Membership
from mutuality.kit.joins import Joins
from mutuality.occasions import feeds
from mutuality.occasions import operations as occasions


def _let_leave(membership: Membership, *, now: datetime) -> None:
    circle = membership.group.circle_id
    occasions.leave_circle(circle, by=membership.person, now=now)
    feeds.leave_circle(circle, by=membership.person, now=now)


def _connect() -> None:
    hooks.listen(hooks.Listening(before_leaving=(_let_leave,)))


JOINS = Joins(connect=_connect)
