"""Opening a meeting, sitting in, stepping out, carrying somebody who is on the phone."""

from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.groups import formats
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import names
from mutuality.kit.locks import operation
from mutuality.kit.refusals import Refusal
from mutuality.meetings import acting, going_on, parts, queries, terms
from mutuality.meetings import round as rounds
from mutuality.meetings.models import DateChange, DateYes, Meeting, Moment, Sitter
from mutuality.meetings.operations.floor import draft_place
from mutuality.meetings.operations.when import forget_unwanted
from mutuality.people import operations as people
from mutuality.rooms import operations as rooms
from mutuality.rooms import queries as rooms_queries
from mutuality.rooms.models import Place


@operation
def open_meeting(membership: Membership, *, now: datetime) -> Meeting:
    """Open a meeting of my group, as any member can. A second click finds the one that is open."""
    group = Group.objects.select_for_update().get(pk=membership.group_id)
    already = queries.open_meeting(group.circle_id)
    if already is not None:
        return already
    manner = queries.manner_of(group.circle_id)
    topic = rooms.open_led_room(circle_id=group.circle_id, retention_days=terms.ROOM_DAYS, now=now)
    own = parts.own_of(group)
    told, no_cross_talk = parts.told_of(group)
    meeting = Meeting.add(
        circle_id=group.circle_id,
        room=topic.room,
        format=formats.named(group.starter).slug,
        parts=parts.packed(told) if own is not None else "",
        no_cross_talk=no_cross_talk,
        stays_hours=manner.stays_hours,
        gentle_minutes=manner.gentle_minutes,
        acted_at=now,
    )
    going_on.tell(group.circle_id, now=now)
    return meeting


@operation
def sit_in(meeting: Meeting, *, by: Membership, now: datetime) -> Sitter:
    """Come into the room. The others see it, and it is said. Anyone who comes late goes last.

    Going out and coming back within a few minutes is not said again. Raises Closed. A second click changes nothing.
    """
    held = acting.hold(meeting.pk)
    sitter = queries.sitter_of(held, membership=by)
    if sitter is not None and not sitter.out:
        return sitter
    if sitter is None:
        sitter = _new_seat(held, place=_place(held, by=by, now=now), membership=by)
    else:
        rooms.step_in(sitter.place, now=now)
    for each in (sitter, *sitter.carries.all()):
        _seat_again(held, each, now=now)
    if not acting.has_just_said(sitter, kind=terms.Said.CAME, within=terms.CAME_IS_SAID, now=now):
        acting.remark(held, kind=terms.Said.CAME, sitter=sitter, now=now)
    return sitter


def _place(meeting: Meeting, *, by: Membership, now: datetime) -> Place:
    assert meeting.room is not None
    mine = rooms_queries.place_of(by.person, room_id=meeting.room.pk)
    if mine is not None:
        return mine
    name, bound = groups_queries.member_name(by), groups_queries.place_bound(by)
    pronouns = rooms_queries.place_pronouns(by.place)
    told = {"name": name, "bound": bound, "pronouns": pronouns}
    return rooms.take_place(meeting.room, **told, by=by.person, now=now)


def _new_seat(
    meeting: Meeting, *, place: Place, membership: Membership, carrier: Sitter | None = None, name: str = ""
) -> Sitter:
    return Sitter.add(
        meeting=meeting,
        membership=membership,
        place=place,
        carried_by=carrier,
        name=name,
        position=Sitter.objects.filter(meeting=meeting).count(),
        stand=rounds.Stand.WAITS,
        away=True,
    )


def _seat_again(meeting: Meeting, sitter: Sitter, *, now: datetime) -> None:
    Sitter.objects.filter(pk=sitter.pk).update(out=False)
    acting.turn(meeting, lambda r: rounds.arrive(r, who=sitter.pk), now=now)


@operation
def come_to(sitter: Sitter, *, now: datetime) -> None:
    """Back after a lost connection, or after the floor went on twice: the round offers its floor again."""
    held = acting.hold(sitter.meeting_id)
    if acting.sits(sitter):
        acting.turn(held, lambda r: rounds.arrive(r, who=sitter.pk), now=now)


