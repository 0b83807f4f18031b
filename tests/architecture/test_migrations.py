"""Migrations outlive the code around them, so they import nothing of ours."""

from pathlib import Path

from tests.architecture.reading import PACKAGE


def _importing(files: list[Path]) -> list[str]:
    return [
        str(file)
        for file in files
        if "mutuality." in file.read_text() or "import mutuality" in file.read_text()
    ]


def test_migrations_import_nothing_of_ours(tmp_path: Path) -> None:
    files = sorted(PACKAGE.glob("*/migrations/0*.py"))
    assert len(files) >= 10
    assert _importing(files) == []
    planted = tmp_path / "0001_initial.py"
    planted.write_text("import mutuality.kit.ids\n")
    assert _importing([planted]) == [str(planted)]
