"""The kinds of circles there are. The app that owns a kind says who belongs, and makes it known in its ``joins.py``."""

from datetime import datetime
from typing import NamedTuple, Protocol

from mutuality.circles.models import Circle
from mutuality.people.models import Person


class Heading(NamedTuple):
    """What people call a circle, and the page on which they find it."""

    title: str
    address: str


class Kind(Protocol):
    """What an app says of the circles it owns."""

    name: str

    def members_at(self, circle: Circle, *, now: datetime) -> frozenset[str]:
        """Return the ids of the people who belong to it at this moment."""

    def may(self, person: Person, circle: Circle, *, now: datetime) -> bool:
        """Return whether this person belongs to it."""

    def heading(self, circle: Circle) -> Heading:
        """Return what people who belong to it call it. The caller has made sure that its reader does."""


class Unknown(LookupError):
    """No app has said that circles of this kind are its own."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. A second time changes nothing."""
    _kinds[kind.name] = kind


def kind_of(circle: Circle) -> Kind:
    """Return the kind that answers for this circle. Raises Unknown."""
    try:
        return _kinds[circle.kind]
    except KeyError:
        raise Unknown(circle.kind) from None
