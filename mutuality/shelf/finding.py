"""Finding on the shelf: one full-text index for each language, in memory, the same whatever the database is.

The shelf is files that ship, so there is nothing to keep in step with rows. The index is SQLite's FTS5, which
comes with Python.
"""

import re
import sqlite3
from collections.abc import Iterable
from functools import cache
from threading import Lock

from django.conf import settings
from django.utils import translation

from mutuality.shelf import beside, entries, terms
from mutuality.shelf.entries import Entry

# English words are found in their other forms too; elsewhere by how they begin.
_TOKENS = {"en": "porter unicode61 remove_diacritics 2"}
_ANY_TOKENS = "unicode61 remove_diacritics 2"
_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
# A word in a title weighs as much as eight in a text.
_RANKING = "bm25(0, 0, 8, 1)"


class Index:
    """Titles and texts in one language. ``rows``: slug, kind, title and text of each."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]], *, language: str) -> None:
        # Readers in many threads share it, one after the other.
        self._lock, self._base = Lock(), sqlite3.connect(":memory:", check_same_thread=False)
        tokens = _TOKENS.get(language, _ANY_TOKENS)
        self._base.execute(
            "create virtual table shelf using fts5"
            f'(slug unindexed, kind unindexed, title, body, tokenize="{tokens}", prefix="2 3")'
        )
        # A ranking that is set beforehand is sorted inside the index, which is several times quicker.
        self._base.execute("insert into shelf (shelf, rank) values ('rank', ?)", (_RANKING,))
        self._base.executemany("insert into shelf values (?, ?, ?, ?)", rows)

    def find(self, wanted: str, *, kind: str = "", most: int = terms.MOST_FOUND) -> list[str]:
        """The slugs in which every wanted word is, or begins a word; the best first. Without words, nothing."""
        words = _WORD.findall(wanted)[:_MOST_WORDS]
        if not words:
            return []
        # One letter begins a word in every text, so it is looked for as a word.
        asked = " ".join(f'"{word}"*' if len(word) > 1 else f'"{word}"' for word in words)
        with self._lock:
            rows = self._base.execute(
                "select slug from shelf where shelf match ? and (? = '' or kind = ?) order by rank limit ?",
                (asked, kind, kind, most),
            )
            return [slug for (slug,) in rows]


def find(wanted: str, *, kind: str = "", language: str | None = None) -> list[Entry]:
    """Return what on the shelf has these words, in one kind or in all; the best first, at most ``MOST_FOUND``."""
    spoken = language or translation.get_language() or settings.LANGUAGE_CODE
    others = beside.every()
    # They are rows and few, so that their index is made for this one question. What helps in an emergency comes first.
    near = Index(_rows(others.values()), language=spoken).find(wanted, kind=kind)
    found = _index(spoken).find(wanted, kind=kind)
    return ([others[slug] for slug in near] + [entries.every()[slug] for slug in found])[: terms.MOST_FOUND]


@cache
def _index(language: str) -> Index:
    with translation.override(language):
        rows = _rows(entries.every().values())
    return Index(rows, language=language)


def _rows(some: Iterable[Entry]) -> list[tuple[str, str, str, str]]:
    return [(e.slug, e.kind, str(e.title), e.words) for e in some]
