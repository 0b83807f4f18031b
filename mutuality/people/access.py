"""Doors: who is here, and what is theirs."""

from datetime import datetime

from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person, Session


def session_of(person: Person, *, session_id: str, now: datetime) -> Session:
    """One of my own sessions. Raises NotHere for anybody else's."""
    row = person.sessions.filter(id=session_id, ends_at__gt=now).first()
    if row is None:
        raise NotHere
    return row
