"""The ways to meet that ship: one data file each. Whatever is wrong in one is said with the file and the line.

A format says for whom a group is, what it agrees on, which roles it has, and what a meeting is made of: parts in
order, each with its words and about how many minutes. A group changes every word of it. Texts are English and go
through the catalogue, so a reader finds them in their language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.groups.terms import Role
from mutuality.kit.data_file import DataFile, said

FOLDER = Path(__file__).parent / "data"
SEEDS = ("000", "001", "002", "003", "004")
MOST_PARTS = 12
MOST_MINUTES = 120
# So long is a whole meeting, and its short form.
LONG, SHORT = 90, 30
_NEEDED = ("name", "about", "heading", "order", "source", "for_whom", "agreement", "turns", "parts")
_ALLOWED = {*_NEEDED, "own_turns", "no_cross_talk", "links"}
_PART_NEEDED = ("slug", "kind", "name", "words", "minutes")


class Kind(TextChoices):
    """What happens in a part of a meeting."""

    READING = "reading", _("Reading")
    ROUND = "round", _("Round")
    FLOOR = "floor", _("Open floor")
    SILENCE = "silence", _("Quiet time")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a meeting. ``minutes``: about how long; ``short``: in the short form, 0 where it is left out."""

    slug: str
    kind: str
    name: Promise | str
    words: Promise | str
    minutes: int
    short: int = 0

    @property
    def hands(self) -> bool:
        """Whether people ask to speak; in a round it goes from one to the next."""
        return self.kind != Kind.ROUND

    @property
    def label(self) -> Promise | str:
        """What happens in it, as people call it."""
        return Kind(self.kind).label

    @property
    def is_quiet(self) -> bool:
        """Whether no one speaks in it."""
        return self.kind == Kind.SILENCE

    @property
    def is_read(self) -> bool:
        """Whether someone reads it aloud."""
        return self.kind == Kind.READING


@dataclass(frozen=True, slots=True)
class Format:
    """A way to meet. ``source``: the seeds it follows; ``links``: where those who began this way say more."""

    slug: str
    name: Promise | str
    about: Promise | str
    heading: Promise | str
    order: int
    source: tuple[str, ...]
    for_whom: Promise | str
    agreement: Promise | str
    turns: tuple[Role, ...]
    own_turns: tuple[Promise | str, ...]
    no_cross_talk: bool
    links: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """About how long a meeting is."""
        return sum(part.minutes for part in self.parts)

    def part(self, slug: str) -> Part | None:
        """Return the part of this name."""
        return next((part for part in self.parts if part.slug == slug), None)


class Group(NamedTuple):
    """Formats that belong together, under a heading."""

    heading: Promise | str
    formats: list[Format]


@cache
def every() -> Mapping[str, Format]:
    """Every format that ships, by its slug, in order. Raises WrongFile."""
    found = sorted((read(path) for path in FOLDER.glob("*.toml")), key=lambda each: each.order)
    return {each.slug: each for each in found}


def named(slug: str) -> Format:
    """Return the format of this name, or open talk where there is none."""
    return every().get(slug) or every()["open-talk"]


def by_heading() -> list[Group]:
    """Return every format under its heading; headings stand where their first format does."""
    groups: dict[str, Group] = {}
    for each in every().values():
        groups.setdefault(str(each.heading), Group(each.heading, [])).formats.append(each)
    return list(groups.values())


def choices() -> list[tuple[Any, Any]]:
    """Return every format as a form offers them: under their headings."""
    return [(str(group.heading), [(one.slug, one.name) for one in group.formats]) for group in by_heading()]


def check() -> None:
    """Read every data file, so that a wrong one is found at the start. Raises WrongFile."""
    every()


def read(path: Path) -> Format:
    """Read one data file. Raises WrongFile with the file, the line and what is wrong."""
    return _Reader(path).format()


class _Reader(DataFile):
    """Reads one file and knows its lines."""

    table = "parts"

    def format(self) -> Format:
        """The whole file."""
        told = self.told
        self.keys(told, allowed=_ALLOWED, needed=_NEEDED)
        for name in ("name", "about", "heading", "for_whom", "agreement"):
            self.text(told[name], key=name)
        own, links = told.get("own_turns", []), told.get("links", [])
        for each in self.several(own, key="own_turns"):
            self.text(each, key="own_turns")
        for each in self.several(links, key="links"):
            if not str(each).startswith("https://"):
                self.wrong("a link does not begin with https://", key="links")
        if type(told.get("no_cross_talk", False)) is not bool:
            self.wrong("no_cross_talk is neither true nor false", key="no_cross_talk")
        return Format(
            slug=self.path.stem,
            name=said(told["name"]),
            about=said(told["about"]),
            heading=said(told["heading"]),
            order=self.whole_number(told["order"], key="order"),
            source=self.some_of(told["source"], allowed=SEEDS, key="source"),
            for_whom=said(told["for_whom"]),
            agreement=said(told["agreement"]),
            turns=tuple(map(Role, self.some_of(told["turns"], allowed=Role.values, key="turns"))),
            own_turns=tuple(map(said, own)),
            no_cross_talk=told.get("no_cross_talk", False),
            links=tuple(links),
            parts=self._parts(),
        )

    def _parts(self) -> tuple[Part, ...]:
        found = list(self._each_part())
        if not 1 <= len(found) <= MOST_PARTS:
            self.wrong(f"there are not 1 to {MOST_PARTS} parts", key=self.table)
        long, short = sum(part.minutes for part in found), sum(part.short for part in found)
        if long not in (LONG, SHORT) or short != SHORT:
            self.wrong(f"a meeting takes {long} minutes, and its short form {short}", line=1)
        return tuple(found)

    def _each_part(self) -> Iterator[Part]:
        slugs: set[str] = set()
        for nth, told in enumerate(self.tables()):
            self.keys(told, allowed={*_PART_NEEDED, "short"}, needed=_PART_NEEDED, nth=nth)
            slug = self.name(told["slug"], key="slug", nth=nth)
            if slug in slugs:
                self.wrong(f"the slug {slug} comes twice", key="slug", nth=nth)
            slugs.add(slug)
            if told["kind"] not in Kind.values:
                self.wrong(f"kind is none of {', '.join(Kind.values)}", key="kind", nth=nth)
            for name in ("name", "words"):
                self.text(told[name], key=name, nth=nth)
            yield Part(
                slug,
                told["kind"],
                said(told["name"]),
                said(told["words"]),
                self._minutes(told["minutes"], key="minutes", nth=nth),
                self._minutes(told["short"], key="short", nth=nth) if "short" in told else 0,
            )

    def _minutes(self, told: Any, *, key: str, nth: int) -> int:
        if type(told) is not int or not 1 <= told <= MOST_MINUTES:
            self.wrong(f"{key} is not a number from 1 to {MOST_MINUTES}", key=key, nth=nth)
        return int(told)
