"""What was typed and not yet said: given back after a lost session, sealed on one's own device."""

import base64
import hashlib
from collections.abc import Collection

from mutuality.kit import clock
from mutuality.people import operations as people
from mutuality.people import queries, terms
from mutuality.people.middleware import Visit, cookie_name
from mutuality.people.models import Person
from mutuality.vault import operations as vault


def seal_for(person: Person) -> str:
    """The key under which a person's own device keeps a draft: only a signed-in page of theirs gets it."""
    mark = vault.mark(person.pk, about="rooms.draft-on-device")
    return base64.b64encode(hashlib.sha256(mark.encode()).digest()).decode()


_SPOKEN = ("words", "title", "note")


def begun(request: Visit) -> dict[str, str]:
    """What I had begun to say on this page: words that met an ended session, or a draft from a device not my own."""
    parked = taken_from_parked(request)
    if parked or request.person is None or request.device is None or request.device.own_device:
        return parked
    draft = queries.draft_of(request.person, place=request.path, now=clock.now())
    return {"words": draft} if draft else {}


def drop_draft(request: Visit) -> None:
    """The words of this page were sent: nothing of them is kept as a draft."""
    if request.person is not None and request.device is not None and not request.device.own_device:
        people.keep_draft(place=request.path, words="", by=request.person, now=clock.now())


def taken_from_parked(request: Visit, *, parts: Collection[str] = _SPOKEN) -> dict[str, str]:
    """The words that met an ended session on this very page, once; then they are here and nowhere else."""
    token = request.COOKIES.get(cookie_name(terms.PARKED_COOKIE))
    if not token or request.method != "GET" or request.person is None:
        return {}
    kept = queries.parked_for(token, person=request.person, now=clock.now())
    if kept is None or kept["path"] != request.path:
        return {}
    people.hand_back_parked(token, by=request.person, now=clock.now())
    answers: dict[str, str] = {k: v for k, v in kept["answers"].items() if k in parts}
    return answers
