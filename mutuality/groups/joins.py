"""What groups join: leaving all of them, coming back to them, and the circle that each of them is."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.circles import kinds
from mutuality.groups import export, formats, hooks, operations, queries, wayback
from mutuality.groups.circle import GroupCircle
from mutuality.groups.models import Membership
from mutuality.kit.joins import Joins, Way
from mutuality.safety import queries as safety_queries
from mutuality.safety import together
from mutuality.sheets import held_queries, joint, notes
from mutuality.shelf import operations as shelf
from mutuality.shelf import own as own_shelf


def _to_sheets(membership: Membership) -> list[hooks.Line]:
    return [
        hooks.Line(_("Sheets we share"), reverse("group-sheets", args=[membership.group_id])),
        hooks.Line(_("Our shelf"), reverse("group-shelf", args=[membership.group_id])),
    ]


def _sheets_now(membership: Membership, now: datetime) -> list[hooks.Line]:
    waiting = held_queries.waiting_for(
        membership.person,
        circles=[membership.group.circle_id],
        hidden=safety_queries.hidden_from(membership.person_id),
        today=now.date(),
    )
    return [
        hooks.Line(_("A sheet for you to look at: %s") % each.name, reverse("held-sheet", args=[each.row.pk]))
        for each in waiting
    ]


def _leave_what_outlives(membership: Membership, *, now: datetime) -> None:
    own_shelf.let_leave(membership.place_id, now=now)


def _settle_sheets(membership: Membership, *, now: datetime) -> None:
    joint.settle_after_leaving(membership.group.circle_id, now=now)


def _let_notes_outlive(membership: Membership, *, now: datetime) -> None:
    notes.let_outlive(membership.place_id, now=now)


def _connect() -> None:
    formats.check()
    kinds.register(GroupCircle())
    together.let_tell_two(queries.people_are_two)
    shelf.let_tell_two(queries.people_may_act_together)
    hooks.listen(
        hooks.Listening(
            before_leaving=(_leave_what_outlives, _let_notes_outlive),
            after_leaving=(_settle_sheets,),
            going_on=(_sheets_now,),
            leading_on=(_to_sheets,),
        )
    )


JOINS = Joins(
    departures=(operations.depart,),
    ways_back={"groups": Way(wayback.packed, wayback.bring_back)},
    sweeps=(operations.sweep,),
    own_words_in_a_group=export.own_words,
    connect=_connect,
)
