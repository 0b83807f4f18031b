"""What follows for proposals when people come, go, or days are over."""

from collections.abc import Iterable
from datetime import datetime

from mutuality.ballots.terms import FEWEST_VOICES, Stance
from mutuality.decisions import acting, first, outcomes, queries
from mutuality.decisions.models import Decider, Deciding, Proposal
from mutuality.decisions.terms import Outcome
from mutuality.groups.models import Group, Membership
from mutuality.kit import batches
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere


@operation
def begin_with_three(membership: Membership, *, now: datetime) -> None:
    """Three are in: what one person settled alone, or two, comes back, as the first they can decide together."""
    first.bring_back_what_is_due(membership.group, now=now)


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Someone leaves: their voice, reasons and words go with them. What another has accepted goes on, unsigned."""
    acting.hold(membership.group, ref=membership.group_id, now=now)
    Decider.objects.filter(membership=membership).delete()
    for row in Proposal.objects.select_related("key").filter(author=membership):
        if row.closed_on is not None:
            _forget_words(row)
        elif Decider.objects.filter(proposal=row, answer=Stance.ACCEPT).exists():
            _unsign(row)
        else:
            row.delete()
    for row in Proposal.objects.select_related("key").filter(earlier_by=membership, closed_on=None):
        _say_less(row, why=queries.text_of(row, part="why"))


def _unsign(row: Proposal) -> None:
    """Keep a wording that someone else has accepted, without its author's name and reasons."""
    _say_less(row, why="")
    Proposal.objects.filter(pk=row.pk).update(author=None)


def _say_less(row: Proposal, *, why: str) -> None:
    """What is proposed stays, under a new key; how it was worded before is gone."""
    Proposal.objects.filter(pk=row.pk).reseal({"why": why, "earlier": ""}, earlier_by=None)


def _forget_words(row: Proposal) -> None:
    Decider.objects.filter(proposal=row).delete()
    nothing = dict.fromkeys(("payload", "why", "earlier", "before"), "")
    Proposal.objects.filter(pk=row.pk).reseal(nothing, author=None, forget_on=None)


@operation
def go_on_without(membership: Membership, *, now: datetime) -> None:
    """Somebody has left. What all who remain have accepted is adopted; what fewer than two decide has ended."""
    group = membership.group
    rows = Proposal.objects.select_related("key", "circle__group__room").filter(circle=group.circle_id)
    if Membership.objects.filter(group=group).count() < FEWEST_VOICES:
        erase_all(group, now=now)
        return
    for row in rows.filter(closed_on=None).order_by("order"):
        if Decider.objects.filter(proposal=row).count() < FEWEST_VOICES:
            outcomes.close(row, outcome=Outcome.TOO_FEW, now=now)
        elif row.until >= now.date():
            outcomes.adopt_if_whole(row, now=now)
    first.bring_back_what_is_due(group, now=now)


@operation
def erase_all(group: Group, *, now: datetime) -> None:
    """The group ends: so do its decisions."""
    Proposal.objects.filter(circle=group.circle_id).delete()
    Deciding.objects.filter(circle=group.circle_id).delete()


def sweep(*, now: datetime) -> None:
    """Proposals whose last day is over are decided by their rule; words of ended ones go when their days are over."""
    _count_today(now=now)
    for row in queries.past_due(today=now.date()):
        _end_past_due(row, now=now)
    over = Proposal.objects.filter(forget_on__lte=now.date())
    batches.in_batches(over.values_list("pk", flat=True), lambda some: _forget_all(over.filter(pk__in=some)))


def _count_today(*, now: datetime) -> None:
    def count(rows: Iterable[Proposal]) -> None:
        for row in rows:
            outcomes.with_days_away(row, now=now)

    batches.in_batches(queries.not_counted(today=now.date()), count)


@operation
def _end_past_due(row: Proposal, *, now: datetime) -> None:
    try:
        held, _order = acting.held(row, now=now)
    except NotHere:
        # Its author took it along, or its group ended, while others were looked at.
        return
    outcomes.end(held, now=now)
    first.bring_back_what_is_due(held.group, now=now)


def _forget_all(rows: Iterable[Proposal]) -> None:
    for row in rows:
        _forget_words(row)
