"""Walking out together: those who are willing found the group again from its terms, without the others' yes."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.concerns import terms as concerns_terms
from mutuality.concerns.models import Along
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups import terms as groups_terms
from mutuality.groups.models import Membership
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.site import terms_file, terms_import


@operation
def walk_out(
    membership: Membership, *, with_whom: Collection[str], once: str, by: Person, now: datetime
) -> Membership:
    """Found the group again under its terms, and ask these members along. The group stays as it is for the rest.

    Whoever comes decides by themselves whether to leave. The same form sent twice founds one group. Raises Refusal.
    """
    group = groups.hold(membership.group_id)
    if group is None:
        raise NotHere
    asked = list(Membership.objects.filter(pk__in=with_whom, group=group).exclude(person=by))
    if not asked:
        raise Refusal(_("Please choose at least one person."), field="people")
    code = new_id()
    # As on the way to another community: what is read is only what the sealed file of terms holds.
    parts = terms_file.opened(terms_file.sealed(group, code=code, now=now), code=code)
    name = groups_queries.group_name(group)
    texts = {text: parts[text] for text in terms_file.TEXTS}
    told = parts | {
        "inviting": groups_terms.Inviting.MEMBERS,
        "name": groups_queries.member_name(membership),
        "bound": people_queries.line_of(by, part="bound"),
        "once": once,
    }
    wording = groups_queries.Terms(name=name, **texts)
    mine = terms_import.found_again(wording=wording, told=told, times=False, by=by, now=now)
    ends_on = (now + concerns_terms.ALONG_DAYS).date()
    for member in asked:
        if not Along.objects.filter(to=member, by=mine).exists():
            Along.add(to=member, by=mine, name=groups_queries.member_name(membership), ends_on=ends_on)
    return mine


@operation
def come_along(along: Along, *, by: Person, now: datetime) -> Membership:
    """Come into the group that was founded again, under the name I go by in the first. Raises NotHere, Refusal."""
    row = Along.objects.filter(pk=along.pk, to__person=by).select_related("by__group", "by__person").first()
    if row is None:
        raise NotHere
    to = along.to
    mine = groups_queries.membership_of(by, group_id=to.group_id)
    if mine is None:
        raise NotHere
    token = groups.invite(row.by, way=groups_terms.Way.LINK, by=row.by.person, now=now)
    invitation = groups_queries.invitation_for(token, now=now)
    assert invitation is not None
    name, bound = groups_queries.member_name(mine), groups_queries.place_bound(mine)
    joined = groups.come_in(invitation, name=name, bound=bound, by=by, now=now)
    Along.objects.filter(pk=row.pk).delete()
    return joined


@operation
def stay(along: Along, *, by: Person, now: datetime) -> None:
    """Not come along. Nothing of it stays, and no one is told."""
    Along.objects.filter(pk=along.pk, to__person=by).delete()
