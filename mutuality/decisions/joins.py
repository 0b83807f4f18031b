"""What decisions join: they hear who comes to and goes from a group, and say what is open there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rules
from mutuality.decisions import agreed, export, operations, plain, queries
from mutuality.groups import hooks
from mutuality.groups.models import Membership
from mutuality.kit.joins import Joins


def _to_decisions(membership: Membership) -> list[hooks.Line]:
    address, rule = (
        reverse("decisions", args=[membership.group_id]),
        rules.named(queries.way_of(membership.group)),
    )
    how = _("How we decide: %(rule)s") % {"rule": str(rule.label)}
    return [hooks.Line(_("Decisions"), address), hooks.Line(how, _proposing_how(membership))]


def _proposing_how(membership: Membership) -> str:
    return reverse("proposing", args=[membership.group_id, plain.WayOfDeciding.name])


def _to_proposing(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Propose a change"), reverse("subjects", args=[membership.group_id]))]


def _in_the_ledger(kind: str, clause: str) -> hooks.Words | None:
    """How an adopted proposal is said there."""
    said = ballots_effects.said_in_ledger(kind)
    return hooks.Words(said, rules.clause_says(clause)) if said else None


def _connect() -> None:
    hooks.listen(
        hooks.Listening(
            after_joining=(operations.begin_with_three,),
            before_leaving=(operations.let_leave,),
            after_leaving=(operations.go_on_without,),
            before_erasing=(operations.erase_all,),
            going_on=(queries.lines,),
            at_the_door=(queries.at_the_door,),
            leading_on=(_to_decisions,),
            changing=(_to_proposing,),
            in_the_ledger=(_in_the_ledger,),
        )
    )


JOINS = Joins(
    sweeps=(operations.sweep,),
    own_words_in_a_group=export.own_words,
    effects=(*agreed.EFFECTS, *plain.EFFECTS),
    connect=_connect,
)
