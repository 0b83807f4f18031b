"""What is on the shelf: texts of our own after five sources, and what those sources name of others.

One data file for each kind; a new text is a new table in a file. Texts are English and go through the catalogue. What
others published keeps the name it was published under. A wrong file is said with its line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

from mutuality.kit import prose
from mutuality.kit.data_file import DataFile, said
from mutuality.shelf import terms

FOLDER = Path(__file__).parent / "data"
_KIND_KEYS = ("title", "about", "order", "written", "entries")
_ALWAYS = ("slug", "about", "source")
# A text of ours has these besides; a work of others has those.
_OURS = ("title", "section", "text")
_THEIRS = ("name", "state", "checked")
_MAY = {"note", "by", "year", "address", "look", "sheets"}
# What a line of a text begins with, where it is no paragraph.
HEAD, POINT = "# ", "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text: a heading, a paragraph, or points one below the other."""

    kind: str
    lines: tuple[Promise | str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the shelf. A work of others has ``state``, ``checked`` and, unless it is a book, ``address``.

    ``section``: where in its source a text of ours has it from. ``look``: how to find what is gone. ``sheets``: those
    to fill in that go with it, by their names, with their titles. ``reach``, ``traces``: of a number to call.
    ``mend``: the page on which members change what another app keeps.
    """

    slug: str
    kind: str
    title: Promise | str
    about: Promise | str
    source: tuple[str, ...]
    written: date
    section: str = ""
    note: Promise | str = ""
    blocks: tuple[Block, ...] = ()
    by: str = ""
    year: str = ""
    address: str = ""
    state: str = ""
    look: Promise | str = ""
    checked: date | None = None
    sheets: tuple[tuple[str, Promise | str], ...] = ()
    reach: str = ""
    traces: str = ""
    mend: str = ""

    @property
    def away(self) -> str:
        """The page of ours that comes before the address of others; nothing where it leads nowhere any more."""
        return prose.away(self.address) if self.address and self.state != "gone" else ""

    @property
    def sources(self) -> list[Promise]:
        """What the sources are, in words."""
        return [terms.SEEDS[seed] for seed in self.source]

    @property
    def words(self) -> str:
        """All that can be found in it, in the reader's language."""
        lines = (line for block in self.blocks for line in block.lines)
        return " ".join(map(str, (self.about, *lines, self.by, self.look, self.reach)))


@dataclass(frozen=True, slots=True)
class Kind:
    """Entries that belong together, in order."""

    slug: str
    title: Promise | str
    about: Promise | str
    order: int
    entries: tuple[Entry, ...]

    @property
    def has_works(self) -> bool:
        """Whether there are works of others in it."""
        return any(entry.state for entry in self.entries)


@cache
def kinds() -> Mapping[str, Kind]:
    """Everything on the shelf, by kind, in order. Raises WrongFile."""
    found = sorted((read(path) for path in FOLDER.glob("*.toml")), key=lambda kind: kind.order)
    return {kind.slug: kind for kind in found}


@cache
def every() -> Mapping[str, Entry]:
    """Every entry by its slug, in order. Raises WrongFile, also where two have one slug."""
    found: dict[str, Entry] = {}
    for kind in kinds().values():
        for entry in kind.entries:
            if entry.slug in found:
                _Reader(FOLDER / f"{kind.slug}.toml").twice(entry.slug)
            found[entry.slug] = entry
    return found


def check() -> None:
    """Read every data file, so that a wrong one is found at the start. Raises WrongFile."""
    every()


def read(path: Path) -> Kind:
    """One data file. Raises WrongFile with the file, the line and what is wrong."""
    return _Reader(path).kind()


class _Reader(DataFile):
    """Reads one file and knows its lines."""

    table = "entries"

    def kind(self) -> Kind:
        """The whole file."""
        told = self.told
        self.keys(told, allowed=set(_KIND_KEYS), needed=_KIND_KEYS)
        for name in ("title", "about"):
            self.text(told[name], key=name)
        self.day(told["written"], key="written")
        return Kind(
            slug=self.path.stem,
            title=said(told["title"]),
            about=said(told["about"]),
            order=self.whole_number(told["order"], key="order"),
            entries=tuple(self._entries()),
        )

    def twice(self, slug: str) -> None:
        """Say where a slug is that another file has too."""
        nth = next(nth for nth, told in enumerate(self.tables()) if told["slug"] == slug)
        self.wrong(f"the slug {slug} comes twice", key="slug", nth=nth)

    def day(self, told: Any, *, key: str, nth: int | None = None) -> date:
        """A day, as in 2026-11-30."""
        if type(told) is not date:
            self.wrong(f"{key} is no day", key=key, nth=nth)
        return told

    def _entries(self) -> Iterator[Entry]:
        slugs: set[str] = set()
        for nth, told in enumerate(self.tables()):
            needed = (*_ALWAYS, *(_THEIRS if "name" in told else _OURS))
            self.keys(told, allowed={*needed, *_MAY}, needed=needed, nth=nth)
            slug = self.name(told["slug"], key="slug", nth=nth)
            if slug in slugs:
                self.wrong(f"the slug {slug} comes twice", key="slug", nth=nth)
            slugs.add(slug)
            for name in {"title", "name", "about", "section", "by", "year", "note", "look"} & set(told):
                self.text(told[name], key=name, nth=nth)
            yield self._theirs(told, nth=nth) if "name" in told else self._ours(told, nth=nth)

    def _shared(self, told: Mapping[str, Any], *, nth: int) -> dict[str, Any]:
        return {
            "slug": told["slug"],
            "kind": self.path.stem,
            "about": said(told["about"]),
            "source": self.some_of(told["source"], allowed=tuple(terms.SEEDS), key="source", nth=nth),
            "written": self.told["written"],
            "note": said(told.get("note", "")),
            "sheets": tuple(self._sheets(told.get("sheets", {}), nth=nth)),
        }

    def _sheets(self, told: Any, *, nth: int) -> Iterator[tuple[str, Promise | str]]:
        if not isinstance(told, dict):
            self.wrong('sheets are no names with titles, as in { plan = "My plan" }', key="sheets", nth=nth)
        for slug, title in told.items():
            yield (
                self.name(slug, key="sheets", nth=nth),
                said(self.text(title, key="sheets", nth=nth)),
            )

    def _ours(self, told: Mapping[str, Any], *, nth: int) -> Entry:
        lines = [
            self.text(line, key="text", nth=nth) for line in self.several(told["text"], key="text", nth=nth)
        ]
        return Entry(
            title=said(told["title"]),
            section=told["section"],
            blocks=tuple(_blocks(lines)),
            **self._shared(told, nth=nth),
        )

    def _theirs(self, told: Mapping[str, Any], *, nth: int) -> Entry:
        state, address = told["state"], told.get("address", "")
        if state not in terms.STATES:
            self.wrong(f"state is none of {', '.join(terms.STATES)}", key="state", nth=nth)
        if (state == "book") == bool(address):
            self.wrong("an address is missing, or a book has one", key="address", nth=nth)
        if address and prose.site_of(address) is None:
            self.wrong("address is no web address", key="address", nth=nth)
        if state != "here" and "look" not in told:
            self.wrong("look is missing: how does one find it?", key="state", nth=nth)
        return Entry(
            title=told["name"],
            state=state,
            address=address,
            by=told.get("by", ""),
            year=told.get("year", ""),
            look=said(told.get("look", "")),
            checked=self.day(told["checked"], key="checked", nth=nth),
            **self._shared(told, nth=nth),
        )


def bare(line: str) -> str:
    """Return a line of a text without what it begins with, as it is in the catalogue."""
    return line.removeprefix(HEAD).removeprefix(POINT)


def _blocks(lines: list[str]) -> Iterator[Block]:
    points: list[Promise | str] = []
    for line in lines:
        if line.startswith(POINT):
            points.append(said(bare(line)))
            continue
        if points:
            yield Block("points", tuple(points))
            points = []
        yield Block("head" if line.startswith(HEAD) else "text", (said(bare(line)),))
    if points:
        yield Block("points", tuple(points))
