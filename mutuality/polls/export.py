"""What a person asked and answered in polls, as plain data for themself."""

from datetime import datetime
from typing import Any

from mutuality.groups.models import Membership
from mutuality.polls import queries
from mutuality.polls.models import Asked, Poll
from mutuality.polls.terms import Kind


def own_words(membership: Membership, *, names: bool, now: datetime) -> dict[str, Any]:
    """What I asked, and what I answered to what others asked. Secret answers can't be found any more."""
    rows = Poll.objects.select_related("key").filter(author=membership).order_by("opened_on", "order")
    mine = Asked.objects.select_related("poll__key").filter(membership=membership).exclude(said="")
    return {
        "asked": [
            {
                "question": row.text("question"),
                "options": queries.options_of(row) if row.kind != Kind.TEMPERATURE else [],
                "day": row.opened_on.isoformat(),
            }
            for row in rows
        ],
        "answered_polls": [
            {"about": str(Kind(each.poll.kind).label), "answer": each.said}
            for each in mine.order_by("poll__opened_on", "poll__order")
        ],
    }
