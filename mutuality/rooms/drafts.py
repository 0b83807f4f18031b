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
    now, places = clock.now(), queries.draft_places(request.path)
    kept = people_queries.drafts_among(places, by=request.person)
    drafts = {
        part: people_queries.draft_of(request.person, place=place, now=now)
        for part, place in zip(queries.SPOKEN, places, strict=True)
        if place in kept
    }
    return {part: draft for part, draft in drafts.items() if draft}


def drop_draft(request: Visit) -> None:
    """The words of this page were sent: nothing of them is kept as a draft.

    Asked first: most words have no draft, and a second change would cost as much as saying them.
    """
    if request.person is None or request.device is None or request.device.own_device:
        return
    if kept := people_queries.drafts_among(queries.draft_places(request.path), by=request.person):
        people.forget_drafts(kept, by=request.person, now=clock.now())
