"""Other words for a proposal, and taking one's own back."""

from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.effects import Payload
from mutuality.ballots.terms import Stance
from mutuality.decisions import acting, first, outcomes, queries, terms
from mutuality.decisions.models import InRoom, Proposal
from mutuality.decisions.refusals import TooSoon
from mutuality.decisions.terms import Outcome
from mutuality.groups.models import Membership
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere


@operation
def amend(
    proposal: Proposal, *, payload: Payload, why: str, days: int, round: int, by: Membership, now: datetime
) -> Proposal:
    """Reword it. Everyone who is a member now decides on the new wording, and all answers start again.

    It never lengthens how long a proposal can be open in all. A second click changes nothing. Raises Ended,
    Reworded, Rests, TooSoon, or Refusal for what cannot be.
    """
    row, order = acting.held(proposal, now=now)
    effect = ballots_effects.named(row.effect)
    if not queries.may_amend(row, decider=queries.decider_of(row, membership=by)):
        raise NotHere
    checked, reason = effect.check(row.group, payload), acting.reason(why)
    same = queries.payload_of(row) == checked and queries.text_of(row, part="why") == reason
    if row.round == round + 1 and row.author_id == by.pk and same:
        return row
    acting.require_open(row, round=round, today=now.date())
    _require_time_for_other_words(row, by=by, now=now)
    texts = {"payload": ballots_effects.packed(checked), "why": reason, "earlier": row.text("payload")}
    Proposal.objects.filter(pk=row.pk).reseal(
        texts,
        author=by,
        earlier_by=row.author,
        earlier_order=row.order,
        kind=acting.rule_for(effect, payload=checked, group=row.group, today=now.date()),
        round=row.round + 1,
        order=order,
        worded_on=now.date(),
        in_room=False,
        met=row.met + (Stance.NOT_THIS in queries.stances(row).values()),
        by_others=row.by_others + (row.opener_id not in (None, by.pk)),
        until=min(acting.last_day(days, group=row.group, now=now), queries.latest_day(row)),
    )
    InRoom.objects.filter(proposal=row).delete()
    acting.make_roll(row, now=now)
    acting.say(row, stance=Stance.ACCEPT, because="", by=by)
    return row


def _require_time_for_other_words(row: Proposal, *, by: Membership, now: datetime) -> None:
    """Raise where others would have no time to read it: too late, too many in one day, or who words it has no voice."""
    today = now.date()
    acting.require_voice(by, effect=ballots_effects.named(row.effect), today=today)
    if today + ballots_terms.WINDOW > queries.latest_day(row):
        raise TooSoon(
            _("It ends too soon for other words. When it has ended, it can be proposed again in other words.")
        )
    if row.round > terms.WORDINGS_AT_ONCE and row.worded_on >= today:
        raise TooSoon(
            _("It was reworded several times. From now on that is possible once a day: again tomorrow.")
        )


@operation
def take_back(proposal: Proposal, *, by: Membership, now: datetime) -> None:
    """Take my own proposal back. Nothing changes; a second click finds it taken back. Raises Ended."""
    row, _order = acting.held(proposal, now=now)
    if not queries.is_mine(row, membership=by):
        raise NotHere
    if row.outcome == Outcome.TAKEN_BACK:
        return
    acting.require_open(row, round=row.round, today=now.date())
    outcomes.close(row, outcome=Outcome.TAKEN_BACK, now=now)
    first.bring_back_what_is_due(row.group, now=now)
