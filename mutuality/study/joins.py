"""What study circles join: whoever leaves a group takes along what may not outlive them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.groups import hooks
from mutuality.groups.models import Membership
from mutuality.kit.joins import Joins
from mutuality.study import operations


def _to_study(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Study together"), reverse("studies", args=[membership.group_id]))]


def _connect() -> None:
    hooks.listen(hooks.Listening(before_leaving=(operations.let_leave,), leading_on=(_to_study,)))


JOINS = Joins(connect=_connect)
