"""What a person keeps on sheets, as plain data for themself."""

from datetime import datetime
from typing import Any

from mutuality.people.models import Person
from mutuality.sheets import answers, queries


def own_words(by: Person, *, now: datetime) -> list[dict[str, Any]]:
    """Each sheet with its questions and answers, in order."""
    return [
        {
            "title": kept.written.name,
            "day": kept.row.day.isoformat(),
            "answers": [
                {"question": answer.asks, "answer": answers.named(answer, kept.written.sheet)}
                for answer in kept.written.answers
            ],
        }
        for kept in queries.kept_by(by)
    ]
