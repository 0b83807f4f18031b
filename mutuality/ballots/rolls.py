"""Who is asked. A roll is made with each wording: everyone who is there at that moment, and no one else."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from mutuality.kit.ids import new_id


def make(ballot: Any, *, voters: Iterable[str], by: str) -> None:
    """Make these people decide on what is asked now. What was said to an earlier wording is gone.

    ``ballot``: a row whose ``voices`` are rows of a ``models.Voice``; ``voters``: ids; ``by``: the voices' column that
    names the voter.
    """
    voices = ballot.voices
    voices.all().delete()
    voice = voices.model
    columns = ("id", "answer", voices.field.column, voice._meta.get_field(by).column)
    # A whole place is asked in one act: as rows of a model, ten thousand voices kept all others waiting for seconds.
    named = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(voice._meta.db_table)
    with connection.cursor() as cursor:
        # Names of ours alone stand in it.
        cursor.executemany(
            f"INSERT INTO {table} ({named}) VALUES (%s, %s, %s, %s)",  # noqa: S608
            [(new_id(), "", ballot.pk, voter) for voter in voters],
        )


def said(voices: QuerySet[Any], *, by: str) -> dict[str, str]:
    """Return what each voter on the roll has said, by the id in the column ``by``; empty for nothing."""
    return dict(voices.values_list(by, "answer"))
