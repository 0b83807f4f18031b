"""Doors into groups."""

from datetime import datetime

from mutuality.groups import queries
from mutuality.groups.models import Invitation, Knock, Membership
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person


def membership_for(person: Person, *, group_id: str) -> Membership:
    """My membership in this group. Raises NotHere, also when there is no such group."""
    membership = queries.membership_of(person, group_id=group_id)
    if membership is None:
        raise NotHere
    return membership


def membership_in(person: Person, *, circle_id: str) -> Membership:
    """Return my membership in the group that is this circle. Raises NotHere."""
    membership = queries.membership_in(person, circle_id=circle_id)
    if membership is None:
        raise NotHere
    return membership


def open_invitation(membership: Membership, *, invitation_id: str, now: datetime) -> Invitation:
    """Return a way into my group that is open. Raises NotHere."""
    ways = Invitation.objects.select_related("by").filter(group=membership.group_id, ends_at__gt=now)
    found = ways.filter(pk=invitation_id).first()
    if found is None:
        raise NotHere
    return found


def knock_to_answer(membership: Membership, *, knock_id: str, now: datetime) -> Knock:
    """A knock at my group's door that is still waiting. Raises NotHere."""
    knock = Knock.objects.filter(pk=knock_id, group=membership.group, ends_at__gt=now).first()
    if knock is None:
        raise NotHere
    return knock
