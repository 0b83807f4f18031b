"""What one person settled alone, or two, comes back to all once three are in."""

from datetime import datetime

from django.db.models import Q

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots.effects import Effect
from mutuality.ballots.terms import ENOUGH_VOICES
from mutuality.decisions import acting, outcomes, queries, terms
from mutuality.decisions.models import Proposal
from mutuality.decisions.terms import Outcome
from mutuality.groups.models import Group, Membership
from mutuality.kit.ids import new_id
from mutuality.vault import operations as vault


def bring_back_what_is_due(group: Group, *, now: datetime) -> None:
    """Open what was never asked of three. An open proposal about the same thing only delays it until it has ended."""
    if Membership.objects.filter(group=group).count() < ENOUGH_VOICES:
        return
    for effect in ballots_effects.offered():
        if effect.begun(group) and not _decided_already(group, effect=effect, now=now):
            _bring_back(group, effect=effect, now=now)


def _decided_already(group: Group, *, effect: Effect, now: datetime) -> bool:
    rows = Proposal.objects.filter(circle=group.circle_id, effect=effect.name).exclude(
        outcome=Outcome.ADOPTED, by_three=False
    )
    if rows.filter(Q(by_itself=True) | Q(outcome=Outcome.ADOPTED)).exists():
        return True
    return queries.touching(group, effect=effect, today=now.date()) is not None


def _bring_back(group: Group, *, effect: Effect, now: datetime) -> None:
    row_id = new_id()
    order = acting.hold(group, ref=row_id, now=now)
    outcomes.end_overdue(group, now=now)
    if queries.touching(group, effect=effect, today=now.date()) is not None:
        # It was given more days.
        return
    acting.open_one(
        row_id, effect=effect, payload=effect.current(group), why="", review_on=None, author=None, group=group,
        until=acting.last_day(terms.DAYS, group=group, now=now), order=order, now=now,
        once=vault.mark(row_id, about="decisions.once"),
    )  # fmt: skip
