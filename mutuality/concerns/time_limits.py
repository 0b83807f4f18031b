"""What time does to concerns: a silence never stops one, a circle that is silent is drawn again, all of it goes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from mutuality.concerns import queries, terms
from mutuality.concerns.drawing import close, draw, let_decide
from mutuality.concerns.models import Along, Backing, Concern, Panel, Parting, Seat, Talk
from mutuality.concerns.terms import Outcome, Stage
from mutuality.groups import operations as groups
from mutuality.groups.models import Membership
from mutuality.kit import batches
from mutuality.kit.locks import operation


def sweep(*, now: datetime) -> None:
    """Go through what is due: silent seats, parts whose time is over, partings, and what is to be forgotten."""
    silent = Seat.objects.filter(said=terms.Seat.ASKED, until__lte=now).values_list("panel", flat=True)
    batches.in_batches(sorted(set(silent)), partial(_each, act=_draw_again, now=now))
    due = Concern.objects.filter(stage__in=terms.OPEN, until__lte=now).values_list("pk", flat=True)
    batches.in_batches(list(due), partial(_each, act=_go_on, now=now))
    parting = Concern.objects.filter(stage=Stage.DECIDED, outcome=Outcome.PART, done=False, until__lte=now)
    batches.in_batches(list(parting.values_list("pk", flat=True)), partial(_each, act=_part, now=now))
    today = now.date()
    batches.remove(Concern.objects.filter(forget_on__lte=today))
    batches.remove(Panel.objects.filter(concerns=None))
    batches.remove(Parting.objects.filter(review_on__lte=today))
    batches.remove(Talk.objects.filter(ends_on__lt=today))
    batches.remove(Along.objects.filter(ends_on__lt=today))


def _each(names: list[str], *, act: Callable[..., None], now: datetime) -> None:
    for name in names:
        act(name, now=now)


@operation
def _draw_again(panel_id: str, *, now: datetime) -> None:
    panel = Panel.objects.select_for_update(of=("self",)).filter(pk=panel_id).select_related("group").first()
    if panel is not None:
        overdue = Seat.objects.filter(panel=panel, said=terms.Seat.ASKED, until__lte=now)
        if overdue.update(said=terms.Seat.SILENT):
            draw(panel, now=now)


@operation
def _go_on(concern_id: str, *, now: datetime) -> None:
    row = (
        Concern.objects.select_for_update(of=("self",))
        .select_related("panel__group")
        .filter(pk=concern_id)
        .first()
    )
    if row is None or row.stage not in terms.OPEN or row.until > now:
        return
    sits = len(queries.circle(row.panel)) >= terms.SEATS
    if row.stage == Stage.ANSWERING and sits:
        let_decide(row, now=now)
    elif row.stage == Stage.DECIDING and not row.redrawn:
        _replace_silent(row, now=now)
    elif row.stage == Stage.ANSWERING and not row.redrawn:
        # Someone who was declined, or left, has not been followed by another yet.
        Concern.objects.filter(pk=row.pk).update(redrawn=True, until=now + terms.ANSWER_DAYS)
    else:
        close(row, stage=Stage.OVER, now=now)


def _replace_silent(row: Concern, *, now: datetime) -> None:
    """Those of the circle who stand behind nothing make room for others, once."""
    said = Backing.objects.filter(draft__concern=row).values("seat")
    Concern.objects.filter(pk=row.pk).update(redrawn=True, until=now + terms.DECIDE_DAYS)
    silent = Seat.objects.filter(panel=row.panel, said=terms.Seat.YES).exclude(pk__in=said)
    if not queries.pool(row.panel, now=now):
        # There is no one else: the same people have the same time once more.
        return
    silent.update(said=terms.Seat.SILENT)
    draw(row.panel, now=now)


@operation
def _part(concern_id: str, *, now: datetime) -> None:
    row = Concern.objects.filter(pk=concern_id, done=False).select_related("group").first()
    if row is None or Concern.objects.filter(first=row, stage__in=terms.OPEN).exists():
        return
    Concern.objects.filter(pk=row.pk).update(done=True, held_until=None)
    assert row.ends_on is not None
    if row.ends_on > now.date():
        Parting.objects.create(group=row.group, person_id=row.about_id, review_on=row.ends_on)
    mine = Membership.objects.filter(group=row.group, person=row.about_id).select_related(
        "group", "place", "person"
    )
    membership = mine.first()
    if membership is not None:
        groups.leave(membership, by=membership.person, now=now)
