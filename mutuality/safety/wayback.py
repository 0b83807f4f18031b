"""What one keeps for one's own safety, taken along in a form in which it can come back for a while.

Boundaries of others about me come back too: leaving and returning is no way around one, also where both were away
and whoever comes back first. Only the code opens this, and nobody is ever shown who drew them.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import Q

from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.people.models import Person
from mutuality.people.terms import WAY_BACK_STAYS
from mutuality.safety import operations, queries
from mutuality.safety.models import Boundary, ComeBack, Kept, ReadLimits
from mutuality.vault import operations as vault

Taken: TypeAlias = dict[str, Any]


def packed(by: Person, *, now: datetime) -> Taken:
    """What I keep for my own safety, and what others keep for theirs about me."""
    copies = Kept.objects.select_related("key").filter(person=by, ends_on__gte=now.date())
    drawn = Boundary.objects.select_related("key").filter(Q(by=by) | Q(about=by))
    return {
        "copies": [_packed_copy(row) for row in copies],
        "boundaries": [*(_packed_boundary(row, me=by.pk) for row in drawn), *_waiting(by)],
        "was": [_mark(by.pk), *_earlier(by)],
        "limits": queries.read_up_to(by.pk),
    }


def _packed_copy(row: Kept) -> Taken:
    copy = row.text("copy")
    return {"copy": copy, "day": row.day.isoformat(), "ends_on": row.ends_on.isoformat()}


def _packed_boundary(row: Boundary, *, me: str) -> Taken:
    name = row.text("name")
    between = {"mine": row.by_id == me, "other": row.about_id if row.by_id == me else row.by_id}
    return between | {"name": name, "day": row.day.isoformat()}


def _mark(person_id: str) -> str:
    return vault.mark(person_id, about="safety.come-back")


def _opened(row: ComeBack) -> Taken | None:
    sentence = row.text("boundary")
    boundary: Taken | None = json.loads(sentence)
    return boundary


def _rows(**which: object) -> Iterator[tuple[ComeBack, Taken | None]]:
    for row in ComeBack.objects.select_related("key", "person").filter(**which):
        yield row, _opened(row)


def _waiting(by: Person) -> list[Taken]:
    return [boundary for _row, boundary in _rows(person=by) if boundary]


def _earlier(by: Person) -> list[str]:
    return [row.was for row, boundary in _rows(person=by) if not boundary]


@operation
def bring_back(taken: Taken, *, by: Person, now: datetime) -> None:
    """As it was, except that a card is shown nowhere until its person shows it again."""
    was = taken.get("was", [])
    for mark in was:
        _remember(None, was=mark, by=by, now=now)
    for row, boundary in list(_rows(was__in=was)):
        if boundary is not None:
            _boundary_again(boundary, me=row.person, other=by, now=now)
            row.delete()
    for boundary in taken["boundaries"]:
        other = _now_here(boundary["other"])
        if other is not None:
            _boundary_again(boundary, me=by, other=other, now=now)
        else:
            _remember(boundary, was=_mark(boundary["other"]), by=by, now=now)
    ReadLimits.objects.create(person=by, number=taken.get("limits", queries.FIRST))
    for copy in taken["copies"]:
        if date.fromisoformat(copy["ends_on"]) >= now.date():
            _copy_again(copy, by=by)


def _now_here(person_id: str) -> Person | None:
    """Whoever this is by now; nobody while they are away."""
    standing = Person.objects.filter(pk=person_id).first()
    return standing or next(
        (row.person for row, boundary in _rows(was=_mark(person_id)) if not boundary), None
    )


def _remember(boundary: Taken | None, *, was: str, by: Person, now: datetime) -> None:
    ComeBack.add(
        person=by,
        was=was,
        boundary=json.dumps(boundary),
        ends_on=now.date() + WAY_BACK_STAYS,
    )


def _boundary_again(boundary: Taken, *, me: Person, other: Person, now: datetime) -> None:
    by, about = (me, other) if boundary["mine"] else (other, me)
    if queries.boundary_for(by, about=about.pk, name=boundary["name"]) is not None:
        return
    # Pages of whoever drew it may be open: what the other says from now on does not come up there.
    operations.turn_pages(by, now=now)
    Boundary.add(
        by=by,
        about=about,
        name=boundary["name"],
        name_mark=queries.name_mark(boundary["name"], by=by.pk),
        day=date.fromisoformat(boundary["day"]),
    )


def _copy_again(copy: Taken, *, by: Person) -> None:
    Kept.add(
        person=by,
        copy=copy["copy"],
        mark=vault.mark(new_id(), about="safety.kept"),
        day=date.fromisoformat(copy["day"]),
        ends_on=date.fromisoformat(copy["ends_on"]),
    )
