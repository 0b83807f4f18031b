"""The map leads from each principle and each page to its code in one step, and what it points to is there."""

import ast
import re

import pytest

from tests.architecture import mapping
from tests.architecture.reading import PACKAGE, ROOT

PLACE = re.compile(r"\[(\w+)\]\(\.\./\.\./(mutuality/[\w/]+\.py)\)")
PRINCIPLES = sorted((ROOT / "tests/principles").glob("test_*.py"))


def defined(file: str) -> set[str]:
    """The names that a file of ours says at its outermost level."""
    found: set[str] = set()
    for node in ast.parse((ROOT / file).read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("table", mapping.TABLES, ids=lambda table: table.name)
def test_every_table_of_addresses_is_true(table: mapping.Table) -> None:
    assert table.current() == table.written(), "bin/map writes it again"


def test_what_the_map_names_is_where_it_says():
    pointed = PLACE.findall(mapping.MAP.read_text())
    assert len(pointed) > 40
    assert not [f"{file}: {name}" for name, file in pointed if name not in defined(file)]


def test_every_principle_has_its_line_and_its_test():
    text = mapping.MAP.read_text()
    assert not [path.name for path in PRINCIPLES if f"](../../tests/principles/{path.name})" not in text]


def test_every_app_is_reached_from_the_map():
    reached = {file.split("/")[1] for _, file in PLACE.findall(mapping.MAP.read_text())}
    apps = {path.parent.name for path in PACKAGE.glob("*/signposts.md")}
    assert apps <= reached | {"ui"}
