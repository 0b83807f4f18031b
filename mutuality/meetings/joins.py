"""What meetings join: their notices in a room, the clock of an open meeting, and what a group reads of them."""

from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.groups import hooks
from mutuality.groups.models import Group, Membership
from mutuality.kit.joins import Duty, Joins
from mutuality.meetings import duties, effects, export, feed, going_on, queries
from mutuality.meetings.operations import parts, room, turns, when
from mutuality.rooms import frames as rooms_frames


def _meeting_of_room(room_id: str) -> str | None:
    meeting = queries.meeting_in_room(room_id)
    return None if meeting is None else reverse("meeting", args=[meeting.pk])


def _to_meetings(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Meetings"), reverse("meetings", args=[membership.group_id]))]


def _meetings_now(membership: Membership, now: datetime) -> list[hooks.Line]:
    open_one = queries.open_meeting(membership.group.circle_id)
    if open_one is not None:
        # Said above the page, on every page of the group.
        return []
    dates = queries.coming(membership.group.circle_id, now=now, most=1)
    where = reverse("meetings", args=[membership.group_id])
    return [hooks.Line(_("Next meeting: %s") % queries.said(day), where) for day in dates]


def _next_meeting(group: Group, now: datetime) -> date | None:
    dates = queries.coming(group.circle_id, now=now)
    return next((day.begins.astimezone(UTC).date() for day in dates if day.begins > now), None)


def _connect() -> None:
    rooms_frames.let_lead(_meeting_of_room)
    hooks.listen(
        hooks.Listening(
            before_leaving=(room.let_leave,),
            before_erasing=(room.erase_all,),
            after_settling=(turns.end_dropped, when.count_anew, parts.let_go_of_another_format),
            going_on=(_meetings_now,),
            leading_on=(_to_meetings,),
            meeting_next=(_next_meeting,),
        )
    )


JOINS = Joins(
    duties={"meetings": Duty(lambda now: duties.tick(now=now), timedelta(seconds=15))},
    feeds={going_on.HOME: going_on.HomeFeed},
    kinds={"room": {**feed.KINDS, going_on.KIND: going_on.in_a_room}},
    own_words_in_a_group=export.own_words,
    effects=tuple(effects.EFFECTS),
    connect=_connect,
)
