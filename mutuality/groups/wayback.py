"""One's memberships, taken along in a form in which they can come back for a while."""

from datetime import date, datetime
from typing import Any, TypeAlias

from mutuality.groups import hooks, queries
from mutuality.groups.models import Group, Membership
from mutuality.kit.locks import operation
from mutuality.people.models import Person
from mutuality.rooms import wayback as rooms_wayback

Kept: TypeAlias = dict[str, Any]


def packed(by: Person, *, now: datetime) -> list[Kept]:
    """Each of my groups, with what is mine in its room."""
    return [_packed(membership, now=now) for membership in queries.memberships_of(by)]


def _packed(membership: Membership, *, now: datetime) -> Kept:
    invited = Membership.objects.filter(invited_by=membership).values_list("pk", flat=True)
    return {
        "group": membership.group_id,
        "joined_on": membership.joined_on.isoformat(),
        "invited_by": membership.invited_by_id,
        "invited": list(invited),
        "place": rooms_wayback.packed(membership.place, now=now),
    }


@operation
def bring_back(kept: list[Kept], *, by: Person, now: datetime) -> None:
    """A member again of each group that is still there; the others are told as of anybody who comes in."""
    for one in kept:
        group = Group.objects.select_related("room").filter(pk=one["group"]).first()
        if group is not None:
            _member_again(group, kept=one, by=by, now=now)


def _member_again(group: Group, *, kept: Kept, by: Person, now: datetime) -> None:
    membership = Membership.objects.create(
        group=group,
        person=by,
        place=rooms_wayback.bring_back(group.room, kept=kept["place"], by=by, now=now),
        invited_by=Membership.objects.filter(pk=kept["invited_by"], group=group).first(),
        joined_on=date.fromisoformat(kept["joined_on"]),
    )
    # Who asked whom in stands as before: going and coming back does not make two people strangers.
    Membership.objects.filter(pk__in=kept["invited"], group=group, invited_by=None).update(
        invited_by=membership
    )
    Group.objects.filter(pk=group.pk).update(alone_since=None)
    hooks.tell(hooks.after_joining, membership, now=now)
