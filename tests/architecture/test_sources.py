"""The page of sources says truly where each thing is: its files, addresses, states and numbers are checked here."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import get_resolver

from tests.architecture.mapping import pages
from tests.architecture.reading import ROOT

PAGE = ROOT / "docs/reference/sources.md"
STATES = ("works", "partly", "not yet", "refused")
SAYS_MORE = ("partly", "refused")
MOST_WORDS = 14
ROW = re.compile(r"^\|(?! no\. |---).*$", re.MULTILINE)
TEXT = re.compile(r"^- \*\*([A-Z])\*\*", re.MULTILINE)
POINTED = re.compile(r"\]\(([^)]+)\)")


class Row(NamedTuple):
    """One row of the page, cell by cell."""

    number: str
    texts: str
    thing: str
    state: str
    addresses: str
    code: str
    test: str


def rows(page: str) -> list[Row]:
    """Return every row, without the heads of tables. Raises TypeError for one with another number of cells."""
    return [Row(*map(str.strip, line[1:-1].split("|"))) for line in ROW.findall(page)]


def routes() -> set[str]:
    """Return every address of the product, with three dots for what differs."""
    return {page.pattern for page in pages(get_resolver())}


def wrong_in_words(row: Row, *, texts: set[str]) -> Iterator[str]:
    """What is wrong with a row's sentence, its source and its state."""
    state, _, more = row.state.partition(": ")
    if state not in STATES:
        yield f"no state: {row.state}"
    if bool(more) != (state in SAYS_MORE):
        yield f"what more is there to say: {row.state}"
    if not row.texts or set(row.texts.split()) - texts:
        yield f"no text: {row.texts}"
    if not 0 < len(row.thing.split()) <= MOST_WORDS:
        yield f"not 1 to {MOST_WORDS} words: {row.thing}"


def wrong_in_places(row: Row, *, known: set[str], beside: Path) -> Iterator[str]:
    """What is wrong with the places a row points to."""
    state = row.state.partition(": ")[0]
    if state == "works" and not (row.code and row.test):
        yield "works, without code or test"
    if state == "partly" and not row.code:
        yield "partly, without code"
    if state in ("not yet", "refused") and (row.addresses or row.code or row.test):
        yield "is not there, and has a place"
    yield from (f"no route: {at}" for at in row.addresses.split(", ") if at and at.strip("`") not in known)
    for kind, cell in (("code", row.code), ("test", row.test)):
        pointed = POINTED.findall(cell)
        if cell and (not pointed or (kind == "test") != all("tests/" in link for link in pointed)):
            yield f"no {kind}: {cell}"
        yield from (f"no file: {link}" for link in pointed if not (beside / link).is_file())


def wrong(page: str, *, known: set[str], beside: Path) -> list[str]:
    """Everything wrong on the page, by row."""
    crooked = [line for line in ROW.findall(page) if line.count("|") != len(Row._fields) + 1]
    if crooked:
        return [f"another number of cells: {line}" for line in crooked]
    texts, found = set(TEXT.findall(page)), rows(page)
    in_order = [row.number for row in found] == [str(number + 1) for number in range(len(found))]
    faults = [] if in_order else ["the numbers leave one out or come twice"]
    for row in found:
        told = (*wrong_in_words(row, texts=texts), *wrong_in_places(row, known=known, beside=beside))
        faults += [f"{row.number}: {fault}" for fault in told]
    return faults


def test_each_row_is_true_as_far_as_a_program_can_tell():
    found = wrong(PAGE.read_text(), known=routes(), beside=PAGE.parent)
    assert not found, "\n".join(found)


def test_no_row_is_lost():
    assert len(rows(PAGE.read_text())) >= 292


RIGHT = "| 1 | A | Leave in one act | works | `/leaving/` | [it](code.py) | [it](tests/it.py) |"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| 2 | A | Leave | works | `/gone/` | [it](code.py) | [it](tests/it.py) |", "no route"),
        ("| 2 | A | Leave | works | | [it](gone.py) | [it](tests/it.py) |", "no file"),
        ("| 2 | A | Leave | works | | [it](code.py) | [it](tests/gone.py) |", "no file"),
        ("| 2 | A | Leave | works | | [it](code.py) | [it](code.py) |", "no test"),
        ("| 2 | A | Leave | works | | code.py | [it](tests/it.py) |", "no code"),
        ("| 2 | A | Leave | works | | [it](code.py) | |", "works, without code or test"),
        ("| 2 | A | Leave | partly: one | | | |", "partly, without code"),
        ("| 2 | A | Leave | partly | | [it](code.py) | |", "what more is there"),
        ("| 2 | A | Leave | refused | | | |", "what more is there"),
        ("| 2 | A | Leave | soon | | | |", "no state"),
        ("| 2 | A | Leave | not yet | `/leaving/` | | |", "is not there"),
        ("| 2 | A B | Leave | not yet | | | |", "no text"),
        ("| 2 | A | " + "leave " * 15 + "| not yet | | | |", "words"),
        ("| 3 | A | Leave | not yet | | | |", "the numbers"),
        ("| two | A | Leave | not yet | | | |", "the numbers"),
        ("| 2 | A | Leave | not yet |", "another number of cells"),
    ],
)
def test_a_wrong_row_would_be_found(row: str, fault: str, tmp_path: Path):
    (tmp_path / "tests").mkdir()
    for name in ("code.py", "tests/it.py"):
        (tmp_path / name).touch()

    def told(page: str) -> list[str]:
        return wrong(f"- **A**: a text\n\n{page}", known={"/leaving/"}, beside=tmp_path)

    assert told(RIGHT) == []
    (found,) = told(f"{RIGHT}\n{row}")
    assert fault in found
