"""Doors to what a group studies: always through one's own membership."""

from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere
from mutuality.study.models import Made, Session, Study, Wish


def study(membership: Membership, *, study_id: str) -> Study:
    """Return something that my group studies. Raises NotHere."""
    rows = Study.objects.select_related("key").filter(circle=membership.group.circle_id)
    found = rows.filter(pk=study_id).first()
    if found is None:
        raise NotHere
    return found


def session(study: Study, *, number: int) -> Session:
    """Return one session. Raises NotHere."""
    found = study.sessions.select_related("key").filter(number=number).first()
    if found is None:
        raise NotHere
    return found


def own_wish(study: Study, *, wish_id: str, place: str) -> Wish:
    """Return a wish of mine. Raises NotHere."""
    found = study.wishes.filter(pk=wish_id, place=place).first()
    if found is None:
        raise NotHere
    return found


def made(study: Study, *, made_id: str) -> Made:
    """Return a text that people made together. Raises NotHere."""
    found = study.texts.select_related("key").filter(pk=made_id).first()
    if found is None:
        raise NotHere
    return found
