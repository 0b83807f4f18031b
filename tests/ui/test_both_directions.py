"""Pages can be turned: nothing in the look says left or right where it means the beginning or the end of a line."""

import re
from pathlib import Path

import pytest

from mutuality.ui import stylesheet
from mutuality.ui.assets import MODULES

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
FOUR_SIDES = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-width)\s*:\s*([^;}]+)")
IN_SCRIPTS = re.compile(
    r"\.(?:offsetLeft|scrollLeft|marginLeft|marginRight|paddingLeft|paddingRight|style\.(?:left|right))"
)


def one_sided(css: str) -> list[str]:
    """What would stay on its side when the page is turned."""
    found = [match[0] for match in PHYSICAL.finditer(css)]
    for values in FOUR_SIDES.findall(css):
        sides = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", values).split()
        if len(sides) == 4 and sides[1] != sides[3]:
            found.append(values)
    return found


@pytest.mark.parametrize("sheet", stylesheet.sheets(), ids=lambda path: path.name)
def test_the_look_can_be_turned(sheet: Path) -> None:
    assert not one_sided(sheet.read_text())


@pytest.mark.parametrize("script", sorted(MODULES.glob("*.js")), ids=lambda path: path.name)
def test_no_script_counts_on_a_side(script: Path) -> None:
    assert not IN_SCRIPTS.search(script.read_text())


def test_a_side_would_be_found() -> None:
    assert one_sided("a { margin-left: 1px; text-align: right } b { left: 0 }") == [
        "margin-left:",
        "text-align: right",
        "left:",
    ]
    assert one_sided("a { padding: 0 1rem 0 0 }") and not one_sided(
        "a { padding: 0 1rem var(--a, 2px) 1rem }"
    )
    assert not one_sided("a { margin-inline-start: 1px; background: linear-gradient(to right, red, blue) }")
