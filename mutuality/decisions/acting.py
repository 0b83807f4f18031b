"""What the verbs of decisions share: acts of one group happen one by one, and each says what it may.

Each act first leaves its notice in the room: that takes the room's count, so acts of one group happen one by one.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rolls, rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.effects import Effect, Payload
from mutuality.ballots.terms import Stance
from mutuality.decisions import queries, terms
from mutuality.decisions.models import Decider, Position, Proposal
from mutuality.decisions.refusals import Ended, Rests, Reworded, TooSoon
from mutuality.decisions.terms import Outcome
from mutuality.groups import hooks
from mutuality.groups import operations as groups
from mutuality.groups.models import Group, Membership
from mutuality.kit import dates, prose
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.live import operations as live
from mutuality.rooms import operations as rooms


def hold(group: Group, *, ref: str, now: datetime) -> int:
    """Hold a group, so that its acts happen one by one, and return the count of this one in its room."""
    groups.hold(group.pk)
    name = rooms.stream(group.room_id)
    return live.append(name, kind="decision", ref=ref, now=now)[name]


def held(proposal: Proposal, *, now: datetime) -> tuple[Proposal, int]:
    """The proposal as it stands once nobody else acts in this group, and the count of this act."""
    order = hold(proposal.group, ref=proposal.pk, now=now)
    row = queries.fresh(proposal.pk)
    if row is None:
        raise NotHere
    return row, order


def require_open(row: Proposal, *, round: int, today: date) -> None:
    """Raise Ended or Reworded, unless this wording can still be answered."""
    if not queries.is_open(row, today=today):
        raise Ended(_("This has ended, so nothing was changed. You can propose it again."))
    if row.round != round:
        raise Reworded(_("This was reworded while you read it. Please read it again before you answer."))


def last_day(days: int, *, group: Group, now: datetime) -> date:
    """Return the longer of these days and the next meeting, so that those who come to it have talked about it."""
    if not terms.FEWEST_DAYS <= days <= terms.MOST_DAYS:
        raise Refusal(_("Please choose between 7 and 30 days."), field="days")
    chosen = now.date() + timedelta(days=days)
    meeting = min(hooks.next_meeting(group, now=now) or chosen, now.date() + terms.LONGEST_OPEN)
    return max(chosen, meeting)


def reason(text: str) -> str:
    """A reason as it is kept; empty where none was given."""
    return prose.clean(text, most=terms.MOST_WHY, field="why") if text.strip() else ""


def require_voice(by: Membership, *, effect: Effect, today: date) -> None:
    """Raise TooSoon for who has just joined, on what keeps people safe."""
    if by.pk not in queries.voters(by.group, effect=effect, today=today):
        day = dates.day_of(by.joined_on + ballots_terms.SAFETY_AFTER)
        said = _("This keeps people safe, so you decide on it from 14 days after joining: from %(day)s.")
        raise TooSoon(said % {"day": day})


def rule_for(effect: Effect, *, payload: Payload, group: Group, today: date) -> str:
    """Return the rule by which it is decided. Raises Rests for what was declined a short time ago."""
    changed = _changed(effect, effect.current(group), payload)
    changed &= effect.touches
    rests = [
        row for row in queries.settled_lately(group, today=today) if changed & set(row.changed.split(","))
    ]
    for row in rests:
        if row.outcome == Outcome.DECLINED and row.closed_on is not None:
            day = dates.day_of(row.closed_on + ballots_terms.RESTS)
            raise Rests(
                _("The group has decided about this. It can be proposed again from %(day)s.") % {"day": day}
            )
    if rests and effect.name != terms.ADVICE:
        return rules.EVERYONE
    return terms.ALWAYS_BY.get(effect.name) or queries.way_of(group)


def _changed(effect: Effect, before: Payload, after: Payload) -> frozenset[str]:
    """Return what would be different, with both sides as they come back from JSON."""
    was, will_be = (ballots_effects.unpacked(ballots_effects.packed(one)) for one in (before, after))
    return effect.changed(was, will_be)


def open_one(
    row_id: str,
    *,
    effect: Effect,
    payload: Payload,
    why: str,
    until: date,
    review_on: date | None,
    once: str,
    author: Membership | None,
    group: Group,
    order: int,
    now: datetime,
    kind: str = rules.CONSENT,
) -> Proposal:
    """Write down a proposal, and ask everyone who decides."""
    row = Proposal.add(
        id=row_id,
        circle_id=group.circle_id,
        author=author,
        opener=author,
        by_itself=author is None,
        effect=effect.name,
        kind=kind,
        order=order,
        once=once,
        opened_on=now.date(),
        worded_on=now.date(),
        counted_on=now.date(),
        until=until,
        review_on=review_on,
        kept_days=retention(group),
        payload=ballots_effects.packed(payload),
        why=why,
    )
    make_roll(row, now=now)
    return row


def make_roll(row: Proposal, *, now: datetime) -> None:
    """Make those who are members now decide on the present wording, and no one else."""
    voters = queries.voters(row.group, effect=ballots_effects.named(row.effect), today=now.date())
    rolls.make(row, voters=voters, by="membership")


def retention(group: Group) -> int:
    """For how many days words are kept in this group."""
    return Group.objects.values_list("room__retention_days", flat=True).get(pk=group.pk)


def say(row: Proposal, *, stance: Stance, because: str, by: Membership) -> None:
    """Write down what a member answers, and why. Raises NotHere for who does not decide."""
    decider = queries.decider_of(row, membership=by)
    if decider is None:
        raise NotHere
    Position.objects.filter(decider=decider).delete()
    Decider.objects.filter(pk=decider.pk).update(answer=stance)
    if because:
        Position.add(decider=decider, because=because)


def would_change(row: Proposal) -> frozenset[str]:
    """What adopting it would make different."""
    effect = ballots_effects.named(row.effect)
    return _changed(effect, effect.current(row.group), queries.payload_of(row) or {})
