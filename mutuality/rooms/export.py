"""What a person has said in a room, as plain data for themself."""

from datetime import datetime
from typing import Any

from mutuality.rooms import queries, terms
from mutuality.rooms.models import Place, Signal, Topic, Word


def own_words(place: Place, *, now: datetime) -> dict[str, Any]:
    """My name in this room, my titles and words, and the signals I gave. Nothing that others wrote is in it."""
    words = Word.objects.select_related("key").filter(place=place, ends_at__gt=now).order_by("order")
    titles = Topic.objects.select_related("key").filter(place=place, ends_at__gt=now).order_by("order")
    signals = Signal.objects.filter(place=place).order_by("id").values_list("kind", flat=True)
    return {
        "my_name": queries.place_name(place),
        "my_pronouns": queries.place_pronouns(place),
        "paid_or_bound": queries.place_bound(place),
        "topics": [queries.topic_title(row) for row in titles],
        "words": [_word(row) for row in words.iterator()],
        "signals": [str(terms.Kind(kind).label) for kind in signals],
    }


def _word(row: Word) -> dict[str, str]:
    texts = {part: row.text(part) for part in ("words", "note")}
    asks = row.text("asks")
    texts |= {"asks": str(terms.Asks(asks).label)} if asks in terms.Asks.values else {}
    return texts | {"day": row.said_at.date().isoformat(), "gone_on": row.ends_at.date().isoformat()}
