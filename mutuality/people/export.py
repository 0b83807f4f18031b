"""What a person has said of themself here, as plain data for themself."""

from datetime import datetime
from typing import Any

from mutuality.people import passkeys, queries
from mutuality.people.models import Person


def own_words(by: Person, *, now: datetime) -> dict[str, Any]:
    """My name, my lines, my choices, my devices and passkeys by the names I gave them, what I have begun to write."""
    drafts = by.drafts.select_related("key").filter(ends_at__gt=now).order_by("ends_at", "id")
    return {
        "name": queries.name_of(by),
        "pronouns": queries.line_of(by, part="pronouns"),
        "paid_or_bound": queries.line_of(by, part="bound"),
        "here_since": by.joined_on.isoformat(),
        "language": by.language,
        "looks": {"theme": by.theme, "comfort": by.comfort.split(), "size": by.size, "letters": by.face},
        "read_out": by.announce,
        "shift_leaves": by.shift_leaves,
        "quiet_hours": queries.line_of(by, part="quiet"),
        "devices": [queries.session_label(row) for row in queries.sessions_of(by, now=now)],
        "passkeys": [each.label for each in passkeys.shown_to(by)],
        "begun": [row.text("words") for row in drafts],
    }
