"""What polls join: they hear who goes from a group, and say what is asked there."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mutuality.groups import hooks
from mutuality.groups.models import Membership
from mutuality.kit.joins import Joins
from mutuality.polls import asking, export, operations, queries
from mutuality.polls.terms import Kind
from mutuality.ui.templatetags.moments import last_moment, moment


def _to_polls(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Questions to the group"), reverse("polls", args=[membership.group_id]))]


def _open(membership: Membership, now: datetime) -> Sequence[hooks.Line]:
    return [
        hooks.Line(
            format_html(
                _("A question is open until {until}: {what}"),
                until=moment(last_moment(row.until)),
                what=str(Kind(row.kind).label),
            ),
            reverse("poll", args=[row.pk]),
        )
        for row in queries.open_in(membership.group, today=now.date())
    ]


def _in_the_ledger(kind: str, clause: str) -> hooks.Words | None:
    """How a draw is said there."""
    return (
        hooks.Words(asking.DRAWN_SAYS, asking.BY_LOT_SAYS, together=False) if kind == asking.DRAWN else None
    )


def _connect() -> None:
    hooks.listen(
        hooks.Listening(
            before_leaving=(operations.let_leave,),
            before_erasing=(operations.erase_all,),
            going_on=(_open,),
            leading_on=(_to_polls,),
            in_the_ledger=(_in_the_ledger,),
        )
    )


JOINS = Joins(sweeps=(operations.sweep,), own_words_in_a_group=export.own_words, connect=_connect)
