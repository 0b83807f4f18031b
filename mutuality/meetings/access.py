"""Doors into meetings. There is no other way to a meeting, a seat or a date."""

from mutuality.groups import access as groups_access
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere
from mutuality.meetings import queries
from mutuality.meetings.models import DateChange, Meeting, Sitter
from mutuality.people.models import Person


def change_for(membership: Membership, *, change_id: str) -> DateChange:
    """A change of one date of my group that waits for a second yes. Raises NotHere."""
    row = (
        DateChange.objects.select_related("series")
        .filter(pk=change_id, series__circle=membership.group.circle_id, stands=False)
        .first()
    )
    if row is None:
        raise NotHere
    return row


def meeting_for(person: Person, *, meeting_id: str) -> tuple[Membership, Meeting]:
    """A meeting of a group I am in. Raises NotHere, also when there is no such meeting."""
    meeting = Meeting.objects.select_related("room").filter(pk=meeting_id).first()
    if meeting is None:
        raise NotHere
    return groups_access.membership_in(person, circle_id=meeting.circle_id), meeting


def seat_for(person: Person, *, meeting_id: str) -> Sitter:
    """My seat in an open meeting in which I sit. Raises NotHere."""
    membership, meeting = meeting_for(person, meeting_id=meeting_id)
    sitter = queries.sitter_of(meeting, membership=membership)
    if sitter is None or sitter.out or meeting.closed_at is not None:
        raise NotHere
    sitter.meeting = meeting
    return sitter


def voice_for(sitter: Sitter, *, seat_id: str) -> Sitter:
    """My own seat, or that of somebody on the phone whom I carry. Raises NotHere for anybody else's."""
    if seat_id in ("", sitter.pk):
        return sitter
    carried = Sitter.objects.select_related("place", "key").filter(pk=seat_id, carried_by=sitter).first()
    if carried is None:
        raise NotHere
    carried.meeting = sitter.meeting
    return carried
