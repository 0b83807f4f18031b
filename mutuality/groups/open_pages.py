"""What an open page of a group hears by itself: that a meeting is open, or over. It is told nothing of what is said."""

from datetime import datetime

from mutuality.groups import terms
from mutuality.groups.models import Membership
from mutuality.live import queries as live_queries
from mutuality.people import queries as people_queries
from mutuality.rooms import operations as rooms
from mutuality.rooms import queries as rooms_queries
from mutuality.safety import queries as safety_queries


def hearing(membership: Membership, *, now: datetime) -> dict[str, object]:
    """Return what the page's live feed needs. It goes on from this moment, so ask before anything is read."""
    me, room_id = membership.person, membership.group.room_id
    hidden = safety_queries.hidden_from(me.pk)
    return {
        "cursor": live_queries.newest(rooms.stream(room_id)),
        "live": rooms_queries.stream_address(room_id, hidden=hidden, part=terms.ABOUT),
        "announce": me.announce,
        "quiet": people_queries.quiet_from_now(me, now=now),
    }
