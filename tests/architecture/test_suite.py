"""What is promised about the tests themselves; see ``docs/reference/testing.md``."""

import re
from pathlib import Path

from tests.served import ROOT

TWO_AT_ONCE = re.compile(r"from tests\.at_once import .*\b(at_once|overlapping)\b")


def on_one_database_only(files: list[Path]) -> list[str]:
    """The modules that let two act at once, and don't say that the database may make a difference."""
    texts = {file: file.read_text() for file in files}
    return [
        file.name
        for file, text in texts.items()
        if TWO_AT_ONCE.search(text) and "pytest.mark.both" not in text
    ]


def test_what_two_do_at_once_is_tested_on_both_databases(tmp_path: Path) -> None:
    assert on_one_database_only(sorted((ROOT / "tests").rglob("test_*.py"))) == []
    forgotten = tmp_path / "test_forgotten.py"
    forgotten.write_text("from tests.at_once import at_once, unowned\n")
    assert on_one_database_only([forgotten]) == ["test_forgotten.py"]
