"""Proposing, accepting, saying "not like this", amending, taking back; and what follows when people come or leave.

Each act first leaves its notice in the room: that takes the room's count, so acts of one group happen one by one.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rolls, rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.effects import Change, Effect, Payload
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import ENOUGH_VOICES, FEWEST_VOICES, Ends, Stance
from mutuality.decisions import queries, terms
from mutuality.decisions.models import Decider, Deciding, InRoom, Position, Proposal, Untold
from mutuality.decisions.terms import Outcome
from mutuality.groups import hooks
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import batches, languages, prose
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.live import operations as live
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.vault import operations as vault


class AlreadyOpen(Refusal):
    """Another open proposal would change the same thing. ``proposal_id`` says which."""

    def __init__(self, sentence: str, *, proposal_id: str) -> None:
        super().__init__(sentence)
        self.proposal_id = proposal_id


class Alone(Refusal):
    """Nobody else is in the group: its terms are starting terms."""


class OneEach(Refusal):
    """The same person has another proposal open. ``proposal_id`` says which."""

    def __init__(self, sentence: str, *, proposal_id: str) -> None:
        super().__init__(sentence)
        self.proposal_id = proposal_id


class Rests(Refusal):
    """It was declined a short time ago."""


class TooSoon(Refusal):
    """Who has just joined does not decide on this yet, or a day of rest is not over."""


class Ended(Refusal):
    """The proposal has ended, or its last day is over."""


class Reworded(Refusal):
    """The wording that a person read is not the one that stands there now."""


def _hold(group: Group, *, ref: str, now: datetime) -> int:
    groups.hold(group.pk)
    name = rooms.stream(group.room_id)
    return live.append(name, kind="decision", ref=ref, now=now)[name]


def _held(proposal: Proposal, *, now: datetime) -> tuple[Proposal, int]:
    """The proposal as it stands once nobody else acts in this group, and the count of this act."""
    order = _hold(proposal.group, ref=proposal.pk, now=now)
    row = queries.fresh(proposal.pk)
    if row is None:
        raise NotHere
    return row, order


def _require_open(row: Proposal, *, round: int, today: date) -> None:
    if not queries.is_open(row, today=today):
        raise Ended(_("This has ended, so nothing was changed. You can propose it again."))
    if row.round != round:
        raise Reworded(_("This was reworded while you read it. Please read it again before you answer."))


def _last_day(days: int, *, group: Group, now: datetime) -> date:
    """Return the longer of these days and the next meeting, so that those who come to it have talked about it."""
    if not terms.FEWEST_DAYS <= days <= terms.MOST_DAYS:
        raise Refusal(_("Please choose between 7 and 30 days."), field="days")
    chosen = now.date() + timedelta(days=days)
    meeting = min(hooks.next_meeting(group, now=now) or chosen, now.date() + terms.LONGEST_OPEN)
    return max(chosen, meeting)


def _why(text: str) -> str:
    return prose.clean(text, most=terms.MOST_WHY, field="why") if text.strip() else ""


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
    order = _hold(by.group, ref=row_id, now=now)
    before = queries.proposed_already(mark)
    if before is not None:
        return before
    _require_room_for(chosen, by=by, now=now)
    checked, reason = chosen.check(by.group, payload), _why(why)
    if checked == chosen.current(by.group):
        raise Refusal(_("This is how it is already. Please change something first."))
    row = _open(
        row_id, effect=chosen, payload=checked, why=reason, until=_last_day(days, group=by.group, now=now),
        review_on=_review(review_on, now=now), once=mark, author=by, group=by.group, order=order, now=now,
        kind=_rule_for(chosen, payload=checked, group=by.group, today=now.date()),
    )  # fmt: skip
    _say(row, stance=Stance.ACCEPT, because="", by=by)
    return row


def _require_room_for(effect: Effect, *, by: Membership, now: datetime) -> None:
    group, today = by.group, now.date()
    if Membership.objects.filter(group=group).count() < FEWEST_VOICES:
        raise Alone(_("You're the only member so far, so you can change the terms yourself."))
    _end_overdue(group, now=now)
    same = queries.touching(group, effect=effect, today=today)
    if same is not None:
        said = {"what": ballots_effects.named(same.effect).label}
        raise AlreadyOpen(
            _("A proposal about this is open: %(what)s. You can say there what should be different.") % said,
            proposal_id=same.pk,
        )
    _require_voice(by, effect=effect, today=today)
    own = queries.opened_by(by)
    if own is not None:
        said = {"what": ballots_effects.named(own.effect).label}
        raise OneEach(
            _("You have a proposal open: %(what)s. When it has ended, you can propose something else.")
            % said,
            proposal_id=own.pk,
        )


def _require_voice(by: Membership, *, effect: Effect, today: date) -> None:
    if by.pk not in queries.voters(by.group, effect=effect, today=today):
        day = date_format(by.joined_on + ballots_terms.SAFETY_AFTER, _("j F"))
        said = _("This keeps people safe, so you decide on it from 14 days after joining: from %(day)s.")
        raise TooSoon(said % {"day": day})


def _rule_for(effect: Effect, *, payload: Payload, group: Group, today: date) -> str:
    """Return the rule by which it is decided. Raises Rests for what was declined a short time ago."""
    changed = _changed(effect, effect.current(group), payload)
    changed &= effect.touches
    rests = [
        row for row in queries.settled_lately(group, today=today) if changed & set(row.changed.split(","))
    ]
    for row in rests:
        if row.outcome == Outcome.DECLINED and row.closed_on is not None:
            day = date_format(row.closed_on + ballots_terms.RESTS, _("j F"))
            raise Rests(
                _("The group has decided about this. It can be proposed again from %(day)s.") % {"day": day}
            )
    if rests:
        return rules.EVERYONE
    # However a group decides, how it decides is always a matter of consent: no choice of a rule freezes it.
    return rules.CONSENT if effect.touches == queries.DECIDING else queries.way_of(group)


def _changed(effect: Effect, before: Payload, after: Payload) -> frozenset[str]:
    """Return what would be different, with both sides as they come back from JSON."""
    was, will_be = (ballots_effects.unpacked(ballots_effects.packed(one)) for one in (before, after))
    return effect.changed(was, will_be)


def _end_overdue(group: Group, *, now: datetime) -> None:
    """Decide what no duty has looked at since its last day, so that it doesn't count as open."""
    for row in queries.overdue(group, today=now.date()):
        _end(row, now=now)


