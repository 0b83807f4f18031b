"""Files are named by their subject, functions are short, and nothing tells where this was written."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.reading import PACKAGE, ROOT, functions, modules, tracked, tree

NO_SUBJECT = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "manager",
    "managers",
    "service",
    "services",
}
NO_SUBJECT |= {"handler", "handlers", "misc", "base", "lib"}
LONGEST = 40
FREE_TEXT = ("docs", "deploy")
# Django looks for a kind of database under this name.
NAMED_BY_DJANGO = {PACKAGE / "kit/postgresql/base.py"}


def without_subject(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.stem in NO_SUBJECT]


def too_long(source: ast.Module) -> list[str]:
    return [act.name for act in functions(source) if (act.end_lineno or 0) - act.lineno + 1 > LONGEST]


def undocumented(source: ast.Module) -> Iterator[str]:
    for node in source.body:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.name


def untyped(source: ast.Module) -> list[str]:
    return [act.name for act in functions(source) if act.returns is None]


def hosts_of_this_machine() -> set[str]:
    """Where packages come from here: pip's settings and the machine's own sources."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True
    ).stdout
    return set(re.findall(r"(?:https?://|file://)([^\s'/]+[^\s']*|/[^\s']+)", said))


def telling(text: str, *, places: Iterable[str]) -> list[str]:
    return [place for place in places if place in text]


def test_modules_are_named_by_their_subject():
    assert not without_subject(set(PACKAGE.rglob("*.py")) - NAMED_BY_DJANGO)


def test_functions_are_short():
    found = [f"{path.relative_to(ROOT)}: {name}" for path in modules() for name in too_long(tree(path))]
    assert not found, "\n".join(found)


def test_public_names_say_what_they_mean():
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        if path.name not in ("apps.py", "urls.py", "settings.py")
        for name in undocumented(tree(path))
    ]
    assert not found, "\n".join(found)


def test_functions_say_what_they_return():
    found = [f"{path.relative_to(ROOT)}: {name}" for path in modules() for name in untyped(tree(path))]
    assert not found, "\n".join(found)


def test_nothing_tells_where_this_was_written():
    hosts = hosts_of_this_machine()
    found = []
    for path in tracked():
        text = path.read_bytes().decode(errors="replace")
        free = path.relative_to(ROOT).parts[0] in FREE_TEXT
        places = hosts if free or len(ROOT.parts) < 3 else {*hosts, f"{ROOT}/"}
        found += [f"{path.relative_to(ROOT)}: {place}" for place in telling(text, places=places)]
    assert not found, "\n".join(found)


def test_faults_would_be_found():
    assert without_subject([Path("rooms/utils.py"), Path("rooms/models.py")]) == [Path("rooms/utils.py")]
    long = "def long() -> None:\n    '''Long.'''\n" + "    x = 1\n" * LONGEST
    assert too_long(ast.parse(long + "def short() -> None: ...")) == ["long"]
    assert list(undocumented(ast.parse("def said(): 'Yes.'\ndef unsaid(): ...\ndef _own(): ..."))) == [
        "unsaid"
    ]
    assert untyped(ast.parse("def typed() -> int: ...\ndef bare(): ...")) == ["bare"]
    assert telling(f"{ROOT}/bin", places=[f"{ROOT}/"])
