"""The one place that reads the clock. Operations and queries are given the time instead."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def coarse(moment: datetime, *, minutes: int = 5) -> datetime:
    """The moment rounded down, so that what is kept does not tell when exactly a person was here."""
    step = timedelta(minutes=minutes)
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return start + ((moment - start) // step) * step


def end_of(moment: datetime, *, days: int, minutes: int = 5) -> datetime:
    """Return when so many times 24 hours from this moment are over: rounded up, so never early and never exact."""
    return coarse(moment + timedelta(days=days, minutes=minutes), minutes=minutes)
