"""The database as the place that several processes share: where there is no Redis, and for what has to last."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Sum

from mutuality.fast.prepared import rows_of
from mutuality.kit import batches, clock
from mutuality.kit.locks import operation, writing
from mutuality.kit.shared import Unreachable
from mutuality.live.models import SharedCount

_ADD = (
    "INSERT INTO live_sharedcount (name, count, ends_at) VALUES (%s, %s, %s) "
    "ON CONFLICT (name) DO UPDATE SET count = live_sharedcount.count + excluded.count RETURNING count"
)
_ALWAYS = timedelta(days=3650)


class SharedRows:
    """Counts in the database."""

    def count(self, name: str, *, amount: int, seconds: int, beside: Sequence[str]) -> int:
        """Add to a count and return it together with those ``beside``. Raises ``Unreachable``.

        Inside somebody's change it is part of it, and its trouble is theirs.
        """
        ends_at = clock.now() + timedelta(seconds=seconds)
        at = connection.ops.adapt_datetimefield_value(ends_at)
        try:
            with writing():
                own = int(rows_of(_ADD, [name, amount, at])[0][0])
        except DatabaseError as trouble:
            if connection.in_atomic_block:
                raise
            raise Unreachable from trouble
        if not beside:
            return own
        rows = SharedCount.objects.filter(name__in=beside, ends_at__gt=clock.now())
        return own + (rows.aggregate(all=Sum("count"))["all"] or 0)


@operation
def set_mark(name: str, *, now: datetime) -> None:
    """Put up a mark that all processes see, until it is taken down."""
    SharedCount.objects.update_or_create(name=name, defaults={"count": 1, "ends_at": now + _ALWAYS})


@operation
def take_mark(name: str) -> None:
    """Take a mark down."""
    SharedCount.objects.filter(name=name).delete()


def is_marked(name: str) -> bool:
    """Whether this mark is up."""
    return SharedCount.objects.filter(name=name).exists()


def remove_ended(*, now: datetime) -> None:
    """Remove counts whose time is over."""
    batches.remove(SharedCount.objects.filter(ends_at__lte=now))
