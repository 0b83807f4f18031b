"""Taking a turn, handing it on, laying it down."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere
from mutuality.meetings import terms
from mutuality.meetings.models import Turn


@operation
def take(membership: Membership, *, role: str, days: int, now: datetime) -> None:
    """Take a task of this group that is free, or that was offered to me. Without days it ends when a meeting closes.

    A second click changes nothing; of two at once, the first has it. Raises NotHere for a task the group has not.
    """
    # Held, so that a task which is dropped at this moment is not taken.
    group = Group.objects.select_for_update().get(pk=membership.group_id)
    if role not in _slugs(group) or days not in dict(terms.TURN_SPANS):
        raise NotHere
    mine = {"circle": group.circle_id, "role": role}
    if Turn.objects.filter(**mine, offered_to=membership).update(membership=membership, offered_to=None):
        return
    ends_on = now.date() + timedelta(days=days) if days else None
    try:
        with transaction.atomic():
            Turn.objects.create(circle_id=group.circle_id, role=role, membership=membership, ends_on=ends_on)
    except IntegrityError:
        return


@operation
def offer(membership: Membership, *, role: str, to: str, now: datetime) -> None:
    """Offer my task to another member. It is theirs once they take it. Raises NotHere for a stranger."""
    other = Membership.objects.filter(pk=to, group=membership.group_id).exclude(pk=membership.pk).first()
    if other is None:
        raise NotHere
    Turn.objects.filter(membership=membership, role=role).update(offered_to=other)


@operation
def lay_down(membership: Membership, *, role: str, now: datetime) -> None:
    """Lay my task down, at any time and without a reason. It is free for anyone."""
    Turn.objects.filter(membership=membership, role=role).delete()


@operation
def end_dropped(group: Group, *, now: datetime) -> None:
    """The group has settled its turns anew: tasks it no longer has end quietly, whoever had them."""
    Turn.objects.filter(circle=group.circle_id).exclude(role__in=_slugs(group)).delete()


def _slugs(group: Group) -> set[str]:
    return {kind.slug for kind in groups_queries.turn_kinds(group)}
