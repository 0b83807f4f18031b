"""What concerns join: who can't come in yet, why someone can't write, lines for those who are asked, the ledger."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.concerns import operations, queries, terms, time_limits
from mutuality.concerns.terms import Outcome
from mutuality.first_aid import operations as first_aid
from mutuality.groups import hooks
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import clock, dates
from mutuality.kit.joins import Joins
from mutuality.kit.refusals import Refusal
from mutuality.ledger.queries import Line
from mutuality.people.models import Person
from mutuality.rooms import writing
from mutuality.rooms.models import Place


def _held(group: Group, person: str, now: datetime) -> datetime | None:
    row = queries.held(group, person, now=now)
    return row.held_until if row else None


def _why(place: Place, everyone: bool) -> writing.Why | None:
    if everyone or place.room.circle_id is None:
        return None
    group = groups_queries.of_circle(place.room.circle_id)
    row = queries.held(group, place.person_id, now=clock.now())
    return writing.Why(row.text("clause"), reverse("concern", args=[row.pk])) if row else None


def _to_concerns(membership: Membership) -> list[hooks.Line]:
    if groups_queries.decides_alone(membership.group):
        return []
    return [hooks.Line(_("When it's hard between people"), reverse("concerns", args=[membership.group_id]))]


def _now(membership: Membership, now: datetime) -> list[hooks.Line]:
    """What waits for this member alone. Others read nothing of it."""
    if not queries.is_asked(membership, now=now):
        return []
    return [
        hooks.Line(
            _("Something between people waits for you"), reverse("concerns", args=[membership.group_id])
        )
    ]


def _told(entry: Line, names: Mapping[str, str], group: Group) -> hooks.Told | None:
    said = {
        "about": names.get(entry.about or "", _("someone who has left")),
        "day": dates.day_of(entry.ends_on, year=True) if entry.ends_on else "",
    }
    address = reverse("concerns", args=[group.pk])
    if entry.kind == terms.CHANGED:
        changed = _("A second circle of three looked again. What the first decided about %(about)s ended.")
        return hooks.Told(changed % said, entry.clause, address)
    outcome = terms.LEDGER.get(entry.kind)
    if outcome is None:
        return None
    sentence = {
        Outcome.ERASE: _("A circle of three decided: a message by %(about)s was erased."),
        Outcome.AWAY: _("A circle of three decided: %(about)s can't write here until %(day)s."),
        Outcome.PART: _(
            "A circle of three decided: parting ways with %(about)s, who can ask again from %(day)s."
        ),
    }[outcome]
    return hooks.Told(sentence % said, entry.clause, address)


def _require_may_join(group: Group, person: Person, now: datetime) -> None:
    """Raise Refusal where a circle parted ways with this person until a later day."""
    row = queries.parted(group, person, today=now.date())
    if row is not None:
        day = dates.day_of(row.review_on)
        raise Refusal(
            _("A circle of this group decided: you can ask to come back from %(day)s.") % {"day": day}
        )


def _connect() -> None:
    writing.let_say_why(_why)
    first_aid.also_held.append(_held)
    hooks.listen(
        hooks.Listening(
            before_leaving=(operations.let_leave,),
            before_joining=(_require_may_join,),
            going_on=(_now,),
            leading_on=(_to_concerns,),
            told_in_ledger=(_told,),
        )
    )


JOINS = Joins(sweeps=(time_limits.sweep,), connect=_connect)
