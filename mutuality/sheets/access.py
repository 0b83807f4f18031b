"""Doors to sheets: those that ship, and those that a person keeps."""

from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.sheets import data_files
from mutuality.sheets.data_files import Sheet
from mutuality.sheets.models import OwnSheet


def sheet(slug: str) -> Sheet:
    """Return the sheet that ships under this name. Raises NotHere."""
    found = data_files.every().get(slug)
    if found is None:
        raise NotHere
    return found


def own_sheet(person: Person, *, sheet_id: str) -> OwnSheet:
    """Return a sheet that this person keeps. Raises NotHere."""
    row = OwnSheet.objects.select_related("key").filter(pk=sheet_id, person=person).first()
    if row is None:
        raise NotHere
    return row
