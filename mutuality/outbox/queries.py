"""What is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from mutuality.outbox.models import Duty


def due(*, now: datetime, kinds: Sequence[str]) -> QuerySet[Duty]:
    """Duties whose time has come and that nobody is doing right now, the longest due first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return Duty.objects.filter(free, due_at__lte=now, kind__in=kinds).order_by("due_at", "id")


def next_due_at() -> datetime | None:
    """When the next duty is due."""
    return Duty.objects.order_by("due_at").values_list("due_at", flat=True).first()


def overdue(*, now: datetime, by: timedelta = timedelta(hours=1)) -> int:
    """How many duties have waited longer than they should."""
    return Duty.objects.filter(due_at__lt=now - by).count()
