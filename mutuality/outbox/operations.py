"""Promising, claiming and finishing duties."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mutuality.kit.locks import operation
from mutuality.outbox import queries, terms
from mutuality.outbox.models import Duty


def plan(kind: str, ref: str, due_at: datetime) -> None:
    """Promise to do something at a time; belongs inside the change it follows from.

    A second promise of the same kind for the same row moves the first one to the new time.
    """
    Duty.objects.update_or_create(
        kind=kind, ref=ref, defaults={"due_at": due_at, "tries": 0, "claimed_until": None}
    )


def drop(kind: str, ref: str) -> None:
    """Take a promise back."""
    Duty.objects.filter(kind=kind, ref=ref).delete()


@operation
def keep_every(kind: str, *, first: datetime) -> None:
    """See that a returning duty is in the book; what was missed while the server was off is done once."""
    Duty.objects.get_or_create(kind=kind, ref=terms.EVERY, defaults={"due_at": first})


def claim(*, now: datetime, kinds: Sequence[str]) -> Duty | None:
    """Take the duty that has been due longest; of many who ask, each duty goes to one."""
    while duty := queries.due(now=now, kinds=kinds).first():
        if _claimed(duty, now=now):
            return duty
    return None


@operation
def finish(duty: Duty, *, again_at: datetime | None = None) -> None:
    """Done: the duty leaves the book, or waits for its next time. A promise made anew meanwhile stays."""
    mine = Duty.objects.filter(pk=duty.pk, claimed_until=duty.claimed_until)
    if again_at is None:
        mine.delete()
    else:
        mine.update(due_at=again_at, claimed_until=None, tries=0)


@operation
def put_off(duty: Duty, *, now: datetime) -> None:
    """It did not work: try again, each time after a longer wait."""
    mine = Duty.objects.filter(pk=duty.pk, claimed_until=duty.claimed_until)
    mine.update(due_at=now + wait(duty.tries), claimed_until=None, tries=duty.tries + 1)


def wait(tries: int) -> timedelta:
    """How long to wait after so many tries: 10 seconds, doubled each time, at most 6 hours."""
    return min(terms.FIRST_WAIT * 2 ** min(tries, 16), terms.LONGEST_WAIT)


@operation
def _claimed(duty: Duty, *, now: datetime) -> bool:
    until = now + terms.CLAIM_LASTS
    won = queries.due(now=now, kinds=[duty.kind]).filter(pk=duty.pk).order_by().update(claimed_until=until)
    duty.claimed_until = until
    return won == 1
