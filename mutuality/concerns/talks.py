"""Talking it through with someone beside: the asking and the day. What is said there is said where people meet."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from mutuality.concerns import terms
from mutuality.concerns.models import Talk
from mutuality.groups.models import Membership
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people.models import Person
from mutuality.safety import access as safety_access


@operation
def ask(
    membership: Membership, *, about: Membership, beside: Membership, on: date, by: Person, now: datetime
) -> Talk:
    """Ask two people to talk it through on a day. Asked twice, it is asked once. Raises NotHere, Refusal."""
    groups = {membership.group_id, about.group_id, beside.group_id}
    if len(groups) > 1 or len({membership.pk, about.pk, beside.pk}) < 3:
        raise NotHere
    if not now.date() <= on <= now.date() + terms.TALK_DAYS:
        raise Refusal(_("Please choose a day in the next two weeks."), field="on")
    told = {"by": membership, "about": about, "beside": beside, "on": on}
    row, _new = Talk.objects.get_or_create(**told, defaults={"ends_on": on})
    return row


@operation
def say(talk: Talk, *, yes: bool, by: Person, now: datetime) -> None:
    """Say yes, or let it fade: then nothing of it stays. Raises NotHere."""
    if by.pk not in (talk.about.person_id, talk.beside.person_id, talk.by.person_id):
        raise NotHere
    row = Talk.objects.filter(pk=talk.pk)
    if not yes:
        row.delete()
    elif by.pk == talk.about.person_id:
        row.update(about_yes=True)
    elif by.pk == talk.beside.person_id:
        row.update(beside_yes=True)


def arrives(talk: Talk, person: Person) -> bool:
    """Whether an asking gets to this person: not from someone whom they hid. The one who asked is told nothing."""
    return person.pk == talk.by.person_id or safety_access.may_reach(talk.by.person_id, to=person.pk)
