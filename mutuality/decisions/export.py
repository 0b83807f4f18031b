"""What a person has said in decisions, as plain data for themself."""

from datetime import date, datetime
from typing import Any

from mutuality.ballots import effects as ballots_effects
from mutuality.decisions import queries
from mutuality.decisions.agreed import PARTS
from mutuality.decisions.models import Proposal
from mutuality.groups.models import Membership


def own_words(membership: Membership, *, names: bool, now: datetime) -> dict[str, Any]:
    """What I proposed and why, and what I answered to what others proposed, without their words."""
    rows = Proposal.objects.select_related(
        "key", "circle__group__key", "circle__group__room", "author__place__key"
    )
    rows = rows.filter(circle=membership.group.circle_id).order_by("opened_on", "order")
    mine = [
        _proposed(row, membership, names=names, today=now.date()) for row in rows.filter(author=membership)
    ]
    said = [_answered(row, membership) for row in rows.filter(voices__membership=membership)]
    return {"proposed": mine, "answered": [one for one in said if one]}


def _proposed(row: Proposal, membership: Membership, *, names: bool, today: date) -> dict[str, Any]:
    read = queries.reading(row, membership=membership, today=today)
    changes = queries.changes_of(row, ballots_effects.named(row.effect)) if read.readable else []
    hidden = set() if names else {str(PARTS["name"].label)}
    return {
        "about": read.label,
        "day": row.opened_on.isoformat(),
        "changes": {c.label: c.after for c in changes if c.label not in hidden},
        "why": read.why,
    }


def _answered(row: Proposal, membership: Membership) -> dict[str, str]:
    decider = queries.decider_of(row, membership=membership)
    if decider is None or not decider.answer:
        return {}
    position = getattr(decider, "position", None)
    return {
        "about": str(queries.entry(row).label),
        "answer": str(decider.get_answer_display()),
        "because": queries.because(position) if position else "",
    }
