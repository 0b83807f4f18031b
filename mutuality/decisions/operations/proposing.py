"""Proposing a change to everyone who is here."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots.effects import Effect, Payload
from mutuality.ballots.terms import FEWEST_VOICES, Stance
from mutuality.decisions import acting, outcomes, queries, terms
from mutuality.decisions.models import Proposal
from mutuality.decisions.refusals import Alone, AlreadyOpen, OneEach
from mutuality.groups.models import Membership
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import Refusal
from mutuality.vault import operations as vault


def _review(day: date | None, *, now: datetime) -> date | None:
    if day is not None and not now.date() < day <= now.date() + terms.LATEST_REVIEW:
        raise Refusal(_("Please choose a day after today and within a year."), field="review_on")
    return day


@operation
def propose(
    *,
    effect: str,
    payload: Payload,
    why: str,
    days: int,
    review_on: date | None,
    once: str,
    by: Membership,
    now: datetime,
) -> Proposal:
    """Ask everybody who is here for a change. Whoever proposes accepts it; the same form sent twice proposes once.

    What was settled a short time ago takes everyone's yes. Raises Alone, AlreadyOpen, OneEach, Rests, TooSoon, or
    Refusal for what cannot be.
    """
    chosen = ballots_effects.named(effect)
    # With what stands in the form: sent again with other words, it is not the same.
    sent = "\0".join((once, effect, ballots_effects.packed(payload), why, str(days), str(review_on)))
    mark = vault.mark(sent, about=f"decisions.once:{by.pk}")
    row_id = new_id()
    order = acting.hold(by.group, ref=row_id, now=now)
    before = queries.proposed_already(mark)
    if before is not None:
        return before
    _require_room_for(chosen, by=by, now=now)
    checked, reason = chosen.check(by.group, payload), acting.reason(why)
    if checked == chosen.current(by.group):
        raise Refusal(_("This is how it is already. Please change something first."))
    row = acting.open_one(
        row_id, effect=chosen, payload=checked, why=reason, until=acting.last_day(days, group=by.group, now=now),
        review_on=_review(review_on, now=now), once=mark, author=by, group=by.group, order=order, now=now,
        kind=acting.rule_for(chosen, payload=checked, group=by.group, today=now.date()),
    )  # fmt: skip
    acting.say(row, stance=Stance.ACCEPT, because="", by=by)
    return row


def _require_room_for(effect: Effect, *, by: Membership, now: datetime) -> None:
    group, today = by.group, now.date()
    if Membership.objects.filter(group=group).count() < FEWEST_VOICES:
        raise Alone(_("You're the only member so far, so you can change the rules yourself."))
    outcomes.end_overdue(group, now=now)
    same = queries.touching(group, effect=effect, today=today)
    if same is not None:
        said = {"what": ballots_effects.named(same.effect).label}
        raise AlreadyOpen(
            _("A proposal about this is open: %(what)s. You can say there what should be different.") % said,
            proposal_id=same.pk,
        )
    acting.require_voice(by, effect=effect, today=today)
    own = queries.opened_by(by)
    if own is not None:
        said = {"what": ballots_effects.named(own.effect).label}
        raise OneEach(
            _("You have a proposal open: %(what)s. When it has ended, you can propose something else.")
            % said,
            proposal_id=own.pk,
        )
