"""Asking a group something, answering, taking a question back; and what follows when people leave or days are over."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from mutuality.ballots.terms import FEWEST_VOICES
from mutuality.decisions import acting as decisions_acting
from mutuality.decisions import operations as decisions
from mutuality.decisions.models import Proposal
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import batches, prose
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings import queries as meetings_queries
from mutuality.meetings import terms as meetings_terms
from mutuality.meetings.operations import turns
from mutuality.polls import asking, queries, terms
from mutuality.polls.models import Asked, Box, Poll
from mutuality.polls.terms import Kind, Sight
from mutuality.vault import operations as vault


class Ended(Refusal):
    """It can't be answered any more."""


class OneEach(Refusal):
    """The same person has another question open. ``poll_id`` says which."""

    def __init__(self, sentence: str, *, poll_id: str) -> None:
        super().__init__(sentence)
        self.poll_id = poll_id


@operation
def ask(
    *,
    kind: str,
    sight: str,
    question: str,
    options: Sequence[str],
    days: int,
    once: str,
    by: Membership,
    now: datetime,
    role: str = "",
    zone: str = "",
) -> Poll:
    """Ask everyone who is here. The same form sent twice asks once. Raises OneEach, or Refusal for what cannot be."""
    mark = vault.mark("\0".join((once, kind, sight, question, *options)), about=f"polls.once:{by.pk}")
    row_id = new_id()
    order = decisions_acting.hold(by.group, ref=row_id, now=now)
    before = Poll.objects.filter(once=mark).first()
    if before is not None:
        return before
    own = queries.opened_by(by)
    if own is not None:
        raise OneEach(_("You have a question open. When it has ended, you can ask another."), poll_id=own.pk)
    people = list(Membership.objects.filter(group=by.group).values_list("pk", flat=True))
    _require_enough(len(people), sight=sight)
    if not terms.FEWEST_DAYS <= days <= terms.MOST_DAYS:
        raise Refusal(_("Please choose between 1 and 30 days."), field="days")
    if role and role not in {each.slug for each in groups_queries.turn_kinds(by.group)}:
        raise NotHere
    row = Poll.add(
        id=row_id, circle_id=by.group.circle_id, author=by, kind=kind, sight=_sight(kind, sight), order=order,
        once=mark, question=prose.clean(question, most=terms.MOST_QUESTION, field="question"),
        options=json.dumps(_options(kind, options, today=now.date())), turn=role, zone=zone, opened_on=now.date(),
        counted_on=now.date(), until=now.date() + timedelta(days=days), kept_days=decisions_acting.retention(by.group),
    )  # fmt: skip
    _make_roll(row, people)
    return row


def _sight(kind: str, sight: str) -> str:
    """Who is willing to be drawn is said with names: others can then tell that they were among those."""
    return Sight.NAMED if kind == Kind.LOT else sight


def _require_enough(count: int, *, sight: str) -> None:
    if count < FEWEST_VOICES:
        raise Refusal(_("You're the only member so far, so there is no one to ask yet."))
    if sight == Sight.SECRET and count < terms.FEWEST_SECRET:
        raise Refusal(
            _("A secret answer needs at least five people. Fewer could tell who said what."), field="sight"
        )


def _options(kind: str, options: Sequence[str], *, today: date) -> list[str]:
    """The options as they will be kept. Raises Refusal, with the field, for too few, too many, or twice the same."""
    if kind in (Kind.TEMPERATURE, Kind.LOT):
        return []
    kept = [prose.clean(each, most=terms.MOST_OPTION, field="options") for each in options]
    if not terms.FEWEST_OPTIONS <= len(kept) <= terms.MOST_OPTIONS:
        raise Refusal(_("Please give from two to eight."), field="options")
    if len({each.casefold() for each in kept}) < len(kept):
        raise Refusal(_("Two of these are the same."), field="options")
    if kind == Kind.TIMES:
        days = [datetime.fromisoformat(each).date() for each in kept]
        if not all(today <= day <= today + terms.LOOKS_AHEAD for day in days):
            raise Refusal(_("Please choose days from today on and within a year."), field="options")
    return kept


def _make_roll(row: Poll, people: Sequence[str]) -> None:
    """Ask these people. The rows are made at once, by random names, so that nothing in them follows who answers."""
    Asked.objects.bulk_create(
        sorted((Asked(poll=row, membership_id=each) for each in people), key=lambda asked: asked.pk)
    )
    if row.sight == Sight.SECRET:
        free = queries.FREE * len(queries.options_of(row))
        Box.add(poll=row, codes=" ".join([free] * len(people)))


