"""Doors to decisions. Members may look; those who were members when it was last worded decide."""

from datetime import date

from mutuality.decisions import queries
from mutuality.decisions.models import Proposal
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person


def proposal_for(person: Person, *, proposal_id: str) -> tuple[Membership, Proposal]:
    """A proposal in one of my groups. Raises NotHere."""
    proposal = queries.proposal_in_groups_of(person.pk, proposal_id=proposal_id)
    if proposal is None:
        raise NotHere
    membership = groups_queries.membership_of(person, group_id=proposal.group.pk)
    if membership is None:
        raise NotHere
    return membership, proposal


def proposal_to_decide(person: Person, *, proposal_id: str) -> tuple[Membership, Proposal]:
    """A proposal on which I have a voice. Raises NotHere, also for members who came later."""
    membership, proposal = proposal_for(person, proposal_id=proposal_id)
    if queries.decider_of(proposal, membership=membership) is None:
        raise NotHere
    return membership, proposal


def proposal_to_amend(person: Person, *, proposal_id: str, today: date) -> tuple[Membership, Proposal]:
    """An open proposal that I may word anew. Raises NotHere."""
    membership, proposal = proposal_for(person, proposal_id=proposal_id)
    decider = queries.decider_of(proposal, membership=membership)
    if not queries.is_open(proposal, today=today) or not queries.may_amend(proposal, decider=decider):
        raise NotHere
    return membership, proposal


def own_proposal(person: Person, *, proposal_id: str) -> tuple[Membership, Proposal]:
    """A proposal of my own. Raises NotHere for everybody else's."""
    membership, proposal = proposal_for(person, proposal_id=proposal_id)
    if not queries.is_mine(proposal, membership=membership):
        raise NotHere
    return membership, proposal
