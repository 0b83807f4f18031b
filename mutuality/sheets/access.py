"""Doors to sheets: those that ship, and those that a person keeps."""

from mutuality.kit.refusals import NotHere
from mutuality.sheets import data_files
from mutuality.sheets.data_files import Sheet


def sheet(slug: str) -> Sheet:
    """Return the sheet that ships under this name. Raises NotHere."""
    found = data_files.every().get(slug)
    if found is None:
        raise NotHere
    return found
