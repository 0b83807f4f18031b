"""The groups of one person, asked for together: how they are called, and who asks to join."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mutuality.fast.prepared import Prepared, Several
from mutuality.groups.models import Knock, Membership
from mutuality.people.models import Person


@dataclass(frozen=True, slots=True)
class Asks:
    """Someone at the door of a group who waits for an answer of mine."""

    group: str
    name: str


def memberships_with_places(person: Person) -> list[Membership]:
    """Return the groups I am in, each with my place in its room."""
    rows = _MINE.all(person=person.pk)
    for row in rows:
        row.place.person = person
    return rows


_MINE: Prepared[Membership] = Prepared(
    lambda person: Membership.objects.filter(person=person).select_related("group__key", "place"), person=str
)


def asks_to_join(person: Person, *, groups: Collection[str], now: datetime) -> list[Asks]:
    """Return who asks to join one of these groups and has no answer of mine yet."""
    rows = _KNOCKS.all(groups, person=person.pk, now=now) if groups else ()
    return [Asks(row.group_id, row.text("name")) for row in rows]


_KNOCKS: Several[Knock] = Several(
    lambda ids, person, now: (
        Knock.objects.filter(group__in=ids, ends_at__gt=now)
        .exclude(answers__by__person=person)
        .select_related("key")
        .order_by("on", "id")
    ),
    person=str,
    now=datetime,
)
