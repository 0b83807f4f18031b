"""Doors to polls. Members may look; those who were members when it was asked answer."""

from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.polls import queries
from mutuality.polls.models import Poll


def poll_for(person: Person, *, poll_id: str) -> tuple[Membership, Poll]:
    """A poll in one of my groups. Raises NotHere."""
    poll = queries.poll_in_groups_of(person.pk, poll_id=poll_id)
    membership = groups_queries.membership_of(person, group_id=poll.group.pk) if poll else None
    if poll is None or membership is None:
        raise NotHere
    return membership, poll


def poll_to_answer(person: Person, *, poll_id: str) -> tuple[Membership, Poll]:
    """A poll in which I was asked. Raises NotHere, also for members who came later."""
    membership, poll = poll_for(person, poll_id=poll_id)
    if queries.asked_of(poll, membership=membership) is None:
        raise NotHere
    return membership, poll


def own_poll(person: Person, *, poll_id: str) -> tuple[Membership, Poll]:
    """A poll of my own. Raises NotHere for everybody else's."""
    membership, poll = poll_for(person, poll_id=poll_id)
    if poll.author_id != membership.pk:
        raise NotHere
    return membership, poll
