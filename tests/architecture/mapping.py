"""The tables of addresses in the docs: what answers each, for whom, and what it declares. ``bin/map`` writes them."""

import inspect
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import django
from django.apps import apps
from django.urls import get_resolver

from mutuality.kit.rates import LIMITS
from mutuality.kit.routes import Route, routes
from tests.architecture.reading import ROOT

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

MAP = ROOT / "docs/explanation/map.md"
ADDRESSES = ROOT / "docs/reference/addresses.md"


class Page(NamedTuple):
    """One address: how it looks, its name, and what answers."""

    pattern: str
    name: str
    view: Callable[..., Any]


def pages(resolver: Any, prefix: str = "/", space: str = "") -> Iterator[Page]:
    """Every address of the product, in the order of the address tables."""
    for entry in resolver.url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if hasattr(entry, "url_patterns"):
            yield from pages(entry, pattern, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield Page(re.sub(r"<[^>]*>", "…", pattern), f"{space}{entry.name}", entry.callback)


def answers() -> str:
    """Every address, and what answers it."""
    doors = routes()
    rows = [
        f"| `{page.pattern}` | [{_name(page.view)}]({_link(page.view)}) | {doors[page.name].who.phrase} |"
        for page in pages(get_resolver())
    ]
    return "\n".join(["| address | answered by | for whom |", "|---|---|---|", *rows])


def declarations() -> str:
    """Every address, and what it declares."""
    rows = [
        f"| `{page.pattern}` | {_comes_first(route)} | {_taken(route)} | {_counted(route)} |"
        for page in pages(get_resolver())
        for route in [routes()[page.name]]
    ]
    return "\n".join(
        ["| address | read before it | what is sent there | counted as |", "|---|---|---|---|", *rows]
    )


def limits() -> str:
    """How often what may be done."""
    rows = [
        f"| {name} | {limit.most} in {_span(limit.seconds)} for each {limit.each} |"
        for name, limit in LIMITS.items()
    ]
    return "\n".join(["| counted as | so often |", "|---|---|", *rows])


class Table(NamedTuple):
    """One table that is written from the code, between its two marks in a page."""

    name: str
    page: Path
    written: Callable[[], str]

    def _parts(self) -> tuple[str, str, str]:
        begin, end = f"<!-- {self.name}: written by bin/map -->\n", f"\n<!-- end of {self.name} -->"
        before, rest = self.page.read_text().split(begin)
        table, after = rest.split(end)
        return before + begin, table, end + after

    def current(self) -> str:
        """The table that is in the page."""
        return self._parts()[1]

    def write(self) -> None:
        """Put the table of today into the page."""
        before, _table, after = self._parts()
        self.page.write_text(before + self.written() + after)


TABLES = (
    Table("pages", MAP, answers),
    Table("declarations", ADDRESSES, declarations),
    Table("limits", ADDRESSES, limits),
)


def _comes_first(route: Route) -> str:
    first = [("how to leave", route.shows_peers), ("changed limits", route.limits_first)]
    return ", ".join(name for name, comes in first if comes and "GET" in route.methods) or "–"


def _taken(route: Route) -> str:
    if "POST" not in route.methods:
        return "–"
    when = [("also in maintenance", route.in_maintenance), ("never slowed down", route.never_slowed)]
    return ", ".join(["taken", *(name for name, so in when if so)])


def _counted(route: Route) -> str:
    return ", ".join(route.counted.split()) or "–"


def _span(seconds: int) -> str:
    return {60: "a minute", 3600: "an hour", 86_400: "a day"}.get(seconds, f"{seconds // 60} minutes")


def _file(view: Callable[..., Any]) -> Path:
    return Path(inspect.getsourcefile(inspect.unwrap(view)) or "").resolve()


def _name(view: Callable[..., Any]) -> str:
    inner = inspect.unwrap(view)
    return f"{_file(view).relative_to(ROOT / 'mutuality').with_suffix('')}: {inner.__name__}"


def _link(view: Callable[..., Any]) -> str:
    return f"../../{_file(view).relative_to(ROOT)}"


if __name__ == "__main__":
    for table in TABLES:
        table.write()
