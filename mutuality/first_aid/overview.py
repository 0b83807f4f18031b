"""What waits for a second person in all groups of one person, asked for together."""

from collections.abc import Collection
from datetime import datetime

from mutuality.fast.prepared import Several
from mutuality.first_aid.models import Asked


def waiting_for(person_id: str, *, groups: Collection[str], now: datetime) -> list[str]:
    """Return in which of these groups something waits for this person to agree. Nothing that is about them."""
    rows = _WAITING.all(groups, now=now) if groups else ()
    found = [group for group, by, about in rows if person_id not in (by, about)]
    return list(dict.fromkeys(found))


_WAITING: Several[tuple[str, str, str | None]] = Several(
    lambda ids, now: (
        Asked.objects.filter(group__in=ids, ends_at__gt=now)
        .order_by("ends_at")
        .values_list("group_id", "by__person_id", "about_id")
    ),
    now=datetime,
)
