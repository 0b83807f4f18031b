"""What is done from time to time without anybody asking."""

from collections.abc import Iterator
from datetime import datetime

from mutuality.kit import batches
from mutuality.live.models import Notice
from mutuality.live.queries import outdated
from mutuality.live.terms import KEPT


def trim(*, now: datetime) -> int:
    """Forget notices older than three days; a page that slept longer loads anew. Answers how many went."""
    gone = batches.in_batches(_old(now=now), lambda some: Notice.objects.filter(pk__in=some).delete()[0])
    return sum(gone)


def _old(*, now: datetime) -> Iterator[int]:
    """The oldest of a topic first, so that none is missing between two that are there."""
    for topic, high in outdated(before=now - KEPT).items():
        yield from (
            Notice.objects.filter(topic=topic, seq__lte=high).order_by("seq").values_list("pk", flat=True)
        )