def _end(row: Proposal, *, now: datetime) -> None:
    """The last day is over: what the answers come to holds. Days on which the server was away are added first."""
    row = _with_days_away(row, now=now)
    if row.closed_on is not None or row.until >= now.date():
        return
    match rules.named(row.kind).ends(_standing(row, now=now)):
        case Ends.YES:
            _adopt(row, now=now)
        case Ends.NO:
            _close(row, outcome=Outcome.DECLINED, changed=_would_change(row), now=now)
        case Ends.OTHERS_CAME:
            _close(row, outcome=Outcome.OTHERS_CAME, now=now)
        case Ends.LONGER if row.until + ballots_terms.WINDOW <= queries.latest_day(row):
            Proposal.objects.filter(pk=row.pk).update(until=row.until + ballots_terms.WINDOW)
        case _:
            _close(row, outcome=Outcome.OVER, now=now)


def _would_change(row: Proposal) -> frozenset[str]:
    effect = ballots_effects.named(row.effect)
    return _changed(effect, effect.current(row.group), queries.payload_of(row) or {})


def _with_days_away(row: Proposal, *, now: datetime) -> Proposal:
    """Give back the days on which the server was away and no one could answer."""
    away = now.date() - row.counted_on - timedelta(days=1)
    if away > timedelta(0):
        row.until, row.worded_on = row.until + away, row.worded_on + away
    if now.date() > row.counted_on:
        earlier, row.counted_on = row.counted_on, now.date()
        counted = {"until": row.until, "worded_on": row.worded_on, "counted_on": row.counted_on}
        Proposal.objects.filter(pk=row.pk, closed_on=None, counted_on=earlier).update(**counted)
    return row


def _standing(row: Proposal, *, now: datetime) -> Standing:
    effect = ballots_effects.named(row.effect)
    there = groups_queries.ids_in(row.group)
    return Standing(
        queries.stances(row),
        queries.voters(row.group, effect=effect, today=now.date()),
        lambda saying: groups_queries.may_act_together(saying, there=there),
        over=row.until < now.date(),
        long=row.until - row.worded_on >= 2 * ballots_terms.WINDOW,
        met=row.met,
        in_room=row.in_room,
    )


def _open(
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
        kept_days=_retention(group),
        payload=ballots_effects.packed(payload),
        why=why,
    )
    _make_roll(row, now=now)
    return row


def _make_roll(row: Proposal, *, now: datetime) -> None:
    """Make those who are members now decide on the present wording, and no one else."""
    voters = queries.voters(row.group, effect=ballots_effects.named(row.effect), today=now.date())
    rolls.make(row, voters=Membership.objects.filter(pk__in=voters), by="membership")


