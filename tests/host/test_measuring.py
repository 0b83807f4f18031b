"""What was measured becomes a page of the docs, and what somebody wrote below the table stays."""

import runpy
from pathlib import Path

MEASURING = runpy.run_path(str(Path(__file__).parents[2] / "bin" / "measuring.py"))


def row(value: float, *, met: bool) -> dict[str, object]:
    return {"measure": "a page", "value": value, "unit": "1/s", "reference": 2.0, "budget": 3, "met": met}


def test_a_table_is_written_anew_and_the_words_below_it_stay() -> None:
    first = MEASURING["page"]([row(1.5, met=False)])
    assert "| a page | 1.50 | 1/s | 2.00 | 3 | NO |" in first
    second = MEASURING["page"]([row(4.25, met=True)], before=first + "\n## Why\n\nBecause.\n")
    assert "| a page | 4.25 | 1/s | 2.00 | 3 | yes |" in second
    assert "1.50" not in second
    assert second.endswith("\n## Why\n\nBecause.\n")
