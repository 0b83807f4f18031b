"""How a proposal ends: what its answers come to by its rule, what adopting it does, and who reads it next."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.effects import Change
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import ENOUGH_VOICES, Ends, Stance
from mutuality.decisions import acting, queries
from mutuality.decisions.models import Proposal, Untold
from mutuality.decisions.terms import Outcome
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import languages
from mutuality.ledger import operations as ledger


def end_overdue(group: Group, *, now: datetime) -> None:
    """Decide what no duty has looked at since its last day, so that it doesn't count as open."""
    for row in queries.overdue(group, today=now.date()):
        end(row, now=now)


def end(row: Proposal, *, now: datetime) -> None:
    """The last day is over: what the answers come to holds. Days on which the server was away are added first."""
    row = with_days_away(row, now=now)
    if row.closed_on is not None or row.until >= now.date():
        return
    match rules.named(row.kind).ends(_standing(row, now=now)):
        case Ends.YES:
            _adopt(row, now=now)
        case Ends.NO:
            close(row, outcome=Outcome.DECLINED, changed=acting.would_change(row), now=now)
        case Ends.OTHERS_CAME:
            close(row, outcome=Outcome.OTHERS_CAME, now=now)
        case Ends.LONGER if row.until + ballots_terms.WINDOW <= queries.latest_day(row):
            Proposal.objects.filter(pk=row.pk).update(until=row.until + ballots_terms.WINDOW)
        case _:
            close(row, outcome=Outcome.OVER, now=now)


def with_days_away(row: Proposal, *, now: datetime) -> Proposal:
    """Give back the days on which the server was away and no one could answer."""
    away = now.date() - row.counted_on - timedelta(days=1)
    if away > timedelta(0):
        row.until, row.worded_on = row.until + away, row.worded_on + away
    if now.date() > row.counted_on:
        earlier, row.counted_on = row.counted_on, now.date()
        counted = {"until": row.until, "worded_on": row.worded_on, "counted_on": row.counted_on}
        Proposal.objects.filter(pk=row.pk, closed_on=None, counted_on=earlier).update(**counted)
    return row


def _standing(row: Proposal, *, now: datetime, asker_says: str = "") -> Standing:
    # Who asked for advice may decide as soon as a week is over; there is time for that until its last day.
    advised = row.kind == rules.ADVICE and now.date() >= row.worded_on + ballots_terms.WINDOW
    effect = ballots_effects.named(row.effect)
    there = groups_queries.ids_in(row.group)
    return Standing(
        queries.stances(row),
        queries.voters(row.group, effect=effect, today=now.date()),
        lambda saying: groups_queries.may_act_together(saying, there=there),
        over=row.until < now.date() or advised,
        long=row.until - row.worded_on >= 2 * ballots_terms.WINDOW,
        met=row.met,
        in_room=row.in_room,
        asker=row.author_id or "",
        asker_says=asker_says,
    )


def decide_alone(row: Proposal, *, yes: bool, because: str, now: datetime) -> bool:
    """End what was asked for advice, as the asker decides, with their reason. False where others can still be heard."""
    says = Stance.ACCEPT if yes else Stance.NOT_THIS
    ends = rules.named(row.kind).ends(_standing(row, now=now, asker_says=says))
    if ends not in (Ends.YES, Ends.NO):
        return False
    payload = ballots_effects.packed({**(queries.payload_of(row) or {}), "said": because})
    Proposal.objects.filter(pk=row.pk).reseal({"payload": payload})
    fresh = queries.fresh(row.pk)
    assert fresh is not None
    if yes:
        _adopt(fresh, now=now)
    else:
        close(fresh, outcome=Outcome.DROPPED, now=now)
    return True


def close(
    row: Proposal,
    *,
    outcome: Outcome,
    now: datetime,
    before: str = "",
    by_three: bool = True,
    changed: Iterable[str] = (),
) -> bool:
    """End it, once. Its words stay as long as words stay here, by the shorter of the rules at both its ends."""
    kept = min(row.kept_days, acting.retention(row.group))
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


def adopt_if_whole(row: Proposal, *, now: datetime) -> None:
    """End it at once if no answer is missing any more."""
    match rules.named(row.kind).ends(_standing(row, now=now)):
        case Ends.YES:
            _adopt(row, now=now)
        case Ends.OTHERS_CAME:
            close(row, outcome=Outcome.OTHERS_CAME, now=now)


def _adopt(row: Proposal, *, now: datetime) -> None:
    effect, payload, said = ballots_effects.named(row.effect), queries.payload_of(row), queries.stances(row)
    assert payload is not None
    stands, changed = effect.current(row.group), acting.would_change(row)
    before, by_three = ballots_effects.packed(stands), len(said) >= ENOUGH_VOICES
    if not close(row, outcome=Outcome.ADOPTED, before=before, by_three=by_three, changed=changed, now=now):
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


def _in_short(changes: Iterable[Change]) -> str:
    return "; ".join(_instead(change) for change in changes if change.short and change.before != change.after)


def _instead(change: Change) -> str:
    if change.begins:
        return change.after
    return _("%(after)s instead of %(before)s") % {"after": change.after, "before": change.before}
