"""Migrations outlive the code around them, so they import nothing of ours."""

from pathlib import Path

from django.db.migrations.loader import MigrationLoader

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


def test_each_migration_is_made_whole_or_not_at_all() -> None:
    """One that is cut in the middle could not go on from there, nor begin from the start."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    assert len(known) >= 10
    assert [str(one) for one in known.values() if not one.atomic] == []


def test_rows_are_changed_in_the_database_that_is_migrated() -> None:
    """Another one is made beside the one that is served when a place moves; there the rows are."""
    changing = [file for file in PACKAGE.glob("*/migrations/0*.py") if "RunPython(" in file.read_text()]
    assert len(changing) > 1
    for file in changing:
        text = file.read_text()
        assert "schema_editor.connection.alias" in text and ".using(" in text, file
