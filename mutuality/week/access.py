"""Doors to what happens when, for one who may know of it by the circles they belong to."""

from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.occasions import access as occasions_access
from mutuality.occasions.models import Occasion
from mutuality.people.models import Person


def occasion(person: Person, *, occasion_id: str) -> Occasion:
    """Return an occasion that this person may see. Raises NotHere."""
    circles = {group.circle for group in groups_queries.named_of(person)}
    return occasions_access.occasion(person, occasion_id=occasion_id, circles=circles)


def own_occasion(person: Person, *, occasion_id: str) -> Occasion:
    """Return one of their own circle, or of everyone here: they may ask for a change. Raises NotHere."""
    row = occasion(person, occasion_id=occasion_id)
    occasions_access.own_circle_or_place(person, row, now=clock.now())
    return row
