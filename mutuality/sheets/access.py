"""Doors to sheets: those that ship, those that a person keeps, and those that several hold or one shows to another."""

from collections.abc import Callable, Collection
from datetime import date

from mutuality.circles.kinds import kind_of
from mutuality.kit import clock
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.sheets import data_files, held_queries, terms
from mutuality.sheets.data_files import Sheet
from mutuality.sheets.held_queries import Reading, Showing, Together
from mutuality.sheets.models import Held, OwnSheet, Shown


def sheet(slug: str, *, held_by: Collection[str] = terms.HOLDERS) -> Sheet:
    """Return the sheet that ships under this name, if it can be held by one of these. Raises NotHere."""
    found = data_files.every().get(slug)
    if found is None or not set(found.held_by) & set(held_by):
        raise NotHere
    return found


def own_sheet(person: Person, *, sheet_id: str) -> OwnSheet:
    """Return a sheet that this person keeps. Raises NotHere."""
    row = OwnSheet.objects.select_related("key").filter(pk=sheet_id, person=person).first()
    if row is None:
        raise NotHere
    return row


def held(person: Person, *, held_id: str) -> Held:
    """Return a sheet that this person holds with others. Raises NotHere."""
    row = held_queries.find(held_id, person=person)
    if row is None or not kind_of(row.circle).may(person, row.circle, now=clock.now()):
        raise NotHere
    return row


def reading(sheet: Together, *, wording_id: str, or_any: bool = False) -> Reading:
    """Return one wording on a sheet that was opened for its reader; or any, where it is gone. Raises NotHere."""
    fitting = [each for each in sheet.readings if each.row.pk == wording_id]
    found = next(iter(fitting or (sheet.readings if or_any else ())), None)
    if found is None:
        raise NotHere
    return found


def shown(person: Person, *, shown_id: str, may_see: Callable[[str], bool], today: date) -> Showing:
    """Return a sheet that someone shows to this person. ``may_see``: whether they hear its owner. Raises NotHere."""
    found = held_queries.showing(shown_id, person=person, today=today)
    if found is None or not may_see(found.row.by.person_id):
        raise NotHere
    return found


def own_showing(person: Person, *, showing_id: str) -> Shown:
    """Return that this person shows a sheet of theirs to someone. Raises NotHere."""
    row = Shown.objects.filter(pk=showing_id, sheet__person=person).first()
    if row is None:
        raise NotHere
    return row
