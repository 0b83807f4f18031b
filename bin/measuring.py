"""Runs what ``bench/`` measures and prints one table.

A bench module has ``rows() -> list[dict]``: measure, value, unit, reference, budget and met in each row.
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import bench

Row = dict[str, object]
COLUMNS = ("measure", "value", "unit", "reference", "budget", "met")


def names() -> list[str]:
    """The parts that can be measured."""
    return [part.name for part in pkgutil.iter_modules(bench.__path__) if not part.name.startswith("_")]


def rows(parts: Iterable[str]) -> list[Row]:
    """What was measured, part by part."""
    return [row for part in parts for row in importlib.import_module(f"bench.{part}").rows()]


def cell(value: object) -> str:
    """A value as the table shows it."""
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def table(found: list[Row]) -> str:
    """The rows in columns that line up."""
    lines = [COLUMNS, *(tuple(cell(row.get(column)) for column in COLUMNS) for row in found)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines
    )


HEAD = """# Performance

Written by `bin/bench --page docs/reference/performance.md` on {day}, on {machine}. The server has one core, its
callers another. "reference" is a bare server that only copies bytes, or one plain Django page, measured in the same
run; what a budget asks is a share of it wherever one is given. What else ran on the machine weighs on all figures,
so the shares say more than the numbers. "NO" means that the budget was missed in this run.

| measure | value | unit | reference | budget | met |
|---|---|---|---|---|---|
"""


def machine() -> str:
    """What kind of machine this is, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, Python {platform.python_version()}"
    )


END = "<!-- end of the table -->\n"


def page(found: list[Row], *, before: str = "") -> str:
    """The same rows as a page of the docs; what stood ``before`` below the table, written by hand, stays."""
    head = HEAD.format(day=datetime.now(UTC).date(), machine=machine())
    lines = (" | ".join(cell(row.get(column)) for column in COLUMNS) for row in found)
    return head + "".join(f"| {line} |\n" for line in lines) + "\n" + END + before.partition(END)[2]


def main() -> int:
    """Measure what was asked for; the exit code is 1 when a budget was missed."""
    asked = argparse.ArgumentParser(prog="bin/bench", description="Measure and compare with the budgets.")
    asked.add_argument("parts", nargs="*", metavar="PART", help="what to measure (default: everything)")
    asked.add_argument("--json", type=Path, metavar="FILE", help="also write the rows to this file")
    asked.add_argument("--page", type=Path, metavar="FILE", help="also write them as a page of the docs")
    wanted = asked.parse_args()
    found = rows(wanted.parts or names())
    print(table(found))
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n")
    if wanted.page:
        before = wanted.page.read_text() if wanted.page.exists() else ""
        wanted.page.write_text(page(found, before=before))
    return int(any(row.get("met") is False for row in found))


if __name__ == "__main__":
    sys.exit(main())
