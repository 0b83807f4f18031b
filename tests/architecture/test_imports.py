"""Arrows point one way."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=root, capture_output=True, text=True
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    only_python = shutil.ignore_patterns("templates", "static", "styles", "modules", "__pycache__")
    shutil.copytree(ROOT / "mutuality", tmp_path / "mutuality", ignore=only_python)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_points_downwards():
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr


def test_an_upward_import_would_be_found(copy):
    clock = copy / "mutuality/kit/clock.py"
    clock.write_text(clock.read_text() + "\nfrom mutuality.site import wiring\n")
    found = lint(copy)
    assert found.returncode != 0
    assert "mutuality.kit.clock -> mutuality.site" in found.stdout


def test_a_model_that_calls_an_operation_would_be_found(copy):
    (copy / "mutuality/groups/operations.py").write_text('"""Verbs."""\n')
    (copy / "mutuality/groups/models.py").write_text("from mutuality.groups import operations\n")
    found = lint(copy)
    assert found.returncode != 0
    assert "mutuality.groups.models -> mutuality.groups.operations" in found.stdout


@pytest.mark.parametrize("app", ["rooms", "safety"])
def test_a_way_around_the_doors_would_be_found(copy, app):
    queries = copy / "mutuality/decisions/queries.py"
    queries.write_text(queries.read_text() + f"\nfrom mutuality.{app} import models as theirs\n")
    found = lint(copy)
    assert found.returncode != 0
    assert f"mutuality.decisions.queries -> mutuality.{app}.models" in found.stdout


def test_every_way_to_rows_that_is_allowed_is_used():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    for contract in (each for each in contracts if each["type"] == "protected"):
        (rows,) = contract["protected_modules"]
        app = rows.removesuffix(".models")
        for importer in set(contract["allowed_importers"]) - {app}:
            file = ROOT / f"{importer.replace('.', '/')}.py"
            assert f"from {rows} import" in file.read_text(), importer
