"""A group decides that its terms may go to another place, and founds itself there anew."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from mutuality.ballots.effects import Change, Payload
from mutuality.decisions import queries as decisions_queries
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups import terms as groups_terms
from mutuality.groups.hooks import Line
from mutuality.groups.models import Group, Membership
from mutuality.kit import dates
from mutuality.kit.forms import Form
from mutuality.kit.locks import operation
from mutuality.meetings.operations import parts as made
from mutuality.meetings.operations import when
from mutuality.people.models import Person

STAYS_OPEN = timedelta(days=30)


class MovingTogether:
    """Taking the terms along. Adopting it changes nothing here: it opens a page to each member, for 30 days."""

    name = "moving"
    label: str | Promise = later("Copy our rules to another place")
    about: str | Promise = later(
        "To continue somewhere else, each of us can download a file for 30 days. It holds what we agreed "
        "on. It doesn't hold what was said or who is here, and this group stays as it is."
    )
    touches = frozenset({"moving"})
    safety = False
    form: type[forms.Form] = Form

    def current(self, group: Group) -> Payload:
        """Whether the page is open."""
        return {"open": open_until(group, today=_today()) is not None}

    def begun(self, group: Group) -> bool:
        """Nobody begins this alone: whoever is alone may take their terms along anyway."""
        return False

    def check(self, group: Group, payload: Payload) -> Payload:
        """There is nothing to choose."""
        return {"open": True}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """That the page is open; while it is, it need not be opened again."""
        return self.touches

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """That it was adopted opens the page; nothing else is kept."""

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """In words: who can take what along."""
        return [Change(_("A file with our rules"), _said(before), _said(after), begins=not before["open"])]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say who could take what along."""
        return _(
            "For 30 days, each member could download a file with our rules to take to another community."
        )


def _said(payload: Payload) -> str:
    if not payload["open"]:
        return _("No one can take it along.")
    return _(
        "For 30 days, each member can take it along. In it: our agreement, who we are for, what our group "
        "promises besides and how long messages are kept. Also our roles, who may invite, when and how we meet, "
        "and the parts of our meetings. Not in it: our name, who we are, what was said, and the place where we meet."
    )


def _today() -> date:
    from mutuality.kit import clock

    return clock.now().date()


def open_until(group: Group, *, today: date) -> date | None:
    """The last day on which members can take the file; nothing where the group has not decided so."""
    adopted = decisions_queries.adopted_on(group, effect=MovingTogether.name, since=today - STAYS_OPEN)
    return adopted + STAYS_OPEN if adopted else None


def may_take(membership: Membership, *, today: date) -> bool:
    """Whether the file can be taken: everybody said yes, or there is nobody else."""
    return (
        groups_queries.decides_alone(membership.group)
        or open_until(membership.group, today=today) is not None
    )


def lines(membership: Membership, now: datetime) -> list[Line]:
    """While the page is open, the group's page leads there."""
    until = open_until(membership.group, today=now.date())
    if until is None:
        return []
    said = _("You can take your rules along until %(day)s.") % {"day": dates.day_of(until)}
    return [Line(said, reverse("moving", args=[membership.group_id]))]


@operation
def found_again(
    *, wording: groups_queries.Terms, told: Mapping[str, Any], times: bool, by: Person, now: datetime
) -> Membership:
    """Found a group under the terms of one that is elsewhere. They are starting terms here, like all others.

    ``told``: the answers of ``forms.Again``; ``times``: whether they say when the group meets. Raises Refusal.
    """
    settled = {
        "wording": wording,
        "retention_days": told["retention_days"],
        "meetings": told["meetings"],
        "turns": groups_queries.Turns(told["turns"], told["own_turns"]),
    }
    membership = groups.found(
        **settled,
        starter=told["starter"],
        name=told["name"],
        bound=told["bound"],
        once=told["once"],
        by=by,
        now=now,
    )
    if told["inviting"] != groups_terms.Inviting.MEMBERS:
        groups.settle_terms(membership, **settled, inviting=told["inviting"], by=by, now=now)
    when.settle_manner(membership, parts={part: told[part] for part in when.MANNERS}, now=now)
    made.settle(membership, payload=told, now=now)
    if times:
        when.settle_times(membership, parts={part: told[part] for part in when.PARTS}, now=now)
    return membership
