"""The close of a meeting, and what is left of it: nothing."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from mutuality.kit import batches
from mutuality.kit.locks import operation
from mutuality.meetings import acting, going_on, terms
from mutuality.meetings.models import Meeting, Moment, Sitter, Turn, Wish
from mutuality.meetings.operations.floor import draft_place
from mutuality.people import operations as people
from mutuality.rooms import operations as rooms


@operation
def ask_to_close(sitter: Sitter, *, now: datetime) -> None:
    """Ask to close. It happens a minute later unless somebody says: not yet."""
    held = acting.hold(sitter.meeting_id)
    if held.closing_at is None:
        acting.put(held, closing_at=now, acted_at=now)
        acting.tell(held, now=now)


@operation
def say_not_yet(sitter: Sitter, *, now: datetime) -> None:
    """Not yet. The close waits until this is taken back, or ten minutes; saying it again waits again."""
    held = acting.hold(sitter.meeting_id)
    Wish.objects.update_or_create(
        sitter=sitter, kind="not-yet", about="", defaults={"meeting": held, "at": now}
    )
    acting.tell(held, now=now)


@operation
def take_not_yet_back(sitter: Sitter, *, now: datetime) -> None:
    """I am ready to close."""
    held = acting.hold(sitter.meeting_id)
    Wish.objects.filter(sitter=sitter, kind="not-yet").delete()
    acting.tell(held, now=now)


@operation
def stay_open(sitter: Sitter, *, now: datetime) -> None:
    """Two who say so stay after all; nobody is closing any more."""
    held = acting.hold(sitter.meeting_id)
    if held.closing_at and acting.agreed_by_enough(held, kind="stay", sitter=sitter, alone=False, now=now):
        Wish.objects.filter(meeting=held, kind="not-yet").delete()
        acting.put(held, closing_at=None, acted_at=now)
        acting.tell(held, now=now)


@operation
def close(meeting: Meeting, *, now: datetime) -> None:
    """The meeting is over: seats, wishes and remarks are gone; the words follow by the group's rule."""
    held = acting.hold(meeting.pk)
    acting.take_off(Moment.objects.filter(meeting=held), now=now)
    for rows in (Wish, Sitter):
        rows.objects.filter(meeting=held).delete()
    Turn.objects.filter(circle=held.circle_id, ends_on=None).delete()
    gone_at = now + timedelta(hours=held.stays_hours)
    acting.put(held, closed_at=now, gone_at=gone_at, floor=None, floor_since=None, rests=False, paused=False)
    acting.tell(held, now=now)
    going_on.tell(held.circle_id, now=now)
    if held.stays_hours == 0:
        let_go(held, now=now)


@operation
def let_go(meeting: Meeting, *, now: datetime) -> None:
    """The words of a closed meeting leave the pages, and their keys are destroyed."""
    room = meeting.room
    Meeting.objects.filter(pk=meeting.pk).update(room=None)
    if room is not None:
        rooms.erase_room(room, now=now)


def sweep(*, now: datetime) -> None:
    """What is due: forgotten meetings close, words whose time is over go, ended turns are free again."""
    for meeting in due_to_close(now=now):
        _close_if_due(meeting, now=now)
    for meeting in Meeting.objects.filter(gone_at__lte=now, room__isnull=False).select_related("room"):
        let_go(meeting, now=now)
    shells = Meeting.objects.filter(gone_at__lte=now - terms.SHELL_STAYS)
    batches.in_batches(
        shells.values_list("pk", flat=True), lambda some: _let_go_shells(shells.filter(pk__in=some), now=now)
    )
    batches.remove(Turn.objects.filter(ends_on__lte=now.date()))


@operation
def _close_if_due(meeting: Meeting, *, now: datetime) -> None:
    # Held still, it is asked once more: somebody may just have said "not yet", or something.
    held = Meeting.objects.select_for_update().filter(pk=meeting.pk, closed_at=None).first()
    if held is not None and _is_due(held, now=now):
        close(held, now=now)


def _let_go_shells(shells: QuerySet[Meeting], *, now: datetime) -> None:
    # Until then whoever's turn never came finds there what they had written for it.
    people.forget_drafts(map(draft_place, shells), now=now)
    shells.delete()


def due_to_close(*, now: datetime) -> list[Meeting]:
    """Open meetings whose close was asked for and is not held up, and those in which nothing happens any more."""
    return list(_due(now=now).select_related("room"))


def _is_due(meeting: Meeting, *, now: datetime) -> bool:
    return _due(now=now).filter(pk=meeting.pk).exists()


def _due(*, now: datetime) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(closed_at=None)
    asked = rows.filter(closing_at__lte=now - terms.CLOSES_AFTER).exclude(
        wishes__in=Wish.objects.filter(kind="not-yet", sitter__out=False, at__gt=now - terms.NOT_YET_HOLDS)
    )
    empty = rows.exclude(sitters__in=Sitter.objects.filter(out=False))
    forgotten = rows.filter(acted_at__lte=now - terms.FORGOTTEN_AFTER)
    left = empty.filter(acted_at__lte=now - terms.EMPTY_FOR)
    return rows.filter(
        Q(pk__in=asked.values("pk")) | Q(pk__in=left.values("pk")) | Q(pk__in=forgotten.values("pk"))
    )
