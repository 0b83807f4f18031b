"""What first aid joins: why someone can't write, what waits on a group's page, and sentences in its ledger."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.first_aid import operations, queries, terms
from mutuality.first_aid.terms import Kind
from mutuality.groups import hooks
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import clock, dates
from mutuality.kit.joins import Joins
from mutuality.ledger.queries import Line
from mutuality.rooms import writing
from mutuality.rooms.models import Place


def _why(place: Place, everyone: bool) -> writing.Why | None:
    """The step that keeps someone from writing here."""
    if place.room.circle_id is None:
        return None
    group, kind = groups_queries.of_circle(place.room.circle_id), Kind.PAUSE if everyone else Kind.WAIT
    about = None if everyone else place.person_id
    step = queries.step_now(group, kind=kind, about=about, now=clock.now())
    return writing.Why(step.text("clause"), reverse("step", args=[step.pk])) if step else None


def _to_first_aid(membership: Membership) -> list[hooks.Line]:
    if groups_queries.decides_alone(membership.group):
        return []
    return [hooks.Line(_("First aid, by any two of you"), reverse("first-aid", args=[membership.group_id]))]


def _waits(membership: Membership, now: datetime) -> list[hooks.Line]:
    if not queries.waits_for(membership, now=now):
        return []
    return [
        hooks.Line(
            _("Someone asks for a second person: first aid"), reverse("first-aid", args=[membership.group_id])
        )
    ]


def _told(entry: Line, names: Mapping[str, str], group: Group) -> hooks.Told | None:
    """A step that two took, in one sentence."""
    known = terms.LEDGER.get(entry.kind)
    if known is None:
        return None
    gone = _("someone who has left")
    said = {
        "by": names.get(entry.by or "", gone),
        "about": names.get(entry.about or "", gone),
        "day": dates.day_of(entry.ends_on) if entry.ends_on else "",
    }
    return hooks.Told(_SENTENCES[known]() % said, entry.clause, reverse("first-aid", args=[group.pk]))


_SENTENCES = {
    (Kind.PAUSE, terms.ASKED): lambda: _("%(by)s asked to pause the conversation until %(day)s."),
    (Kind.PAUSE, terms.DONE): lambda: _("%(by)s agreed. The conversation was paused until %(day)s."),
    (Kind.PAUSE, terms.ENDED): lambda: _("%(by)s and another person ended the pause early."),
    (Kind.WAIT, terms.ASKED): lambda: _("%(by)s asked that %(about)s can't write here until %(day)s."),
    (Kind.WAIT, terms.DONE): lambda: _("%(by)s agreed. %(about)s can't write here until %(day)s."),
    (Kind.WAIT, terms.ENDED): lambda: _(
        "%(by)s and another person ended it early: %(about)s can write again."
    ),
    (Kind.FOLD, terms.ASKED): lambda: _("%(by)s asked to fold a message by %(about)s until %(day)s."),
    (Kind.FOLD, terms.DONE): lambda: _("%(by)s agreed. A message by %(about)s was folded until %(day)s."),
    (Kind.FOLD, terms.ENDED): lambda: _("%(by)s and another person unfolded a message by %(about)s."),
}


def _connect() -> None:
    writing.let_say_why(_why)
    hooks.listen(
        hooks.Listening(
            after_joining=(operations.hold_back_again,),
            before_leaving=(operations.let_leave,),
            going_on=(_waits,),
            leading_on=(_to_first_aid,),
            told_in_ledger=(_told,),
        )
    )


JOINS = Joins(sweeps=(operations.sweep,), connect=_connect)
