"""What was typed in a room and not yet said, on a device that is not one's own: sealed here, given back here."""

from mutuality.kit import clock
from mutuality.people import operations as people
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.parked import taken_from_parked
from mutuality.rooms import queries


def begun(request: Visit) -> dict[str, str]:
    """What I had begun to say on this page: words that met an ended session, or a draft from a device not my own."""
    parked = taken_from_parked(request, parts=queries.SPOKEN)
    if parked or request.person is None or request.device is None or request.device.own_device:
        return parked
    now = clock.now()
    places = zip(queries.SPOKEN, queries.draft_places(request.path), strict=True)
    drafts = {part: people_queries.draft_of(request.person, place=place, now=now) for part, place in places}
    return {part: draft for part, draft in drafts.items() if draft}


def drop_draft(request: Visit) -> None:
    """The words of this page were sent: nothing of them is kept as a draft."""
    if request.person is not None and request.device is not None and not request.device.own_device:
        people.forget_drafts(queries.draft_places(request.path), by=request.person, now=clock.now())