@operation
def step_out(sitter: Sitter, *, now: datetime) -> None:
    """Leave the room, in one act. What one said stays one's own; the floor goes on; coming back is open."""
    held = acting.hold(sitter.meeting_id)
    for each in (sitter, *sitter.carries.all()):
        Sitter.objects.filter(pk=each.pk).update(out=True, stays_with=False)
        acting.turn(held, _going(each.pk), now=now)
    rooms.step_out(sitter.place, now=now)


def _going(who: str) -> acting.Change:
    return lambda round_: rounds.step_out(round_, who=who)


@operation
def carry(sitter: Sitter, *, name: str, now: datetime) -> Sitter:
    """Sit in for somebody on the phone: they have a seat and a name of their own until the close.

    A second click finds the seat that the first one made. Raises Refusal for a name no one can read, for that of
    someone who is here or in the group, and for one more than a few.
    """
    held = acting.hold(sitter.meeting_id)
    shown = names.clean(name)
    look = names.skeleton(shown)
    for seat in sitter.carries.select_related("place", "key"):
        if not seat.out and names.skeleton(queries.seat_name(seat)) == look:
            return seat
    if look in map(names.skeleton, _names_here(held)):
        raise rooms.name_taken()
    if sitter.carries.count() >= terms.MOST_ON_THE_PHONE:
        raise Refusal(_("You already speak for four people. Someone else can speak for more."), field="name")
    seat = _new_seat(held, place=sitter.place, membership=sitter.membership, carrier=sitter, name=shown)
    _seat_again(held, seat, now=now)
    acting.remark(held, kind=terms.Said.CAME, sitter=seat, now=now)
    return seat


def _names_here(meeting: Meeting) -> list[str]:
    """Every name for which someone on the phone could be taken: of the members, and of those who have a seat."""
    members = [groups_queries.member_name(each) for each in groups_queries.members(meeting.circle.group)]
    return members + [queries.seat_name(seat) for seat in queries.sitters(meeting)]


@operation
def hang_up(carried: Sitter, *, now: datetime) -> None:
    """Somebody on the phone is gone; their seat and name go too."""
    held = acting.hold(carried.meeting_id)
    _forget_seat(held, carried, now=now)


def _forget_seat(meeting: Meeting, sitter: Sitter, *, now: datetime) -> None:
    rows = Sitter.objects.filter(meeting=meeting)
    before = queries.round_of(meeting, rows=list(rows.order_by("position", "pk")))
    after = rounds.leave_out(before, who=sitter.pk)
    # That someone asked to stop stays said: were it to go with them, everyone would know who it was.
    Moment.objects.filter(sitter=sitter, named=False).update(sitter=None)
    acting.take_off(Moment.objects.filter(sitter=sitter), now=now)
    acting.forget_who_moved(sitter)
    rows.filter(pk=sitter.pk).delete()
    acting.turn(meeting, lambda _round: after, now=now)


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Whoever leaves the group takes everything along: seat, words, turns, wishes. Nothing holds them."""
    for row in Meeting.objects.select_for_update().filter(circle=membership.group.circle_id):
        people.forget_drafts([draft_place(row)], by=membership.person, now=now)
        seats = Sitter.objects.filter(meeting=row, membership=membership)
        for seat in sorted(seats, key=lambda s: s.carried_by_id is None):
            _forget_seat(row, seat, now=now)
        _take_words_along(row, membership, now=now)
    asked = list(DateChange.objects.filter(answers__membership=membership))
    DateYes.objects.filter(membership=membership).delete()
    forget_unwanted(asked, now=now)


def _take_words_along(meeting: Meeting, membership: Membership, *, now: datetime) -> None:
    place = rooms_queries.place_of(membership.person, room_id=meeting.room_id or "")
    if place is not None:
        rooms.leave(place, now=now)


@operation
def erase_all(group: Group, *, now: datetime) -> None:
    """The group ends: its meetings, their words and its times are gone."""
    people.forget_drafts(map(draft_place, Meeting.objects.filter(circle=group.circle_id)), now=now)
    rooms_of = [
        one.room for one in Meeting.objects.select_related("room").filter(circle=group.circle_id) if one.room
    ]
    Meeting.objects.filter(circle=group.circle_id).delete()
    for room in rooms_of:
        rooms.erase_room(room, now=now)
