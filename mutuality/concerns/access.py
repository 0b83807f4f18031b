"""Doors to concerns. Whoever they are none of meets the same nothing as for what is not there."""

from datetime import datetime

from mutuality.concerns import queries
from mutuality.concerns.models import Along, Concern, Seat, Talk
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person


def concern_for(person: Person, *, concern_id: str) -> tuple[Concern, str]:
    """A concern, and what this person is to it: by, about or circle. Raises NotHere."""
    rows = Concern.objects.select_related("panel__group", "group", "key", "answer_key", "draft__key")
    row = rows.filter(pk=concern_id).first()
    role = queries.role_of(row, person) if row else ""
    if row is None or not role:
        raise NotHere
    return row, role


def seat_for(person: Person, *, seat_id: str, now: datetime) -> Seat:
    """Where I was drawn and have not answered. Raises NotHere."""
    found = next((each for each in queries.seats_waiting(person, now=now) if each.pk == seat_id), None)
    if found is None:
        raise NotHere
    return found


def talk_for(person: Person, *, talk_id: str, now: datetime) -> Talk:
    """A talk that I asked for or am asked to. Raises NotHere."""
    found = next((each for each in queries.talks_of(person, today=now.date()) if each.pk == talk_id), None)
    if found is None:
        raise NotHere
    return found


def along_for(person: Person, *, along_id: str, now: datetime) -> Along:
    """Where I am asked to come along. Raises NotHere."""
    found = next((each for each in queries.alongs_of(person, today=now.date()) if each.pk == along_id), None)
    if found is None:
        raise NotHere
    return found
