"""Saying that something changed, inside the change itself."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from mutuality.fast.prepared import rows_of, write
from mutuality.kit.clock import coarse
from mutuality.live.models import Notice, Topic
from mutuality.live.wakes import wake

# One statement makes the row or counts on, and holds its lock until commit: so the order of counts is the
# order of commits, and no cursor can step over a late commit. SQLite and PostgreSQL both know it.
_COUNT_ON = (
    "INSERT INTO live_topic (name, seq) VALUES (%s, 1) "
    "ON CONFLICT (name) DO UPDATE SET seq = live_topic.seq + 1 RETURNING seq"
)


def append(topics: str | Sequence[str], *, kind: str, ref: str, now: datetime) -> dict[str, int]:
    """Leave a notice for everybody with one of these pages open. It says that ``ref`` changed, never how.

    Stands in the caller's transaction, wakes the open pages after its commit, answers the counts by topic.
    Name all topics of one change together: they are taken in sorted order, so no two changes wait for each
    other in a ring.
    """
    names = [topics] if isinstance(topics, str) else sorted(set(topics))
    counts = {name: count_on(name) for name in names}
    at = coarse(now)
    for name, seq in counts.items():
        write(Notice, {"topic": name, "seq": seq, "kind": kind, "ref": ref, "at": at})
    transaction.on_commit(partial(wake, names))
    return counts


def forget(topic: str) -> None:
    """Nothing is left to say that this page ever changed; whoever has it open needs their right anew."""
    Notice.objects.filter(topic=topic).delete()
    Topic.objects.filter(name=topic).delete()
    transaction.on_commit(partial(wake, [topic]))


def count_on(topic: str) -> int:
    """Count a change of this topic, inside the change itself. Without a notice no page hears of it."""
    return int(rows_of(_COUNT_ON, [topic])[0][0])
