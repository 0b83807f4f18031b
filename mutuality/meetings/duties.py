"""What a meeting does by itself: it closes when its close is due, and passes on a floor whose holder was lost."""

from datetime import datetime

from mutuality.live import presence
from mutuality.meetings import terms
from mutuality.meetings.acting import Closed
from mutuality.meetings.models import Meeting, Sitter
from mutuality.meetings.operations import close, floor
from mutuality.rooms import operations as rooms


def tick(*, now: datetime) -> None:
    """Close what is due, let go of what is over, and let the floor go on from whoever was lost."""
    close.sweep(now=now)
    for meeting in Meeting.objects.filter(closed_at=None, floor__isnull=False, rests=False, paused=False):
        if _is_lost(meeting):
            try:
                floor.pass_quietly(meeting, who=meeting.floor or "", now=now)
            except Closed:
                continue


def _is_lost(meeting: Meeting) -> bool:
    """Whether whoever has the floor had this meeting open live, and has not had it for a while.

    Whoever reads without scripts never had it open live, so they are never taken for lost.
    """
    holder = Sitter.objects.select_related("place").filter(pk=meeting.floor).first()
    if holder is None or meeting.room_id is None:
        return False
    gone = presence.gone_for(rooms.stream(meeting.room_id), person=holder.place.person_id)
    return gone is not None and gone >= terms.LOST_AFTER.total_seconds()
