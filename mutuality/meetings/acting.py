"""What every act in a meeting does: hold it still, change the round, keep what changed, tell the open pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mutuality.groups import queries as groups_queries
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import Refusal
from mutuality.live import operations as live
from mutuality.meetings import queries, terms
from mutuality.meetings.models import Meeting, Moment, Sitter, Wish
from mutuality.meetings.round import Round, Seat
from mutuality.rooms import operations as rooms

Change = Callable[[Round], Round]
# Not a wish any more: that the two seats have moved the round on together in a part.
_MOVED = "moved"


class Closed(Refusal):
    """The meeting has closed. What was typed is still the person's."""


def hold(meeting_id: str) -> Meeting:
    """The meeting as it is now; until this change ends, nobody else changes it. Raises Closed."""
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_id, closed_at=None).first()
    if meeting is None:
        raise Closed(_("This meeting has ended."))
    return meeting


def sits(sitter: Sitter) -> bool:
    """Whether this seat is still taken, now that the meeting is held: another page may have stepped out or hung up."""
    return Sitter.objects.filter(pk=sitter.pk, out=False).exists()


def turn(meeting: Meeting, change: Change, *, now: datetime) -> Round:
    """Let a rule of the round act on a meeting that is held, and tell everyone in it."""
    rows = list(Sitter.objects.filter(meeting=meeting).order_by("position", "pk"))
    before = queries.round_of(meeting, rows=rows)
    after = change(before)
    _keep_seats(rows, after.seats)
    _keep_floor(meeting, before, after, now=now)
    tell(meeting, now=now)
    return after


def _keep_seats(rows: Sequence[Sitter], seats: Sequence[Seat]) -> None:
    known = {row.pk: row for row in rows}
    for position, seat in enumerate(seats):
        row, new = known[seat.who], _fields(seat) | {"position": position}
        if any(getattr(row, name) != value for name, value in new.items()):
            Sitter.objects.filter(pk=row.pk).update(**new)


def _fields(seat: Seat) -> dict[str, Any]:
    parts = ("listens", "away", "hand", "heard")
    return {name: getattr(seat, name) for name in parts} | {"stand": seat.stand.value}


def _keep_floor(meeting: Meeting, before: Round, after: Round, *, now: datetime) -> None:
    new: dict[str, Any] = {"acted_at": now}
    if after.floor != before.floor:
        new |= {"floor": after.floor, "floor_since": now if after.floor else None}
        # Who wished the floor to go on meant the turn that is over now.
        Wish.objects.filter(meeting=meeting, kind="on").delete()
    put(meeting, **new)


def put(meeting: Meeting, **new: Any) -> None:
    """Keep these fields of a meeting that is held."""
    Meeting.objects.filter(pk=meeting.pk).update(**new)
    for name, value in new.items():
        setattr(meeting, name, value)


def tell(meeting: Meeting, *, now: datetime) -> None:
    """Everyone in the room sees how it stands now."""
    if meeting.room_id:
        live.append(rooms.stream(meeting.room_id), kind="meeting", ref=meeting.pk, now=now)


def take_off(moments: QuerySet[Moment], *, now: datetime) -> None:
    """What the room said of somebody goes, from open pages too."""
    for row in moments.select_related("meeting"):
        if row.meeting.room_id:
            live.append(rooms.stream(row.meeting.room_id), kind="moment", ref=row.pk, now=now)
    moments.delete()


def remark(meeting: Meeting, *, kind: str, sitter: Sitter | None, now: datetime, named: bool = True) -> None:
    """Let the room itself say something, in its place among the words. Unless ``named``, it is said of someone."""
    assert meeting.room_id is not None
    row_id, name = new_id(), rooms.stream(meeting.room_id)
    order = live.append(name, kind="moment", ref=row_id, now=now)[name]
    Moment.objects.create(
        id=row_id,
        meeting=meeting,
        sitter=sitter,
        kind=kind,
        named=named,
        order=order,
        at=now,
        step=meeting.step,
    )


def say_again(moment: Moment, *, now: datetime) -> None:
    """Show what the room has said as it is now, in the place where it was said."""
    if moment.meeting.room_id:
        live.append(rooms.stream(moment.meeting.room_id), kind="moment", ref=moment.pk, now=now)


def has_just_said(sitter: Sitter, *, kind: str, within: timedelta, now: datetime) -> bool:
    """Whether the room has said this of the same person a moment ago. What it says of others never counts."""
    return Moment.objects.filter(sitter=sitter, kind=kind, at__gt=now - within).exists()


def agreed_by_enough(meeting: Meeting, *, kind: str, sitter: Sitter, alone: bool, now: datetime) -> bool:
    """Note that someone would like this; whether it is enough: two, the only one, or one who may alone.

    Where a third is there, an inviter and who they invited are not two, and the same two take the floor from others
    only once in each part.
    """
    about = queries.wish_about(meeting, kind=kind)
    Wish.objects.get_or_create(
        sitter=sitter, kind=kind, about=about, defaults={"meeting": meeting, "at": now}
    )
    wishes = Wish.objects.filter(meeting=meeting, kind=kind, about=about, sitter__out=False)
    wanting = dict(wishes.order_by("sitter__position").values_list("sitter", "sitter__membership"))
    if not alone and not _are_two(meeting, wanting, kind=kind):
        tell(meeting, now=now)
        return False
    Wish.objects.filter(meeting=meeting, kind=kind).delete()
    if kind == "on":
        _note_who_moved(meeting, wanting, now=now)
    return True


def _are_two(meeting: Meeting, wanting: Mapping[str, str], *, kind: str) -> bool:
    """Whether two of those who want it, by seat and membership, may do it together."""
    seats = Sitter.objects.filter(meeting=meeting, out=False, carried_by=None)
    there = list(seats.values_list("membership", flat=True))
    if len(there) <= terms.TOGETHER:
        return groups_queries.may_act_together(list(wanting.values()), there=there)
    moved = _who_moved(meeting) if kind == "on" else set()
    return any(
        groups_queries.may_act_together([wanting[one], wanting[other]], there=there)
        for one, other in combinations(wanting, 2)
        if frozenset((one, other)) not in moved
    )


def _note_who_moved(meeting: Meeting, wanting: Mapping[str, str], *, now: datetime) -> None:
    for one, other in combinations(wanting, 2):
        Wish.objects.get_or_create(
            sitter_id=one,
            kind=_MOVED,
            about=f"{meeting.step}/{other}",
            defaults={"meeting": meeting, "at": now},
        )


def _who_moved(meeting: Meeting) -> set[frozenset[str]]:
    """Each two seats that have moved the round on together in this part."""
    part = f"{meeting.step}/"
    rows = Wish.objects.filter(meeting=meeting, kind=_MOVED, about__startswith=part)
    return {frozenset((one, about.removeprefix(part))) for one, about in rows.values_list("sitter", "about")}


def forget_who_moved(sitter: Sitter) -> None:
    """Forget with whom someone moved the round on: they are gone for good."""
    Wish.objects.filter(meeting=sitter.meeting_id, kind=_MOVED, about__endswith=f"/{sitter.pk}").delete()
