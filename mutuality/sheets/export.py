"""What a person keeps on sheets, as plain data for themself."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from mutuality.people.models import Person
from mutuality.sheets import answers, held_queries, notes, queries
from mutuality.sheets.answers import Written


def own_words(by: Person, *, now: datetime) -> list[dict[str, Any]]:
    """Each sheet with its questions and answers, in order; then wordings on sheets held together, and notes."""
    kept = [_told(each.written, each.row.day) for each in queries.kept_by(by)]
    together = [_told(each.written, each.row.day) for each in held_queries.written_by(by)]
    given = [{"title": str(_("A note I gave")), "note": note} for note in notes.written_by(by)]
    return kept + together + given


def _told(written: Written, day: date) -> dict[str, Any]:
    return {
        "title": written.name,
        "day": day.isoformat(),
        "answers": [
            {"question": answer.asks, "answer": answers.named(answer, written.sheet)}
            for answer in written.answers
        ],
    }
