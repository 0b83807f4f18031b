"""What is installed holds everything that runs."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from tests.architecture.reading import PACKAGE, ROOT, tracked

PATTERNS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]


def left_behind(files: Iterable[Path], *, patterns: list[str]) -> list[Path]:
    """Files that a package would be without. Patterns are read from the folder of each package."""
    return [path for path in files if path.suffix != ".py" and not taken_along(path, patterns=patterns)]


def taken_along(path: Path, *, patterns: list[str]) -> bool:
    packages = [parent for parent in path.parents if (parent / "__init__.py").exists()]
    return any(path in package.glob(pattern) for package in packages for pattern in patterns)


def test_no_file_is_left_behind():
    ours = [path for path in tracked() if path.is_relative_to(PACKAGE)]
    assert not left_behind(ours, patterns=PATTERNS)


def test_a_file_left_behind_would_be_found(tmp_path):
    (tmp_path / "__init__.py").touch()
    (tmp_path / "words.csv").touch()
    (tmp_path / "signposts.md").touch()
    found = left_behind(tmp_path.iterdir(), patterns=["*.md"])
    assert [path.name for path in found] == ["words.csv"]
