"""Agreeing, saying that one can't, saying that it was agreed in a room, and having read what was adopted."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.ballots import rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.terms import Stance
from mutuality.decisions import acting, first, outcomes, queries, terms
from mutuality.decisions.models import Decider, InRoom, Proposal, Untold
from mutuality.decisions.refusals import TooSoon
from mutuality.decisions.terms import Outcome
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import dates, prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person


@operation
def accept(proposal: Proposal, *, round: int, by: Membership, now: datetime) -> Proposal:
    """Say yes to this wording. If no one's yes is missing any more, it is so in the same moment.

    A second click changes nothing. Raises Ended or Reworded.
    """
    row, _order = acting.held(proposal, now=now)
    if _stance_of(by, on=row) == Stance.ACCEPT and row.round == round:
        return row
    acting.require_open(row, round=round, today=now.date())
    _require_possible(Stance.ACCEPT, on=row)
    acting.say(row, stance=Stance.ACCEPT, because="", by=by)
    outcomes.adopt_if_whole(row, now=now)
    first.bring_back_what_is_due(row.group, now=now)
    return row


@operation
def object_to(proposal: Proposal, *, because: str, round: int, by: Membership, now: datetime) -> Proposal:
    """Say "not like this", and why, so that it can be worded anew. Raises Ended, Reworded, or Refusal.

    On its last days it gets some more, so that there is time for other words.
    """
    row, _order = acting.held(proposal, now=now)
    acting.require_open(row, round=round, today=now.date())
    _require_possible(Stance.NOT_THIS, on=row)
    reason = prose.clean(because, most=terms.MOST_BECAUSE, field="because")
    acting.say(row, stance=Stance.NOT_THIS, because=reason, by=by)
    if row.kind in rules.MET and row.met < ballots_terms.MOST_MET:
        longer = min(now.date() + ballots_terms.TO_REWORD, queries.latest_day(row))
        Proposal.objects.filter(pk=row.pk, until__lt=longer).update(until=longer)
    return row


@operation
def say_otherwise(
    proposal: Proposal, *, stance: str, because: str, round: int, by: Membership, now: datetime
) -> Proposal:
    """Agree with reservations, stand aside, or give advice, as far as this rule knows it. Advice has words.

    Raises Ended, Reworded, NotHere for an answer that this rule does not know, or Refusal.
    """
    row, _order = acting.held(proposal, now=now)
    acting.require_open(row, round=round, today=now.date())
    if stance not in (Stance.RESERVED, Stance.ASIDE, Stance.ADVICE):
        raise NotHere
    _require_possible(Stance(stance), on=row)
    if stance == Stance.ADVICE and row.author_id == by.pk:
        raise NotHere
    words = stance == Stance.ADVICE or because.strip()
    reason = prose.clean(because, most=terms.MOST_BECAUSE, field="because") if words else ""
    acting.say(row, stance=Stance(stance), because=reason, by=by)
    outcomes.adopt_if_whole(row, now=now)
    return row


@operation
def decide(
    proposal: Proposal, *, yes: bool, because: str, round: int, by: Membership, now: datetime
) -> Proposal:
    """Decide what I asked advice for, and say why. A second click changes nothing.

    Raises Ended, Reworded, NotHere for who did not ask, or TooSoon while others can still be heard.
    """
    row, _order = acting.held(proposal, now=now)
    if row.kind != rules.ADVICE or not queries.is_mine(row, membership=by):
        raise NotHere
    if row.outcome in (Outcome.ADOPTED, Outcome.DROPPED):
        return row
    acting.require_open(row, round=round, today=now.date())
    reason = prose.clean(because, most=terms.MOST_BECAUSE, field="because")
    if not outcomes.decide_alone(row, yes=yes, because=reason, now=now):
        day = dates.day_of(row.worded_on + ballots_terms.WINDOW)
        raise TooSoon(_("Others can still give advice. You can decide from %(day)s.") % {"day": day})
    return row


def _require_possible(stance: Stance, *, on: Proposal) -> None:
    if stance not in rules.named(on.kind).answers:
        raise NotHere


@operation
def agree_in_room(proposal: Proposal, *, round: int, by: Membership, now: datetime) -> Proposal:
    """Say that this wording was read aloud where people met, and that enough hands were raised.

    When two say so who may act together, it takes effect after seven days unless someone objects. How many hands
    there were, and whose, is kept nowhere. A second click changes nothing. Raises Ended, Reworded, or TooSoon.
    """
    row, _order = acting.held(proposal, now=now)
    acting.require_open(row, round=round, today=now.date())
    if not queries.may_say_in_room(row, decider=queries.decider_of(row, membership=by)):
        raise NotHere
    if row.in_room:
        return row
    until = now.date() + ballots_terms.WINDOW
    if until > queries.latest_day(row):
        raise TooSoon(_("It ends too soon for that. When it has ended, it can be proposed again."))
    InRoom.objects.get_or_create(proposal=row, membership=by)
    saying = list(InRoom.objects.filter(proposal=row).values_list("membership", flat=True))
    if groups_queries.may_act_together(saying, there=groups_queries.ids_in(row.group)):
        Proposal.objects.filter(pk=row.pk).update(in_room=True, until=max(row.until, until))
    return row


def _stance_of(by: Membership, *, on: Proposal) -> str | None:
    return Decider.objects.filter(proposal=on, membership=by).values_list("answer", flat=True).first()


@operation
def note_read(untold: Collection[str], *, by: Person, now: datetime) -> None:
    """This person has read what was adopted without their yes. No one else learns it, and nothing is kept of it."""
    Untold.objects.filter(pk__in=untold, membership__person=by).delete()
