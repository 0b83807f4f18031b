"""Doors to the shelf. They are open to everyone; what is not there is not there."""

from mutuality.kit.refusals import NotHere
from mutuality.shelf import beside, entries
from mutuality.shelf.entries import Entry, Kind


def entry(slug: str) -> Entry:
    """Return what is on the shelf under this name. Raises NotHere."""
    found = entries.every().get(slug) or beside.every().get(slug)
    if found is None:
        raise NotHere
    return found


def kind(slug: str) -> Kind:
    """Return a kind with all that is in it. Raises NotHere."""
    found = entries.kinds().get(slug) or beside.kinds().get(slug)
    if found is None:
        raise NotHere
    return found
