"""The sheets that a person keeps, opened for themself."""

from collections import Counter
from dataclasses import dataclass

from mutuality.fast.prepared import Prepared
from mutuality.people.models import Person
from mutuality.sheets import answers
from mutuality.sheets.answers import Written
from mutuality.sheets.models import OwnSheet
from mutuality.vault import rows


@dataclass(frozen=True, slots=True)
class Kept:
    """One sheet of mine. ``several``: the page has other versions."""

    row: OwnSheet
    written: Written
    several: bool = False


def opened(row: OwnSheet) -> Kept:
    """A sheet with what is written on it."""
    return Kept(row, answers.read(row.text("written")))


def kept_by(person: Person) -> list[Kept]:
    """Every sheet that I keep, the newest first."""
    found = _KEPT.all(person=person.pk)
    on_page = Counter(row.page for row in found)
    return [
        Kept(row, answers.read(text), on_page[row.page] > 1)
        for row, text in zip(found, rows.texts(found, "written"), strict=True)
        if text is not None
    ]


_KEPT: Prepared[OwnSheet] = Prepared(
    lambda person: OwnSheet.objects.select_related("key").filter(person=person).order_by("-day", "id"),
    person=str,
)


def versions_of(row: OwnSheet) -> list[Kept]:
    """Each version of this page, the earliest first."""
    beside = OwnSheet.objects.select_related("key").filter(person=row.person_id, page=row.page)
    return [opened(each) for each in beside.order_by("version", "id")]
