"""Where a page stands among the changes of its topic."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Max

from mutuality.fast.prepared import Prepared
from mutuality.live.models import Notice, Topic
from mutuality.live.terms import Hint

_NAMES_AT_ONCE = 500


def notices_since(topic: str, *, seq: int, limit: int) -> list[Hint]:
    """What changed after a page was made, oldest first."""
    return [Hint(*row) for row in _later(limit).all(topic=topic, seq=seq)]


@cache
def _later(limit: int) -> Prepared[Any]:
    rows = Notice.objects.order_by("seq").values_list("seq", "kind", "ref")
    return Prepared(lambda topic, seq: rows.filter(topic=topic, seq__gt=seq)[:limit], topic=str, seq=int)


def newest(topic: str) -> int:
    """The cursor a page carries, so that its stream begins exactly where the page ends.

    Ask for it before reading the rows that the page shows: a change in between then comes once more by the
    stream, and none is missed.
    """
    return _NEWEST.first(topic=topic) or 0


_NEWEST: Prepared[int] = Prepared(
    lambda topic: Topic.objects.filter(name=topic).values_list("seq", flat=True), topic=str
)


def counts(topics: Sequence[str]) -> dict[str, int]:
    """The newest count of each topic that exists."""
    found: dict[str, int] = {}
    for start in range(0, len(topics), _NAMES_AT_ONCE):
        some = topics[start : start + _NAMES_AT_ONCE]
        found.update(Topic.objects.filter(name__in=some).values_list("name", "seq"))
    return found


def outdated(*, before: datetime) -> dict[str, int]:
    """For each topic with notices from before that moment, the newest of them."""
    old = Notice.objects.filter(at__lt=before).order_by("topic")
    return dict(old.values_list("topic").annotate(high=Max("seq")))
