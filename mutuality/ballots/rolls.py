"""Who is asked. A roll is made with each wording: everyone who is there at that moment, and no one else."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet


def make(ballot: Any, *, voters: Iterable[Model], by: str) -> None:
    """Make these people decide on what is asked now. What was said to an earlier wording is gone.

    ``ballot``: a row whose ``voices`` are rows of a ``models.Voice``; ``by``: their column that names the voter.
    """
    voices = ballot.voices
    voices.all().delete()
    voice, about = voices.model, voices.field.name
    voice.objects.bulk_create(voice(**{about: ballot, by: voter}) for voter in voters)


def said(voices: QuerySet[Any], *, by: str) -> dict[str, str]:
    """Return what each voter on the roll has said, by the id in the column ``by``; empty for nothing."""
    return dict(voices.values_list(by, "answer"))
