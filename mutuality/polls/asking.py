"""What the verbs of polls share: holding one, closing it, and drawing by lot."""

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from mutuality.groups.models import Group
from mutuality.kit import languages
from mutuality.ledger import operations as ledger
from mutuality.meetings.operations import turns
from mutuality.polls import terms
from mutuality.polls.models import Asked, Poll
from mutuality.polls.terms import Kind, Sight

# How a draw is written in a group's ledger.
DRAWN, BY_LOT = "drawn-by-lot", "lot"
DRAWN_SAYS = later("Drawn by lot")
BY_LOT_SAYS = later("Each of them had the same chance. A random number on the server decided.")


def held(poll: Poll) -> Poll | None:
    """The poll as it stands once nobody else acts on it, or None if it is gone."""
    found = Poll.objects.select_for_update(of=("self",)).filter(pk=poll.pk).first()
    return Poll.objects.select_related("key", "circle__group__room").get(pk=found.pk) if found else None


def with_days_away(row: Poll, *, now: datetime) -> None:
    """Give back the days on which the server was away and no one could answer."""
    away = max(now.date() - row.counted_on - timedelta(days=1), timedelta(0))
    row.until, row.counted_on = row.until + away, max(row.counted_on, now.date())
    row.save(update_fields=["until", "counted_on"])


def close(row: Poll, *, now: datetime) -> None:
    """End it, once. Who took part in a secret poll is forgotten; among the willing one is drawn."""
    kept = min(
        row.kept_days, Group.objects.values_list("room__retention_days", flat=True).get(pk=row.group.pk)
    )
    closed = Poll.objects.filter(pk=row.pk, closed_on=None).update(
        closed_on=now.date(), forget_on=now.date() + timedelta(days=kept)
    )
    if not closed:
        return
    if row.sight == Sight.SECRET:
        Asked.objects.filter(poll=row).delete()
    if row.kind == Kind.LOT:
        draw(row, now=now)


def draw(row: Poll, *, now: datetime) -> Asked | None:
    """Draw one of the willing with equal chances, write it down, and hand them the role. None if no one is left."""
    willing = list(
        Asked.objects.select_related("membership").filter(poll=row, said=terms.WILLING).order_by("pk")
    )
    if not willing:
        return None
    chosen = secrets.choice(willing)
    Asked.objects.filter(pk=chosen.pk).update(drawn=True)
    ledger.record(
        row.group.pk,
        kind=DRAWN,
        by=chosen.membership.person_id,
        about=None,
        text=languages.in_each(lambda: _from(len(willing))),
        clause=BY_LOT,
        now=now,
    )
    if row.turn:
        turns.take(chosen.membership, role=row.turn, days=terms.ROLE_DAYS, now=now)
    return chosen


def _from(count: int) -> str:
    return ngettext("one person was willing", "%(n)d people were willing", count) % {"n": count}
