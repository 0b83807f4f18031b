"""What was typed and not yet said: given back after a lost session, sealed on one's own device."""

import base64
import hashlib

from mutuality.kit import clock
from mutuality.people import operations as people
from mutuality.people import queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.parked import taken_from_parked
from mutuality.vault import operations as vault


def seal_for(person: Person) -> str:
    """The key under which a person's own device keeps a draft: only a signed-in page of theirs gets it."""
    mark = vault.mark(person.pk, about="rooms.draft-on-device")
    return base64.b64encode(hashlib.sha256(mark.encode()).digest()).decode()


_SPOKEN = ("words", "title", "note")


def begun(request: Visit) -> dict[str, str]:
    """What I had begun to say on this page: words that met an ended session, or a draft from a device not my own."""
    parked = taken_from_parked(request, parts=_SPOKEN)
    if parked or request.person is None or request.device is None or request.device.own_device:
        return parked
    draft = queries.draft_of(request.person, place=request.path, now=clock.now())
    return {"words": draft} if draft else {}


def drop_draft(request: Visit) -> None:
    """The words of this page were sent: nothing of them is kept as a draft."""
    if request.person is not None and request.device is not None and not request.device.own_device:
        people.keep_draft(place=request.path, words="", by=request.person, now=clock.now())
