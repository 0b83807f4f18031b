"""What a group is to all that does not care whether it is one: a circle of its members."""

from datetime import datetime

from django.urls import reverse

from mutuality.circles.kinds import Heading
from mutuality.circles.models import Circle
from mutuality.groups import queries, terms
from mutuality.groups.models import Membership
from mutuality.people.models import Person


class GroupCircle:
    """The members of a group."""

    name = terms.CIRCLE

    def members_at(self, circle: Circle, *, now: datetime) -> frozenset[str]:
        """Return everyone who is a member."""
        rows = Membership.objects.filter(group__circle=circle)
        return frozenset(rows.values_list("person", flat=True))

    def may(self, person: Person, circle: Circle, *, now: datetime) -> bool:
        """Return whether this person is a member."""
        return Membership.objects.filter(group__circle=circle, person=person).exists()

    def heading(self, circle: Circle) -> Heading:
        """Return the name of the group, and its page."""
        group = queries.of_circle(circle.pk)
        return Heading(queries.group_name(group), reverse("group", args=[group.pk]))
