"""A data file that ships, read with care: whatever is wrong in one is said with the file and the line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SYNTAX = re.compile(r"\(at line (\d+)")


class WrongFile(ValueError):
    """A data file that cannot be read. The text names the file, the line, and what is wrong."""


class DataFile:
    """One file with its lines. ``table``: the name of what comes several times in it, as in ``[[questions]]``."""

    table: ClassVar[str]

    def __init__(self, path: Path) -> None:
        self.path, self.source = path, path.read_text(encoding="utf-8")
        try:
            self.told: dict[str, Any] = tomllib.loads(self.source)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX.search(str(error))
            self.wrong(str(error), line=int(found[1]) if found else len(self.source.splitlines()))
        if not NAME.fullmatch(path.stem):
            self.wrong("the name of the file is not in small letters, numbers and hyphens", line=1)

    def tables(self) -> list[dict[str, Any]]:
        """What comes several times, each as a table of its own."""
        found = self.several(self.told.get(self.table), key=self.table)
        if not all(isinstance(each, dict) for each in found):
            self.wrong(f"they are no tables of their own: [[{self.table}]]", key=self.table)
        return found

    def several(self, told: Any, *, key: str, nth: int | None = None) -> list[Any]:
        """A list."""
        if not isinstance(told, list):
            self.wrong(f"{key} is no list", key=key, nth=nth)
        return list(told)

    def some_of(
        self, told: Any, *, allowed: Sequence[str], key: str, nth: int | None = None
    ) -> tuple[str, ...]:
        """A list of one or more of these."""
        several = self.several(told, key=key, nth=nth)
        if not several or set(map(str, several)) - set(allowed):
            self.wrong(f"{key} is none of {', '.join(allowed)}", key=key, nth=nth)
        return tuple(several)

    def text(self, told: Any, *, key: str, nth: int | None = None) -> str:
        """A text that says something."""
        if not isinstance(told, str) or not told.strip():
            self.wrong(f"{key} is no text", key=key, nth=nth)
        return str(told)

    def whole_number(self, told: Any, *, key: str) -> int:
        """A whole number."""
        if not isinstance(told, int):
            self.wrong(f"{key} is not a whole number", key=key)
        return int(told)

    def name(self, told: Any, *, key: str, nth: int | None = None) -> str:
        """A name that an address can have."""
        if not isinstance(told, str) or not NAME.fullmatch(told):
            self.wrong(f"{key} is not in small letters, numbers and hyphens", key=key, nth=nth)
        return str(told)

    def keys(
        self, told: Mapping[str, Any], *, allowed: set[str], needed: Sequence[str], nth: int | None = None
    ) -> None:
        """Look that nothing is there that means nothing, and nothing is missing."""
        for unknown in sorted(set(told) - allowed):
            self.wrong(f"nothing here is called {unknown}", key=unknown, nth=nth)
        for missing in (name for name in needed if name not in told):
            self.wrong(f"{missing} is missing", nth=nth)

    def wrong(self, what: str, *, line: int = 0, key: str = "", nth: int | None = None) -> NoReturn:
        """Raise WrongFile with the place."""
        raise WrongFile(f"{self.path.name}, line {line or self._line(key, nth)}: {what}.") from None

    def _line(self, key: str, nth: int | None) -> int:
        """The line of a key, in the nth table or before the first; where it is not, the head of that part."""
        lines = self.source.splitlines()
        heads = [number for number, text in enumerate(lines, 1) if text.strip() == f"[[{self.table}]]"]
        first = 1 if nth is None or nth >= len(heads) else heads[nth]
        end = next((head for head in heads if head > first), len(lines) + 1)
        own = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=") if key else None
        return next((number for number in range(first, end) if own and own.match(lines[number - 1])), first)


def said(text: str) -> Promise | str:
    """Return the text in the reader's language. An empty one stays empty: the catalogue keeps its head under it."""
    return gettext_lazy(text) if text else ""
