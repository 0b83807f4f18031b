"""The sheets that ship: one data file each. Whatever is wrong in one is said with the file and the line.

A sheet is a title, a line about it, and questions in order. Each question has a name that never changes: answers are
kept under it. Texts are English and go through the catalogue, so a reader finds them in their language.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mutuality.sheets import terms

FOLDER = Path(__file__).parent / "data"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SYNTAX = re.compile(r"\(at line (\d+)")
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


class WrongSheet(ValueError):
    """A data file that is no sheet. The text names the file, the line, and what is wrong."""


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
    """Every sheet that ships, by its slug, in order. Raises WrongSheet."""
    found = sorted((read(path) for path in FOLDER.glob("*.toml")), key=lambda sheet: sheet.order)
    return {sheet.slug: sheet for sheet in found}


def by_group() -> list[Group]:
    """Every sheet under the heading of its group; groups stand where their first sheet does."""
    groups: dict[str, Group] = {}
    for sheet in every().values():
        groups.setdefault(str(sheet.group), Group(sheet.group, [])).sheets.append(sheet)
    return list(groups.values())


def check() -> None:
    """Read every data file, so that a wrong one is found at the start. Raises WrongSheet."""
    every()


def read(path: Path) -> Sheet:
    """One data file as a sheet. Raises WrongSheet with the file, the line and what is wrong."""
    return _Reader(path).sheet()


class _Reader:
    """Reads one file and knows its lines."""

    def __init__(self, path: Path) -> None:
        self.path, self.source = path, path.read_text(encoding="utf-8")
        try:
            self.told: dict[str, Any] = tomllib.loads(self.source)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX.search(str(error))
            self._wrong(str(error), line=int(found[1]) if found else len(self.source.splitlines()))

    def sheet(self) -> Sheet:
        """The whole file."""
        told = self.told
        self._keys(told, allowed=_SHEET_KEYS, needed=_NEEDED)
        if not _NAME.fullmatch(self.path.stem):
            self._wrong("the name of the file is not in small letters, numbers and hyphens", line=1)
        for name in ("title", "about", "group"):
            self._text(told[name], key=name)
        if not isinstance(told["order"], int):
            self._wrong("order is not a whole number", key="order")
        if told["prints"] not in terms.PRINTS:
            self._wrong(f"prints is none of {', '.join(terms.PRINTS)}", key="prints")
        self._holders(told["held_by"])
        for each in self._several(told.get("says", []), key="says"):
            self._text(each, key="says")
        return Sheet(
            slug=self.path.stem,
            title=_said(told["title"]),
            about=_said(told["about"]),
            group=_said(told["group"]),
            order=told["order"],
            source=self._of(told["source"], allowed=terms.SEEDS, key="source"),
            held_by=tuple(told["held_by"]),
            prints=told["prints"],
            says=tuple(map(_said, told.get("says", []))),
            questions=tuple(self._questions()),
        )

    def _holders(self, told: Any) -> None:
        later = set(self._of(told, allowed=terms.HOLDERS, key="held_by")) - set(terms.HOLDERS_THERE_ARE)
        if later:
            self._wrong(f"no one can hold a sheet this way yet: {', '.join(sorted(later))}", key="held_by")

    def _questions(self) -> Iterator[Question]:
        names: set[str] = set()
        for nth, told in enumerate(self._several(self.told["questions"], key="questions")):
            question = self._question(told, nth=nth)
            if question.name in names:
                self._wrong(f"the name {question.name} comes twice", key="name", nth=nth)
            names.add(question.name)
            yield question

    def _question(self, told: Any, *, nth: int) -> Question:
        if not isinstance(told, dict):
            self._wrong("a question is no table of its own: [[questions]]", key="questions")
        self._keys(told, allowed=_QUESTION_KEYS, needed=("name", "kind", "asks"), nth=nth)
        if not _NAME.fullmatch(str(told["name"])):
            self._wrong("name is not in small letters, numbers and hyphens", key="name", nth=nth)
        if told["kind"] not in terms.KINDS:
            self._wrong(f"kind is none of {', '.join(terms.KINDS)}", key="kind", nth=nth)
        needs, may = _ALSO[told["kind"]]
        self._keys(
            told,
            allowed={"name", "kind", "asks", "help", "part"} | needs | may,
            needed=tuple(sorted(needs)),
            nth=nth,
        )
        for name in ("asks", "help", "part"):
            if name in told:
                self._text(told[name], key=name, nth=nth)
        return Question(
            name=told["name"],
            kind=told["kind"],
            asks=_said(told["asks"]),
            help=_said(told.get("help", "")),
            part=_said(told.get("part", "")),
            rows=self._rows(told.get("rows", 3), nth=nth),
            columns=self._labels(told.get("columns"), key="columns", nth=nth),
            options=self._options(told.get("options"), nth=nth),
        )

    def _rows(self, told: Any, *, nth: int) -> int:
        if not isinstance(told, int) or not 1 <= told <= terms.MOST_ROWS:
            self._wrong(f"rows is not a number from 1 to {terms.MOST_ROWS}", key="rows", nth=nth)
        return int(told)

    def _labels(self, told: Any, *, key: str, nth: int) -> tuple[Promise | str, ...]:
        if told is None:
            return ()
        labels = self._several(told, key=key, nth=nth)
        if not 2 <= len(labels) <= terms.MOST_OPTIONS:
            self._wrong(f"{key} are not 2 to {terms.MOST_OPTIONS}", key=key, nth=nth)
        for each in labels:
            self._text(each, key=key, nth=nth)
        return tuple(map(_said, labels))

    def _options(self, told: Any, *, nth: int) -> tuple[tuple[str, Promise | str], ...]:
        if told is None:
            return ()
        if not isinstance(told, dict) or not all(map(_NAME.fullmatch, told)):
            self._wrong('options are no names with texts, as in { yes = "Yes" }', key="options", nth=nth)
        return tuple(zip(told, self._labels([*told.values()], key="options", nth=nth), strict=True))

    def _of(self, told: Any, *, allowed: Sequence[str], key: str) -> tuple[str, ...]:
        several = self._several(told, key=key)
        if not several or set(map(str, several)) - set(allowed):
            self._wrong(f"{key} is none of {', '.join(allowed)}", key=key)
        return tuple(several)

    def _several(self, told: Any, *, key: str, nth: int | None = None) -> list[Any]:
        if not isinstance(told, list):
            self._wrong(f"{key} is no list", key=key, nth=nth)
        return list(told)

    def _text(self, told: Any, *, key: str, nth: int | None = None) -> None:
        if not isinstance(told, str) or not told.strip():
            self._wrong(f"{key} is no text", key=key, nth=nth)

    def _keys(
        self, told: Mapping[str, Any], *, allowed: set[str], needed: Sequence[str], nth: int | None = None
    ) -> None:
        for unknown in sorted(set(told) - allowed):
            self._wrong(f"nothing here is called {unknown}", key=unknown, nth=nth)
        for missing in (name for name in needed if name not in told):
            self._wrong(f"{missing} is missing", nth=nth)

    def _wrong(self, what: str, *, line: int = 0, key: str = "", nth: int | None = None) -> NoReturn:
        raise WrongSheet(f"{self.path.name}, line {line or self._line(key, nth)}: {what}.") from None

    def _line(self, key: str, nth: int | None) -> int:
        """The line on which a key stands, in the nth question or before the first; where it is not, the part's head."""
        lines = self.source.splitlines()
        heads = [number for number, text in enumerate(lines, 1) if text.strip() == "[[questions]]"]
        first = 1 if nth is None or nth >= len(heads) else heads[nth]
        end = next((head for head in heads if head > first), len(lines) + 1)
        own = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=") if key else None
        return next((number for number in range(first, end) if own and own.match(lines[number - 1])), first)


def _said(text: str) -> Promise | str:
    """The text in the reader's language. An empty one stays empty: the catalogue keeps its head under it."""
    return gettext_lazy(text) if text else ""
