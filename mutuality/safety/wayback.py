"""What one keeps for one's own safety, taken along in a form in which it can come back for a while.

Boundaries of others about me come back too: leaving and returning is no way around one. Only the code opens this,
and nobody is ever shown who drew them.
"""

import json
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import Q

from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.people.models import Person
from mutuality.safety import queries
from mutuality.safety.models import Boundary, Card, Kept, ReadLimits
from mutuality.vault import operations as vault
from mutuality.vault import queries as sealed

Taken: TypeAlias = dict[str, Any]


def packed(by: Person, *, now: datetime) -> Taken:
    """What I keep for my own safety, and what others keep for theirs about me."""
    copies = Kept.objects.select_related("key").filter(person=by, ends_on__gt=now.date())
    drawn = Boundary.objects.select_related("key").filter(Q(by=by) | Q(about=by))
    return {
        "card": queries.card_of(by.pk),
        "copies": [_packed_copy(row) for row in copies],
        "boundaries": [_packed_boundary(row, me=by.pk) for row in drawn],
        "limits": queries.read_up_to(by.pk),
    }


def _packed_copy(row: Kept) -> Taken:
    copy = sealed.open_sealed(row.copy, key=row.key, about=f"safety.kept.copy:{row.id}")
    return {"copy": copy, "day": row.day.isoformat(), "ends_on": row.ends_on.isoformat()}


def _packed_boundary(row: Boundary, *, me: str) -> Taken:
    name = sealed.open_sealed(row.name, key=row.key, about=f"safety.boundary.name:{row.id}")
    between = {"mine": row.by_id == me, "other": row.about_id if row.by_id == me else row.by_id}
    return between | {"name": name, "day": row.day.isoformat()}


@operation
def bring_back(taken: Taken, *, by: Person, now: datetime) -> None:
    """As it was, except that a card is shown nowhere until its person shows it again."""
    for boundary in taken["boundaries"]:
        other = Person.objects.filter(pk=boundary["other"]).first()
        if other is not None:
            _boundary_again(boundary, me=by, other=other)
    ReadLimits.objects.create(person=by, number=taken.get("limits", queries.FIRST))
    for copy in taken["copies"]:
        if date.fromisoformat(copy["ends_on"]) > now.date():
            _copy_again(copy, by=by)
    if taken["card"]:
        row_id, key = new_id(), vault.new_key()
        lines = vault.seal(json.dumps(taken["card"]), key=key, about=f"safety.card.lines:{row_id}")
        Card.objects.create(id=row_id, person=by, key=key, lines=lines)


def _boundary_again(boundary: Taken, *, me: Person, other: Person) -> None:
    by, about = (me, other) if boundary["mine"] else (other, me)
    row_id, key = new_id(), vault.new_key()
    Boundary.objects.create(
        id=row_id,
        by=by,
        about=about,
        key=key,
        name=vault.seal(boundary["name"], key=key, about=f"safety.boundary.name:{row_id}"),
        name_mark=queries.name_mark(boundary["name"], by=by.pk),
        day=date.fromisoformat(boundary["day"]),
    )


def _copy_again(copy: Taken, *, by: Person) -> None:
    row_id, key = new_id(), vault.new_key()
    Kept.objects.create(
        id=row_id,
        person=by,
        key=key,
        copy=vault.seal(copy["copy"], key=key, about=f"safety.kept.copy:{row_id}"),
        mark=vault.mark(row_id, about="safety.kept"),
        day=date.fromisoformat(copy["day"]),
        ends_on=date.fromisoformat(copy["ends_on"]),
    )
