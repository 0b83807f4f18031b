"""What is done from time to time without anybody asking."""

from datetime import datetime

from mutuality.kit.locks import writing
from mutuality.live.models import Notice
from mutuality.live.queries import outdated
from mutuality.live.terms import KEPT


def trim(*, now: datetime) -> int:
    """Forget notices older than three days; a page that slept longer loads anew. Answers how many went."""
    return sum(_trim_topic(topic, upto=high) for topic, high in outdated(before=now - KEPT).items())


def _trim_topic(topic: str, *, upto: int) -> int:
    with writing():
        return Notice.objects.filter(topic=topic, seq__lte=upto).delete()[0]
