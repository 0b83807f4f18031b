"""Entries that another app keeps and the shelf shows: it offers them here, and answers for them itself."""

from collections.abc import Callable

from mutuality.shelf.entries import Entry, Kind

_offered: list[Callable[[], Kind]] = []


def offer(kind: Callable[[], Kind]) -> None:
    """Show what this returns as a kind of the shelf. A second time changes nothing."""
    if kind not in _offered:
        _offered.append(kind)


def kinds() -> dict[str, Kind]:
    """Return all such kinds, as they are at this moment."""
    return {kind.slug: kind for kind in (ask() for ask in _offered)}


def every() -> dict[str, Entry]:
    """Return all such entries by their slugs."""
    return {entry.slug: entry for kind in kinds().values() for entry in kind.entries}
