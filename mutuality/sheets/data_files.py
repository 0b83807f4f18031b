"""The sheets that ship: one data file each. Whatever is wrong in one is said with the file and the line.

A sheet is a title, a line about it, and questions in order. Each question has a name that never changes: answers are
kept under it. Texts are English and go through the catalogue, so a reader finds them in their language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.functional import Promise

from mutuality.kit.data_file import NAME, DataFile, said
from mutuality.sheets import terms

FOLDER = Path(__file__).parent / "data"
_SHEET_KEYS = {"title", "about", "group", "order", "source", "held_by", "prints", "says", "questions"}
_NEEDED = ("title", "about", "group", "order", "source", "held_by", "prints", "questions")
_QUESTION_KEYS = {"name", "kind", "asks", "help", "part", "rows", "columns", "options"}
# What each kind needs besides, and what it may have.
_ALSO: Mapping[str, tuple[set[str], set[str]]] = {
    "line": (set(), set()),
    "date": (set(), set()),
    "text": (set(), {"rows"}),
    "list": ({"rows"}, set()),
    "table": ({"rows", "columns"}, set()),
    "choice": ({"options"}, set()),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``part``: a heading before it. ``rows``: how many things, rows, or lines of room there are."""

    name: str
    kind: str
    asks: Promise | str
    help: Promise | str = ""
    part: Promise | str = ""
    rows: int = 3
    columns: tuple[Promise | str, ...] = ()
    options: tuple[tuple[str, Promise | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it ships. ``says``: what is printed on it before the questions. ``source``: the seeds it follows."""

    slug: str
    title: Promise | str
    about: Promise | str
    group: Promise | str
    order: int
    source: tuple[str, ...]
    held_by: tuple[str, ...]
    prints: str
    questions: tuple[Question, ...]
    says: tuple[Promise | str, ...] = ()


class Group(NamedTuple):
    """Sheets that belong together, under a heading."""

    title: Promise | str
    sheets: list[Sheet]


@cache
def every() -> Mapping[str, Sheet]:
    """Every sheet that ships, by its slug, in order. Raises WrongFile."""
    found = sorted((read(path) for path in FOLDER.glob("*.toml")), key=lambda sheet: sheet.order)
    return {sheet.slug: sheet for sheet in found}


def by_group() -> list[Group]:
    """Every sheet under the heading of its group; groups stand where their first sheet does."""
    groups: dict[str, Group] = {}
    for sheet in every().values():
        groups.setdefault(str(sheet.group), Group(sheet.group, [])).sheets.append(sheet)
    return list(groups.values())


def check() -> None:
    """Read every data file, so that a wrong one is found at the start. Raises WrongFile."""
    every()


def read(path: Path) -> Sheet:
    """One data file as a sheet. Raises WrongFile with the file, the line and what is wrong."""
    return _Reader(path).sheet()


class _Reader(DataFile):
    """Reads one file and knows its lines."""

    table = "questions"

    def sheet(self) -> Sheet:
        """The whole file."""
        told = self.told
        self.keys(told, allowed=_SHEET_KEYS, needed=_NEEDED)
        for name in ("title", "about", "group"):
            self.text(told[name], key=name)
        self.whole_number(told["order"], key="order")
        if told["prints"] not in terms.PRINTS:
            self.wrong(f"prints is none of {', '.join(terms.PRINTS)}", key="prints")
        for each in self.several(told.get("says", []), key="says"):
            self.text(each, key="says")
        return Sheet(
            slug=self.path.stem,
            title=said(told["title"]),
            about=said(told["about"]),
            group=said(told["group"]),
            order=told["order"],
            source=self.some_of(told["source"], allowed=terms.SEEDS, key="source"),
            held_by=self.some_of(told["held_by"], allowed=terms.HOLDERS, key="held_by"),
            prints=told["prints"],
            says=tuple(map(said, told.get("says", []))),
            questions=tuple(self._questions()),
        )

    def _questions(self) -> Iterator[Question]:
        names: set[str] = set()
        for nth, told in enumerate(self.tables()):
            question = self._question(told, nth=nth)
            if question.name in names:
                self.wrong(f"the name {question.name} comes twice", key="name", nth=nth)
            names.add(question.name)
            yield question

    def _question(self, told: Mapping[str, Any], *, nth: int) -> Question:
        self.keys(told, allowed=_QUESTION_KEYS, needed=("name", "kind", "asks"), nth=nth)
        self.name(told["name"], key="name", nth=nth)
        if told["kind"] not in terms.KINDS:
            self.wrong(f"kind is none of {', '.join(terms.KINDS)}", key="kind", nth=nth)
        needs, may = _ALSO[told["kind"]]
        self.keys(
            told,
            allowed={"name", "kind", "asks", "help", "part"} | needs | may,
            needed=tuple(sorted(needs)),
            nth=nth,
        )
        for name in ("asks", "help", "part"):
            if name in told:
                self.text(told[name], key=name, nth=nth)
        return Question(
            name=told["name"],
            kind=told["kind"],
            asks=said(told["asks"]),
            help=said(told.get("help", "")),
            part=said(told.get("part", "")),
            rows=self._rows(told.get("rows", 3), nth=nth),
            columns=self._labels(told.get("columns"), key="columns", nth=nth),
            options=self._options(told.get("options"), nth=nth),
        )

    def _rows(self, told: Any, *, nth: int) -> int:
        if not isinstance(told, int) or not 1 <= told <= terms.MOST_ROWS:
            self.wrong(f"rows is not a number from 1 to {terms.MOST_ROWS}", key="rows", nth=nth)
        return int(told)

    def _labels(self, told: Any, *, key: str, nth: int) -> tuple[Promise | str, ...]:
        if told is None:
            return ()
        labels = self.several(told, key=key, nth=nth)
        if not 2 <= len(labels) <= terms.MOST_OPTIONS:
            self.wrong(f"{key} are not 2 to {terms.MOST_OPTIONS}", key=key, nth=nth)
        for each in labels:
            self.text(each, key=key, nth=nth)
        return tuple(map(said, labels))

    def _options(self, told: Any, *, nth: int) -> tuple[tuple[str, Promise | str], ...]:
        if told is None:
            return ()
        if not isinstance(told, dict) or not all(map(NAME.fullmatch, told)):
            self.wrong('options are no names with texts, as in { yes = "Yes" }', key="options", nth=nth)
        return tuple(zip(told, self._labels([*told.values()], key="options", nth=nth), strict=True))