@operation
def answer(poll: Poll, *, code: str, by: Membership, now: datetime) -> None:
    """Say what I think, or say it differently. A secret answer is given once. Raises Ended, or NotHere."""
    row = asking.held(poll)
    mine = queries.asked_of(row, membership=by) if row else None
    if row is None or mine is None or not _is_code(row, code):
        raise NotHere
    if not queries.is_open(row, today=now.date()):
        raise Ended(_("This has ended, so your answer was not saved."))
    if row.sight == Sight.SECRET:
        if Asked.objects.filter(pk=mine.pk, took=False).update(took=True):
            _put_in(row, code)
    else:
        Asked.objects.filter(pk=mine.pk).update(took=True, said=code)
    if row.kind == Kind.LOT and not Asked.objects.filter(poll=row, took=False).exists():
        asking.close(row, now=now)


def _is_code(row: Poll, code: str) -> bool:
    size = 1 if row.kind == Kind.LOT else len(queries.options_of(row))
    if len(code) != size:
        return False
    if row.kind == Kind.RANKING:
        return sorted(code) == [str(place) for place in range(1, size + 1)]
    if row.kind in (Kind.ONE, Kind.TEMPERATURE):
        return sorted(code) == ["0"] * (size - 1) + ["1"]
    return set(code) <= ({"0", "1", "2"} if row.kind == Kind.TIMES else {"0", "1"})


def _put_in(row: Poll, code: str) -> None:
    """Put a secret answer into the box: sorted, as long as before, under a new key."""
    box = Box.objects.select_for_update(of=("self",)).select_related("key").get(poll=row)
    found = queries.slots(box, free=True)
    found.remove(queries.FREE * len(code))
    Box.objects.filter(pk=box.pk).reseal({"codes": " ".join(sorted([*found, code]))})


@operation
def take_back(poll: Poll, *, by: Membership, now: datetime) -> None:
    """Take my own question back while it is open. It is gone, with all answers."""
    row = asking.held(poll)
    if row is not None and row.author_id == by.pk and row.closed_on is None:
        row.delete()


@operation
def hand_on(poll: Poll, *, by: Membership, now: datetime) -> None:
    """Say that I was drawn and can't do it after all: one of the others who were willing is drawn."""
    row = asking.held(poll)
    if row is None:
        raise NotHere
    drawn = Asked.objects.filter(poll=row, membership=by, drawn=True)
    if drawn.update(drawn=False, said=terms.NOT_NOW):
        if row.turn:
            turns.lay_down(by, role=row.turn, now=now)
        asking.draw(row, now=now)


@operation
def propose_time(poll: Poll, *, place: int, by: Membership, now: datetime) -> Proposal:
    """Propose to the group to meet at one of the times that were found. Raises NotHere, or what proposing raises."""
    options = queries.options_of(poll) if poll.kind == Kind.TIMES else []
    if not 0 <= place < len(options):
        raise NotHere
    at = datetime.fromisoformat(options[place])
    return decisions.propose(
        effect="times",
        payload=_times(by.group, at=at, zone=poll.zone),
        why="",
        days=terms.DAYS,
        review_on=None,
        once=f"{poll.pk}:{place}",
        by=by,
        now=now,
    )


def _times(group: Group, *, at: datetime, zone: str) -> dict[str, object]:
    """What the group would settle: as it meets now, but from that day and at that time; else to meet once."""
    series = meetings_queries.series_of(group.circle_id)
    if series is None:
        there = at.astimezone(ZoneInfo(zone))
        usual = {"rhythm": meetings_terms.Rhythm.ONCE, "zone": zone, "minutes": 90}
        usual |= {"way": meetings_terms.Way.HERE, "where": ""}
    else:
        there = at.astimezone(ZoneInfo(series.zone))
        usual = {name: getattr(series, name) for name in ("rhythm", "zone", "minutes", "way")}
        usual["where"] = meetings_queries.where(series)
    return usual | {"first_on": there.date(), "at": there.time()}


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Someone leaves: their answers go, but for secret ones, which no one can find. So do their questions.

    A question that someone else has answered stays while it is open, without a name.
    """
    for row in Poll.objects.select_related("key").filter(author=membership):
        others = Asked.objects.filter(poll=row, took=True).exclude(membership=membership)
        if row.closed_on is None and others.exists():
            Poll.objects.filter(pk=row.pk).update(author=None)
        else:
            row.delete()
    Asked.objects.filter(membership=membership).delete()


@operation
def erase_all(group: Group, *, now: datetime) -> None:
    """The group ends: so do its questions."""
    Poll.objects.filter(circle=group.circle_id).delete()


def sweep(*, now: datetime) -> None:
    """Polls whose last day is over end; ended ones go when their days are over."""
    today = now.date()
    due = Poll.objects.filter(closed_on=None).filter(Q(counted_on__lt=today) | Q(until__lt=today))
    for row in list(due.order_by("circle__group__room_id", "id")):
        _count_or_close(row, now=now)
    batches.remove(Poll.objects.filter(forget_on__lte=today))


@operation
def _count_or_close(poll: Poll, *, now: datetime) -> None:
    row = asking.held(poll)
    if row is None or row.closed_on is not None:
        return
    asking.with_days_away(row, now=now)
    if row.until < now.date():
        asking.close(row, now=now)
