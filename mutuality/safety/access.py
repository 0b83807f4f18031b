"""Doors to what is a person's own, and the one question that every way of reaching somebody asks."""

from datetime import date

from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.safety.models import Boundary, Kept


def may_reach(person_id: str, *, to: str) -> bool:
    """Whether a signal, offer, call, card, introduction or invitation of this person gets to the other.

    Whoever is stopped is told nothing: to them it looks as if it had arrived.
    """
    return not Boundary.objects.filter(by=to, about=person_id).exists()


def own_boundary(person: Person, *, boundary_id: str) -> Boundary:
    """A boundary I set. Raises NotHere."""
    row = Boundary.objects.select_related("key").filter(pk=boundary_id, by=person).first()
    if row is None:
        raise NotHere
    return row


def own_copy(person: Person, *, kept_id: str, today: date) -> Kept:
    """Words I set aside. Raises NotHere."""
    row = Kept.objects.filter(pk=kept_id, person=person, ends_on__gte=today).first()
    if row is None:
        raise NotHere
    return row
