"""Doors to what two members do together."""

from datetime import datetime

from mutuality.first_aid.models import Asked, Step
from mutuality.groups import access as groups_access
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person


def asked_for(person: Person, *, asking_id: str, now: datetime) -> tuple[Membership, Asked]:
    """What someone asks for in one of my groups. Raises NotHere, also for the person it is about."""
    rows = Asked.objects.filter(pk=asking_id, ends_at__gt=now)
    row = rows.select_related("group", "by__person", "key").first()
    if row is None or row.about_id == person.pk:
        raise NotHere
    return groups_access.membership_for(person, group_id=row.group_id), row


def own_asked(person: Person, *, asking_id: str) -> tuple[Membership, Asked]:
    """What I asked for. Raises NotHere."""
    row = Asked.objects.filter(pk=asking_id, by__person=person).first()
    if row is None:
        raise NotHere
    return groups_access.membership_for(person, group_id=row.group_id), row


def step_for(person: Person, *, step_id: str) -> tuple[Membership, Step]:
    """A step in one of my groups. Raises NotHere."""
    rows = Step.objects.filter(pk=step_id)
    row = rows.select_related("key", "one", "other", "word__topic", "answer__key").first()
    if row is None:
        raise NotHere
    return groups_access.membership_for(person, group_id=row.group_id), row
