"""Sheets that several hold, and those that are shown, opened for one reader who belongs to them.

``hidden``: the people this reader does not hear. What they wrote is not opened, and nothing of them is told.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from mutuality.fast.prepared import Several
from mutuality.people.models import Person
from mutuality.sheets import answers, terms
from mutuality.sheets.answers import Written
from mutuality.sheets.models import Asked, Held, Shown, Wording
from mutuality.vault import rows


@dataclass(frozen=True, slots=True)
class Reading:
    """One wording as somebody reads it. ``agreed``: the places of those who said yes and whom the reader hears."""

    row: Wording
    written: Written
    mine: bool
    agreed: frozenset[str]
    i_agree: bool


@dataclass(frozen=True, slots=True)
class Together:
    """A sheet that several hold, for one of them. ``behind``: it is with someone I don't hear, so it is shut."""

    row: Held
    readings: tuple[Reading, ...] = ()
    other: str | None = None
    behind: bool = False
    look_again: bool = False

    @property
    def settled(self) -> Reading | None:
        """What all have agreed on, if they have."""
        return next((each for each in self.readings if each.row.agreed_on), None)

    @property
    def waits(self) -> bool:
        """Whether something is open that I have said nothing to."""
        return any(not each.row.agreed_on and not each.i_agree for each in self.readings)

    @property
    def name(self) -> str:
        """What the sheet is called; nothing while it is shut."""
        return self.readings[0].written.name if self.readings else ""


def held_by(place: str, *, circle: str, hidden: Collection[str], today: date) -> list[Together]:
    """Every sheet that I hold with others in this circle, the ones that wait for me first."""
    found = list(_of(place, circle=circle).order_by("pk"))
    read = [opened(row, place=place, hidden=hidden, today=today) for row in found]
    mine = {each.row.pk for each in read if each.behind and _spoke_on(each.row, place=place)}
    there = [each for each in read if each.readings or each.row.pk in mine]
    return sorted(there, key=lambda each: not each.waits)


def waiting_for(
    person: Person, *, circles: Collection[str], hidden: Collection[str], today: date
) -> list[Together]:
    """Sheets in these circles with something open that I have said nothing to, or that are to be looked at again."""
    found = _WAITING.all(circles, person=person.pk, today=today) if circles else ()
    read = (opened(row, place=_place_in(row, person), hidden=hidden, today=today) for row in found)
    return [each for each in read if each.waits or each.look_again]


def _waiting(ids: Collection[str], *, person: str, today: date) -> QuerySet[Held]:
    mine = Q(one__person=person) | Q(other__person=person) | Q(one=None, other=None)
    asks = Q(wordings__agreed_on=None) | Q(wordings__look_on__lte=today)
    return Held.objects.filter(mine, asks, circle__in=ids).distinct().order_by("pk")


_WAITING: Several[Held] = Several(_waiting, person=str, today=date)


def _place_in(row: Held, person: Person) -> str:
    """This person's place: of two, the one that is theirs; of a circle, the one in its room."""
    rows_ = _places().filter(person=person)
    where = (
        rows_.filter(pk__in=[row.one_id, row.other_id])
        if row.one_id
        else rows_.filter(room__circle=row.circle_id, room__led=False)
    )
    return str(where.values_list("pk", flat=True).first() or "")


def find(held_id: str, *, person: Person) -> Held | None:
    """A sheet between this person and another, or of all in a circle. Who is in the circle, its owner says."""
    mine = Q(one__person=person) | Q(other__person=person) | Q(one=None, other=None)
    return Held.objects.select_related("circle").filter(mine, pk=held_id).first()


