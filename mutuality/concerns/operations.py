"""A concern from its opening to its end. Each part has a limit in time, so that no one's silence stops it.

Source: DESIGN.md, "Stewardship"; no named person is ever put to a vote.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.concerns import queries, terms
from mutuality.concerns.drawing import close, draw, let_decide
from mutuality.concerns.models import Backing, Concern, Draft, Panel, Seat
from mutuality.concerns.terms import Outcome, Stage
from mutuality.first_aid import operations as first_aid
from mutuality.first_aid import queries as first_aid_queries
from mutuality.groups import operations as groups
from mutuality.groups.models import Group, Membership
from mutuality.kit import dates, prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.people.models import Person
from mutuality.rooms import first_aid as rooms_first_aid


class TooFew(Refusal):
    """There are not three others who could be drawn."""


@operation
def open_concern(
    membership: Membership,
    *,
    about: str,
    clause: str,
    words: str,
    named: bool,
    word: str | None = None,
    attached: str = "",
    by: Person,
    now: datetime,
) -> Concern:
    """Say that someone's act did harm, and which sentence of the agreement it is about. Three are drawn.

    ``attached``: their words as I could read them. Raises NotHere, TooFew, or Refusal.
    """
    group = groups.hold(membership.group_id)
    if group is None or about == by.pk or not Membership.objects.filter(group=group, person=about).exists():
        raise NotHere
    text = prose.clean(words, most=terms.MOST_WORDS)
    if clause not in first_aid_queries.clauses(group):
        raise Refusal(_("Please choose the sentence of your agreement that this is about."), field="clause")
    _require_rest(membership, about=about, now=now)
    _require_enough(group, without=(about, by.pk), now=now)
    same = queries.open_between(group, by.pk, about)
    panel = same.panel if same is not None else Panel.add(group=group)
    sits = same is not None and same.stage != Stage.DRAWING
    ends = now + (terms.ANSWER_DAYS if sits else terms.DRAW_DAYS)
    told = {"by": by, "about_id": about, "word_id": word, "named": named, "until": ends}
    said = {"clause": clause, "words": text, "attached": attached}
    stage = Stage.ANSWERING if sits else Stage.DRAWING
    row = Concern.add(**told, **said, group=group, panel=panel, stage=stage, opened_on=now.date())
    if same is None:
        draw(panel, now=now)
    return row


def _require_enough(group: Group, *, without: Collection[str], now: datetime) -> None:
    if not queries.could_be_drawn(group, without=without, today=now.date()):
        raise TooFew(_("There aren't three others here who could be drawn, so there can be no circle."))


def _require_rest(membership: Membership, *, about: str, now: datetime) -> None:
    mine = Concern.objects.filter(group=membership.group_id, by=membership.person_id, first=None)
    if mine.filter(stage__in=terms.OPEN).count() >= terms.MOST_OPEN:
        raise Refusal(_("You have a concern open here. When it has ended, you can open another."))
    lately = mine.filter(opened_on__gt=now.date() - terms.FORGET_DAYS)
    if lately.count() >= terms.MOST_IN_A_WHILE:
        raise Refusal(_("You have opened three concerns in 90 days. The other two ways are open to you."))
    rest = mine.filter(about=about, closed_on__gt=now.date() - terms.RESTS, outcome__gt="").first()
    if rest is not None and rest.closed_on is not None:
        day = dates.day_of(rest.closed_on + terms.RESTS)
        raise Refusal(_("A circle has looked at this. You can ask again from %(day)s.") % {"day": day})


def _held(panel_id: str) -> Panel:
    found = Panel.objects.select_for_update(of=("self",)).filter(pk=panel_id).select_related("group").first()
    if found is None:
        raise NotHere
    return found


@operation
def take_seat(seat: Seat, *, willing: bool, by: Person, now: datetime) -> None:
    """Say whether one takes part. Without three, others are drawn; with three, the person concerned is told."""
    panel = _held(seat.panel_id)
    said = terms.Seat.YES if willing else terms.Seat.NO
    open_now = Seat.objects.filter(pk=seat.pk, membership__person=by, said=terms.Seat.ASKED, until__gt=now)
    if not open_now.update(said=said):
        return
    if not willing:
        draw(panel, now=now)
    elif len(queries.circle(panel)) >= terms.SEATS:
        told = {"stage": Stage.ANSWERING, "until": now + terms.ANSWER_DAYS}
        Concern.objects.filter(panel=panel, stage=Stage.DRAWING).update(**told)


@operation
def strike(concern: Concern, *, seat: Seat, by: Person, now: datetime) -> None:
    """Decline one who was drawn, without a reason. Each side can do it once. Raises NotHere."""
    panel = _held(concern.panel_id)
    row = Concern.objects.get(pk=concern.pk)
    if row.stage != Stage.ANSWERING or by.pk not in (row.by_id, row.about_id):
        raise NotHere
    if Seat.objects.filter(panel=panel, struck_by=by).exists():
        raise Refusal(_("You have declined one person. The others stay."))
    if not queries.pool(panel, now=now):
        raise Refusal(_("There is no one else who could be drawn."))
    struck = Seat.objects.filter(pk=seat.pk, panel=panel, said=terms.Seat.YES)
    if struck.update(said=terms.Seat.STRUCK, struck_by=by):
        draw(panel, now=now)


@operation
def answer(concern: Concern, *, words: str, by: Person, now: datetime) -> None:
    """Say something to what is said of me. With three who sit, the circle begins. Raises NotHere, Refusal."""
    panel = _held(concern.panel_id)
    row = Concern.objects.filter(pk=concern.pk, about=by, stage__in=(Stage.ANSWERING, Stage.DECIDING)).first()
    if row is None:
        raise NotHere
    Concern.objects.filter(pk=row.pk).reseal({"answer": prose.clean(words, most=terms.MOST_WORDS)})
    if row.stage == Stage.ANSWERING and len(queries.circle(panel)) >= terms.SEATS:
        let_decide(row, now=now)


@operation
def suggest(concern: Concern, *, outcome: str, days: int, reasons: str, by: Person, now: datetime) -> None:
    """One of the circle writes what it could decide. It replaces an earlier suggestion. Raises NotHere, Refusal."""
    _held(concern.panel_id)
    seat = _seat(concern, by=by)
    chosen = Outcome(outcome)
    if chosen == Outcome.ERASE and concern.word_id is None:
        raise Refusal(_("No message is attached that could be erased."), field="outcome")
    most = {Outcome.AWAY: terms.MOST_AWAY, Outcome.PART: terms.MOST_APART}.get(chosen, 0)
    if most and not 1 <= days <= most:
        raise Refusal(_("Please write a number of days from 1 to %(most)d.") % {"most": most}, field="days")
    Draft.objects.filter(concern=concern).delete()
    told = {"outcome": chosen, "days": days if most else 0}
    text = prose.clean(reasons, most=terms.MOST_WORDS, field="reasons")
    draft = Draft.add(concern=concern, reasons=text, **told)
    Backing.objects.create(draft=draft, seat=seat)


def _seat(concern: Concern, *, by: Person) -> Seat:
    seat = queries.seat_of(concern, by)
    if seat is None or not Concern.objects.filter(pk=concern.pk, stage=Stage.DECIDING).exists():
        raise NotHere
    return seat


@operation
def back(concern: Concern, *, draft_id: str, by: Person, now: datetime) -> bool:
    """Stand behind what is suggested. Two of three decide; return whether it is decided. Raises NotHere."""
    _held(concern.panel_id)
    seat = _seat(concern, by=by)
    draft = Draft.objects.select_related("key").filter(pk=draft_id, concern=concern).first()
    if draft is None:
        # Another suggestion came meanwhile: nobody stands behind words they have not read.
        raise Refusal(_("Someone suggested something else meanwhile. Please read it first."))
    Backing.objects.get_or_create(draft=draft, seat=seat)
    backed = Backing.objects.filter(draft=draft, seat__said=terms.Seat.YES).count()
    if backed < terms.ENOUGH:
        return False
    _decide(Concern.objects.select_related("group", "key").get(pk=concern.pk), draft, now=now)
    return True


def _decide(row: Concern, draft: Draft, *, now: datetime) -> None:
    outcome, ends_on = Outcome(draft.outcome), None
    if draft.days:
        ends_on = now.date() + timedelta(days=draft.days)
    Concern.objects.filter(pk=row.pk).reseal({"reasons": draft.text("reasons")})
    done = outcome != Outcome.PART
    close(row, stage=Stage.DECIDED, now=now, outcome=outcome, ends_on=ends_on, done=done)
    Concern.objects.filter(pk=row.pk).update(
        until=now + (terms.APPEAL_DAYS if row.first_id is None else timedelta())
    )
    row.refresh_from_db()
    if row.first_id:
        _undo(row, now=now)
    _apply(row, now=now)


def _undo(row: Concern, *, now: datetime) -> None:
    """A second circle has decided: what the first had decided ends. The record keeps both."""
    first = Concern.objects.select_related("group").get(pk=row.first_id)
    Concern.objects.filter(pk=first.pk).update(done=True)
    if first.outcome in (Outcome.AWAY, Outcome.PART):
        _hold_back(first, until=None, now=now)
        _record(row, kind=terms.CHANGED, now=now)


def _apply(row: Concern, *, now: datetime) -> None:
    if row.outcome == Outcome.ERASE and row.word_id:
        rooms_first_aid.erase(row.word_id, now=now)
    elif row.outcome == Outcome.AWAY:
        assert row.ends_on is not None and row.closed_on is not None
        _hold_back(row, until=now + (row.ends_on - row.closed_on), now=now)
    elif row.outcome == Outcome.PART:
        # They can appeal first, and don't write until that is over.
        _hold_back(row, until=row.until + terms.APPEAL_DAYS, now=now)
    if row.outcome != Outcome.TEXT:
        _record(row, kind=f"concern-{row.outcome}", now=now)


def _hold_back(row: Concern, *, until: datetime | None, now: datetime) -> None:
    Concern.objects.filter(pk=row.pk).update(held_until=until)
    first_aid.settle(row.group, person=row.about_id, now=now)


def _record(row: Concern, *, kind: str, now: datetime) -> None:
    ledger.record(
        row.group_id,
        kind=kind,
        by=None,
        about=row.about_id,
        text="",
        clause=row.text("clause"),
        ends_on=row.ends_on,
        now=now,
    )


@operation
def appeal(concern: Concern, *, words: str, by: Person, now: datetime) -> Concern:
    """Ask a second circle, once. What the first decided holds until then. Raises NotHere, TooFew, Refusal."""
    group = groups.hold(concern.group_id)
    row = Concern.objects.filter(pk=concern.pk, about=by, stage=Stage.DECIDED, first=None, until__gt=now)
    first = row.select_related("group", "key", "answer_key").first()
    if group is None or first is None or Concern.objects.filter(first=first).exists():
        raise NotHere
    text = prose.clean(words, most=terms.MOST_WORDS)
    panel = Panel.add(group=group)
    second = Concern.add(
        group=group,
        panel=panel,
        by_id=first.by_id,
        about=by,
        first=first,
        word_id=first.word_id,
        named=first.named,
        clause=first.text("clause"),
        words=first.text("words"),
        attached=first.text("attached"),
        answer=text,
        until=now + terms.DRAW_DAYS,
        opened_on=now.date(),
    )
    Concern.objects.filter(pk=first.pk).update(forget_on=None)
    if first.outcome == Outcome.PART:
        _hold_back(first, until=now + terms.DRAW_DAYS + terms.ANSWER_DAYS + 3 * terms.DECIDE_DAYS, now=now)
    draw(panel, now=now)
    return second


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Someone leaves the group: what they began and no circle has decided goes, and their words in what stays."""
    person, group = membership.person_id, membership.group_id
    here = Concern.objects.filter(group=group)
    here.filter(stage__in=terms.OPEN, by=person).delete()
    here.filter(stage__in=terms.OPEN, about=person).delete()
    here.filter(by=person).reseal({"words": ""}, by=None)
    for panel in {
        seat.panel for seat in Seat.objects.filter(membership=membership).select_related("panel__group")
    }:
        Seat.objects.filter(panel=panel, membership=membership).update(said=terms.Seat.NO)
        draw(panel, now=now)
