"""What a person has said and taken on in meetings, as plain data for themself; and the dates, as a file."""

from datetime import datetime
from typing import Any

from mutuality.groups.models import Membership
from mutuality.meetings import queries
from mutuality.meetings.models import Meeting
from mutuality.occasions import calendar
from mutuality.rooms import export as rooms_export
from mutuality.rooms import queries as rooms_queries


def own_words(membership: Membership, *, names: bool, now: datetime) -> dict[str, Any]:
    """My words in meetings while they stay, and the turns I have."""
    held = Meeting.objects.filter(circle=membership.group.circle_id, room__isnull=False).order_by(
        "acted_at", "id"
    )
    places = [rooms_queries.place_of(membership.person, room_id=one.room_id or "") for one in held]
    return {
        "turns": [turn.kind.name for turn in queries.turns(membership) if turn.mine],
        "in_meetings": [rooms_export.own_words(place, now=now) for place in places if place],
    }


def dates(membership: Membership, *, now: datetime) -> bytes | None:
    """When this group meets, with a neutral title and no place, or nothing while it has not said so."""
    series = queries.series_of(membership.group.circle_id)
    if series is None:
        return None
    when = queries.times_of(series)
    return calendar.written(when, uid=series.pk, sequence=series.sequence, where="", now=now)
