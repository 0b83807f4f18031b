"""What a person has written for their own safety, as plain data for themself."""

from datetime import datetime
from typing import Any

from mutuality.people.models import Person
from mutuality.safety import queries


def own_words(by: Person, *, now: datetime) -> dict[str, str]:
    """The lines of my card. Boundaries name others, so they are not here."""
    return queries.card_of(by.pk)


def copies(by: Person, *, now: datetime) -> list[dict[str, Any]]:
    """What I set aside for myself, with the names and words of others: only for whoever asks for it."""
    return [
        {"name": c.name, "day": c.said_on.isoformat(), "note": c.note, "words": c.words}
        for c in queries.kept_by(by, today=now.date())
    ]