def opened(row: Held, *, place: str, hidden: Collection[str], today: date) -> Together:
    """A sheet with what is written on it, for one who holds it."""
    other = (row.other_id if row.one_id == place else row.one_id) if row.one_id else None
    if other and _person_of(other) in hidden:
        return Together(row, other=other, behind=True)
    # What was worded before someone joined is not read by them, like words in a room.
    wordings = row.wordings.select_related("key").filter(asked__place=place).order_by("-agreed_on", "pk")
    seen = [
        each for each in wordings if not (hidden and each.author_id and _person_of(each.author_id) in hidden)
    ]
    yeses = _yeses(seen, hidden=hidden)
    readings = tuple(
        Reading(each, answers.read(text), each.author_id == place, yeses[each.pk], place in yeses[each.pk])
        for each, text in zip(seen, rows.texts(seen, "written"), strict=True)
        if text is not None
    )
    again = any(each.row.agreed_on and _is_now(each.row.look_on, today) for each in readings)
    return Together(row, readings, other=other, look_again=again)


@dataclass(frozen=True, slots=True)
class Own:
    """A wording of one's own."""

    row: Wording
    written: Written


def written_by(person: Person) -> list[Own]:
    """Every wording of this person's that is not agreed: what all agreed on is no one's alone."""
    found = list(Wording.objects.select_related("key").filter(author__person=person).order_by("pk"))
    opened_ = zip(found, rows.texts(found, "written"), strict=True)
    return [Own(row, answers.read(text)) for row, text in opened_ if text is not None]


def _is_now(day: date | None, today: date) -> bool:
    return day is not None and day <= today < day + timedelta(days=terms.LOOK_AGAIN_DAYS)


def _spoke_on(row: Held, *, place: str) -> bool:
    """Whether this person ever wrote or said yes there. What someone they don't hear began without them is not told."""
    return Asked.objects.filter(wording__held=row, place=place, agrees=True).exists()


def some_not_asked(sheet: Together, *, places: Collection[str]) -> bool:
    """Whether someone of these joined after what I read was worded, so that they were asked about none of it."""
    read = [each.row.pk for each in sheet.readings]
    asked = Asked.objects.filter(wording__in=read, place__in=places)
    return asked.values("place").distinct().count() < len(places)


def _of(place: str, *, circle: str) -> QuerySet[Held]:
    return Held.objects.filter(Q(one=place) | Q(other=place) | Q(one=None, other=None), circle=circle)


def _person_of(place: str) -> str | None:
    return _places().filter(pk=place).values_list("person", flat=True).first()


def _places() -> "QuerySet[Any]":
    """Places belong to an app above: only the column that points there knows them."""
    model = Held._meta.get_field("one").related_model
    assert model is not None and not isinstance(model, str)
    return model._default_manager.all()


def _yeses(wordings: Iterable[Wording], *, hidden: Collection[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {each.pk: set() for each in wordings}
    heard = Asked.objects.filter(wording__in=found, agrees=True).exclude(place__person__in=hidden)
    for wording, place in heard.values_list("wording", "place"):
        found[wording].add(place)
    return {wording: frozenset(places) for wording, places in found.items()}


# Shown by one to another


@dataclass(frozen=True, slots=True)
class Showing:
    """A sheet of one person's that another may read until a day."""

    row: Shown
    written: Written


def shown_to(person: Person, *, room: str, today: date) -> list[Shown]:
    """What others in a room show me. Who hears whom, the caller asks."""
    found = Shown.objects.select_related("by", "sheet__key").filter(to__person=person, until__gte=today)
    return list(found.filter(to__room=room).order_by("until", "pk"))


def shown_by(person: Person, *, today: date) -> list[Shown]:
    """What I show, and to whom."""
    found = Shown.objects.select_related("to__key", "by").filter(sheet__person=person, until__gte=today)
    return list(found.order_by("until", "pk"))


def showing(shown_id: str, *, person: Person, today: date) -> Showing | None:
    """One sheet that is shown to this person, opened; None where it is shown no more."""
    rows_ = Shown.objects.select_related("by__key", "sheet__key").filter(pk=shown_id, until__gte=today)
    row = rows_.filter(to__person=person).first()
    return Showing(row, answers.read(row.sheet.text("written"))) if row else None
