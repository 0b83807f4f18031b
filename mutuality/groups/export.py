"""What a person has said in a group, as plain data for themself."""

from datetime import datetime
from typing import Any

from mutuality.groups import queries
from mutuality.groups.models import Membership
from mutuality.rooms import export as rooms_export


def own_words(membership: Membership, *, names: bool, now: datetime) -> dict[str, Any]:
    """My part in this group. The group's name is in it only if I want that."""
    plain = {"group": queries.group_name(membership.group)} if names else {}
    since = {"here_since": membership.joined_on.isoformat()}
    return plain | since | rooms_export.own_words(membership.place, now=now)
