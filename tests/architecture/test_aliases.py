"""One name for each module: what is called ``people`` in one file is not something else in the next."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.reading import PACKAGE

# Many apps have modules of these names, so from outside an app they are told apart by it.
SHARED = {
    name
    for name, apps in Counter(
        path.stem
        for path in PACKAGE.glob("*/*.py")
        if path.stem not in ("__init__", "apps", "models", "urls")
    ).items()
    if apps > 1
}


def wanted(app: str, module: str, *, own: bool) -> str:
    """What a module is called: in its own app by its name; from outside, ``operations`` is the app itself."""
    if own:
        return module
    return app if module == "operations" else f"{app}_{module}"


def imports(source: str, *, app: str) -> Iterator[tuple[str, str]]:
    """Yield each name under which a shared module is imported, with the one that is wanted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.count(".") == 1:
            package, other = node.module.split(".")
            if package == "mutuality" and other != "kit":
                for each in node.names:
                    if each.name in SHARED:
                        yield each.asname or each.name, wanted(other, each.name, own=other == app)


def odd(source: str, *, app: str) -> list[str]:
    """The imports under another name than the one that all files use."""
    return [f"{name}, not {right}" for name, right in imports(source, app=app) if name != right]


def sources() -> list[Path]:
    """Every file of the product but its migrations."""
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def test_each_module_has_one_name_in_all_files() -> None:
    assert {"operations", "queries", "terms"} <= SHARED
    found = {
        str(path.relative_to(PACKAGE)): names
        for path in sources()
        if (names := odd(path.read_text(), app=path.relative_to(PACKAGE).parts[0]))
    }
    assert found == {}


def test_another_name_would_be_found() -> None:
    assert odd("from mutuality.people import queries as people", app="rooms") == [
        "people, not people_queries"
    ]
    assert odd("from mutuality.people import operations", app="rooms") == ["operations, not people"]
    assert odd("from mutuality.people import operations, queries", app="people") == []
    assert odd("from mutuality.people import operations as people", app="rooms") == []
