"""What waits for one person in all their groups: a seat, an answer, a circle's decision, a talk, to come along."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from mutuality.concerns.models import Along, Concern, Seat, Talk
from mutuality.concerns.terms import Seat as Said
from mutuality.concerns.terms import Stage
from mutuality.fast.prepared import Prepared
from mutuality.people.models import Person
from mutuality.safety.access import may_reach


class Asked(NamedTuple):
    """Who asks this person along."""

    id: str
    name: str


def asked_in(person: Person, *, groups: Collection[str], now: datetime) -> list[str]:
    """Return in which of these groups something between people waits for this person alone."""
    told = {"person": person.pk, "now": now}
    found = set(_MINE.all(**told))
    for group, by in _TALKS.all(person=person.pk, today=now.date()):
        if group not in found and may_reach(by, to=person.pk):
            found.add(group)
    return [group for group in groups if group in found]


def asked_along(person: Person, *, today: date) -> list[Asked]:
    """Return who asks this person to come along to a group that was founded again."""
    rows = _ALONG.all(person=person.pk, today=today)
    return [Asked(r.pk, r.text("name")) for r in rows if may_reach(r.by.person_id, to=person.pk)]


def _mine(person: str, now: datetime) -> QuerySet[Concern, str]:
    """What I was drawn for, what I am to answer to, and what my circle is to decide."""
    seats = Seat.objects.filter(panel=OuterRef("panel"), membership__person=person)
    sits, drawn = seats.filter(said=Said.YES), seats.filter(said=Said.ASKED, until__gt=now)
    mine = Q(about=person, stage=Stage.ANSWERING) | Q(Exists(sits), stage=Stage.DECIDING) | Q(Exists(drawn))
    return Concern.objects.filter(mine, until__gt=now).values_list("group_id", flat=True)


def _waiting(person: str, today: date) -> QuerySet[Talk, tuple[str, str]]:
    mine = Q(about__person=person, about_yes=False) | Q(beside__person=person, beside_yes=False)
    return Talk.objects.filter(mine, ends_on__gte=today).values_list("by__group_id", "by__person_id")


_MINE: Prepared[str] = Prepared(_mine, person=str, now=datetime)
_TALKS: Prepared[tuple[str, str]] = Prepared(_waiting, person=str, today=date)
_ALONG: Prepared[Along] = Prepared(
    lambda person, today: Along.objects.filter(to__person=person, ends_on__gte=today).select_related(
        "key", "by"
    ),
    person=str,
    today=date,
)
