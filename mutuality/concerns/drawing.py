"""Drawing a circle by lot, and the steps from one part of a concern to the next. Called inside an operation."""

import secrets
from datetime import datetime

from mutuality.concerns import queries, terms
from mutuality.concerns.models import Concern, Draft, Panel, Seat
from mutuality.concerns.terms import Stage


def draw(panel: Panel, *, now: datetime) -> None:
    """Draw as many as are missing. Where no one is left to draw, what can't go on ends."""
    if not Concern.objects.filter(panel=panel, stage__in=terms.OPEN).exists():
        return
    there = Seat.objects.filter(panel=panel, said__in=queries.ACTIVE).count()
    free = queries.pool(panel, now=now)
    drawn = secrets.SystemRandom().sample(free, min(len(free), terms.SEATS - there))
    for membership in drawn:
        Seat.objects.create(panel=panel, membership=membership, until=now + terms.SEAT_DAYS)
    if len(drawn) + there < terms.SEATS:
        rest = queries.pool(panel, now=now)
        if rest:
            draw(panel, now=now)
        else:
            end_without(panel, now=now)


def end_without(panel: Panel, *, now: datetime) -> None:
    """End what has no circle, and can have none any more."""
    for row in Concern.objects.filter(panel=panel, stage__in=terms.OPEN):
        close(row, stage=Stage.OVER, now=now)


def close(row: Concern, *, stage: Stage, now: datetime, **more: object) -> None:
    """End a concern. From now on the days run after which it is forgotten."""
    forget = max(more.get("ends_on") or now.date(), now.date()) + terms.FORGET_DAYS  # type: ignore[call-overload]
    told = {"stage": stage, "closed_on": now.date(), "forget_on": forget, **more}
    Concern.objects.filter(pk=row.pk).update(**told)
    Draft.objects.filter(concern=row).delete()
    if row.first_id:
        Concern.objects.filter(pk=row.first_id).update(forget_on=forget)


def let_decide(row: Concern, *, now: datetime) -> None:
    """The three have heard what there is to hear. Their days begin."""
    told = {"stage": Stage.DECIDING, "until": now + terms.DECIDE_DAYS}
    Concern.objects.filter(pk=row.pk, stage=Stage.ANSWERING).update(**told)
