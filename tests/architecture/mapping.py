"""The pages of the map: every address, the function that answers it, and for whom. ``bin/map`` writes them."""

import inspect
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.architecture.reading import ROOT

MAP = ROOT / "docs/explanation/map.md"
BEGIN, END = "<!-- pages: written by bin/map -->", "<!-- end of pages -->"


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


def written() -> str:
    """The table as it should stand in the map."""
    from django.urls import get_resolver

    from mutuality.site.doors import DOORS

    rows = [
        f"| `{page.pattern}` | [{_name(page.view)}]({_link(page.view)}) | {DOORS[page.name].who.value} |"
        for page in pages(get_resolver())
    ]
    return "\n".join(["| address | answered by | for whom |", "|---|---|---|", *rows])


def stands() -> str:
    """The table as it does stand in the map."""
    return MAP.read_text().split(BEGIN)[1].split(END)[0].strip()


def write() -> None:
    """Put the table of today into the map."""
    before, rest = MAP.read_text().split(BEGIN)
    MAP.write_text(f"{before}{BEGIN}\n{written()}\n{END}{rest.split(END)[1]}")


def _file(view: Callable[..., Any]) -> Path:
    return Path(inspect.getsourcefile(inspect.unwrap(view)) or "").resolve()


def _name(view: Callable[..., Any]) -> str:
    inner = inspect.unwrap(view)
    return f"{_file(view).relative_to(ROOT / 'mutuality').with_suffix('')}: {inner.__name__}"


def _link(view: Callable[..., Any]) -> str:
    return f"../../{_file(view).relative_to(ROOT)}"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    write()