def _retention(group: Group) -> int:
    return Group.objects.values_list("room__retention_days", flat=True).get(pk=group.pk)


@operation
def accept(proposal: Proposal, *, round: int, by: Membership, now: datetime) -> Proposal:
    """Say yes to this wording. If no one's yes is missing any more, it is so in the same moment.

    A second click changes nothing. Raises Ended or Reworded.
    """
    row, _order = _held(proposal, now=now)
    if _stance_of(by, on=row) == Stance.ACCEPT and row.round == round:
        return row
    _require_open(row, round=round, today=now.date())
    _say(row, stance=Stance.ACCEPT, because="", by=by)
    _adopt_if_whole(row, now=now)
    _bring_back_what_is_due(row.group, now=now)
    return row


@operation
def object_to(proposal: Proposal, *, because: str, round: int, by: Membership, now: datetime) -> Proposal:
    """Say "not like this", and why, so that it can be worded anew. Raises Ended, Reworded, or Refusal.

    On its last days it gets some more, so that there is time for other words.
    """
    row, _order = _held(proposal, now=now)
    _require_open(row, round=round, today=now.date())
    reason = prose.clean(because, most=terms.MOST_BECAUSE, field="because")
    _say(row, stance=Stance.NOT_THIS, because=reason, by=by)
    if row.kind == rules.CONSENT and row.met < ballots_terms.MOST_MET:
        longer = min(now.date() + ballots_terms.TO_REWORD, queries.latest_day(row))
        Proposal.objects.filter(pk=row.pk, until__lt=longer).update(until=longer)
    return row


@operation
def agree_in_room(proposal: Proposal, *, round: int, by: Membership, now: datetime) -> Proposal:
    """Say that this wording was read aloud where people met, and that enough hands were raised.

    When two say so who may act together, it takes effect after seven days unless someone objects. How many hands
    there were, and whose, is kept nowhere. A second click changes nothing. Raises Ended, Reworded, or TooSoon.
    """
    row, _order = _held(proposal, now=now)
    _require_open(row, round=round, today=now.date())
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


def _say(row: Proposal, *, stance: Stance, because: str, by: Membership) -> None:
    decider = queries.decider_of(row, membership=by)
    if decider is None:
        raise NotHere
    Position.objects.filter(decider=decider).delete()
    Decider.objects.filter(pk=decider.pk).update(answer=stance)
    if because:
        Position.add(decider=decider, because=because)


@operation
def amend(
    proposal: Proposal, *, payload: Payload, why: str, days: int, round: int, by: Membership, now: datetime
) -> Proposal:
    """Reword it. Everyone who is a member now decides on the new wording, and all answers start again.

    It never lengthens how long a proposal can be open in all. A second click changes nothing. Raises Ended,
    Reworded, Rests, TooSoon, or Refusal for what cannot be.
    """
    row, order = _held(proposal, now=now)
    effect = ballots_effects.named(row.effect)
    if not queries.may_amend(row, decider=queries.decider_of(row, membership=by)):
        raise NotHere
    checked, reason = effect.check(row.group, payload), _why(why)
    same = queries.payload_of(row) == checked and queries.text_of(row, part="why") == reason
    if row.round == round + 1 and row.author_id == by.pk and same:
        return row
    _require_open(row, round=round, today=now.date())
    _require_time_for_other_words(row, by=by, now=now)
    texts = {"payload": ballots_effects.packed(checked), "why": reason, "earlier": row.text("payload")}
    Proposal.objects.filter(pk=row.pk).reseal(
        texts,
        author=by,
        earlier_by=row.author,
        earlier_order=row.order,
        kind=_rule_for(effect, payload=checked, group=row.group, today=now.date()),
        round=row.round + 1,
        order=order,
        worded_on=now.date(),
        in_room=False,
        met=row.met + (Stance.NOT_THIS in queries.stances(row).values()),
        by_others=row.by_others + (row.opener_id not in (None, by.pk)),
        until=min(_last_day(days, group=row.group, now=now), queries.latest_day(row)),
    )
    InRoom.objects.filter(proposal=row).delete()
    _make_roll(row, now=now)
    _say(row, stance=Stance.ACCEPT, because="", by=by)
    return row


def _require_time_for_other_words(row: Proposal, *, by: Membership, now: datetime) -> None:
    """Raise where others would have no time to read it: too late, too many in one day, or who words it has no voice."""
    today = now.date()
    _require_voice(by, effect=ballots_effects.named(row.effect), today=today)
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
    row, _order = _held(proposal, now=now)
    if not queries.is_mine(row, membership=by):
        raise NotHere
    if row.outcome == Outcome.TAKEN_BACK:
        return
    _require_open(row, round=row.round, today=now.date())
    _close(row, outcome=Outcome.TAKEN_BACK, now=now)
    _bring_back_what_is_due(row.group, now=now)


