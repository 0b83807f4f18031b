"""On paper stands what is to be handed over, under a heading that tells nothing, and no sheet is empty."""

import re

import pytest
from playwright.sync_api import Browser

from tests.pictures import Look, Seen, show, showing

pytestmark = [pytest.mark.browser, pytest.mark.looks]

SHEETS = {"limits-sheet": 1, "limits-sheet-large": 2, "meeting-sheet": 1, "codes": 1, "group": 1}
ON_SCREEN_ONLY = ".top, .places, .foot, .trail, .btn, .sig, .offer"
NEUTRAL = {"Page", "Codes", "Group"}


def sheets(pdf: bytes) -> int:
    """How many sheets of paper a document has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_pages_to_hand_over_fit_on_paper(browser: Browser, every_page: list[Seen]) -> None:
    found = {}
    with showing(browser, Look("paper", 1280)) as page:
        for seen in (each for each in every_page if each.name in SHEETS):
            show(page, seen)
            page.emulate_media(media="print")
            found[seen.name] = sheets(page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom"), "15mm")))
            assert page.title() in NEUTRAL
            assert [each for each in page.locator(ON_SCREEN_ONLY).all() if each.is_visible()] == []
    assert found == SHEETS