def _close(
    row: Proposal,
    *,
    outcome: Outcome,
    now: datetime,
    before: str = "",
    by_three: bool = True,
    changed: Iterable[str] = (),
) -> bool:
    """End it, once. Its words stay as long as words stay here, by the shorter of the rules at both its ends."""
    kept = min(row.kept_days, _retention(row.group))
    return bool(
        Proposal.objects.filter(pk=row.pk, closed_on=None).reseal(
            {"earlier": "", "before": before},
            outcome=outcome,
            closed_on=now.date(),
            forget_on=now.date() + timedelta(days=kept),
            by_three=by_three,
            changed=",".join(sorted(changed)),
        )
    )


def _adopt_if_whole(row: Proposal, *, now: datetime) -> None:
    match rules.named(row.kind).ends(_standing(row, now=now)):
        case Ends.YES:
            _adopt(row, now=now)
        case Ends.OTHERS_CAME:
            _close(row, outcome=Outcome.OTHERS_CAME, now=now)


def _adopt(row: Proposal, *, now: datetime) -> None:
    effect, payload, said = ballots_effects.named(row.effect), queries.payload_of(row), queries.stances(row)
    assert payload is not None
    stands, changed = effect.current(row.group), _would_change(row)
    before, by_three = ballots_effects.packed(stands), len(said) >= ENOUGH_VOICES
    if not _close(row, outcome=Outcome.ADOPTED, before=before, by_three=by_three, changed=changed, now=now):
        return
    effect.apply(row.group, payload, now=now)
    if changed:
        _note_who_reads_it_next(row, agreed=[voter for voter, one in said.items() if one == Stance.ACCEPT])
    ledger.record(
        row.group.pk,
        kind=ballots_effects.ledger_kind(effect),
        by=None,
        about=None,
        text=languages.in_each(lambda: _in_short(effect.describe(stands, payload))),
        clause=rules.clause_of(row.kind, said, in_room=row.in_room),
        now=now,
        ends_on=row.review_on,
    )


def _note_who_reads_it_next(row: Proposal, *, agreed: Collection[str]) -> None:
    """Who has not agreed reads what was adopted once, before they are next among the others."""
    others = Membership.objects.filter(group=row.group).exclude(pk__in=agreed)
    Untold.objects.bulk_create(Untold(proposal=row, membership=one) for one in others)


@operation
def note_read(untold: Collection[str], *, by: Person, now: datetime) -> None:
    """This person has read what was adopted without their yes. No one else learns it, and nothing is kept of it."""
    Untold.objects.filter(pk__in=untold, membership__person=by).delete()


def _in_short(changes: Iterable[Change]) -> str:
    return "; ".join(f"{c.before} → {c.after}" for c in changes if c.short and c.before != c.after)


@operation
def begin_with_three(membership: Membership, *, now: datetime) -> None:
    """Three are in: what one person settled alone, or two, comes back, as the first they can decide together."""
    _bring_back_what_is_due(membership.group, now=now)


def _bring_back_what_is_due(group: Group, *, now: datetime) -> None:
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
    order = _hold(group, ref=row_id, now=now)
    _end_overdue(group, now=now)
    if queries.touching(group, effect=effect, today=now.date()) is not None:
        # It was given more days.
        return
    _open(
        row_id, effect=effect, payload=effect.current(group), why="", review_on=None, author=None, group=group,
        until=_last_day(terms.DAYS, group=group, now=now), order=order, now=now,
        once=vault.mark(row_id, about="decisions.once"),
    )  # fmt: skip


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Someone leaves: their voice, reasons and words go with them. What another has accepted goes on, unsigned."""
    _hold(membership.group, ref=membership.group_id, now=now)
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
            _close(row, outcome=Outcome.TOO_FEW, now=now)
        elif row.until >= now.date():
            _adopt_if_whole(row, now=now)
    _bring_back_what_is_due(group, now=now)


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
            _with_days_away(row, now=now)

    batches.in_batches(queries.not_counted(today=now.date()), count)


@operation
def _end_past_due(row: Proposal, *, now: datetime) -> None:
    try:
        held, _order = _held(row, now=now)
    except NotHere:
        # Its author took it along, or its group ended, while others were looked at.
        return
    _end(held, now=now)
    _bring_back_what_is_due(held.group, now=now)


def _forget_all(rows: Iterable[Proposal]) -> None:
    for row in rows:
        _forget_words(row)
