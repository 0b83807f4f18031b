"""The trust page walks through every page, and everybody can read it."""

import re

from mutuality.kit.routes import routes
from tests.architecture.reading import ROOT
from tests.architecture.test_words import grade

PAGE = (ROOT / "docs/explanation/trust.md").read_text()
WALK = PAGE.partition("## The walk")[2].partition("## What remains")[0]
NAMED = set(re.findall(r"`([a-z:-]+)`", WALK))
# They show nobody's words and nobody's name: files of the look, and what machines ask for.
WITHOUT_CONTENT = {
    "robots",
    "privacy-control",
    "ui:style",
    "ui:script",
    "ui:sheet",
    "ui:letters",
    "ui:gallery",
}
# A stop may leave one out where another says it.
TOLD = ("Who sees it", "What stays", "We cannot prevent")
PLAIN = 8


def running_text(page: str) -> list[str]:
    """What is read as sentences: without headings, tables and names of pages."""
    lines = [line for line in page.splitlines() if not line.startswith(("#", "|", "`"))]
    plain = re.sub(r"\]\([^)]*\)|[`*\[\]]", "", "\n".join(lines))
    return [" ".join(part.split()) for part in re.split(r"\n\n|\n- ", plain) if part.strip()]


def test_every_page_is_a_stop_of_the_walk() -> None:
    assert set(routes()) - NAMED == WITHOUT_CONTENT


def test_the_walk_goes_nowhere_that_is_not_there() -> None:
    assert not NAMED - set(routes()) - {"demo"}


def test_each_kind_of_line_is_told_at_most_stops() -> None:
    stops = WALK.split("\n### ")[1:]
    assert len(stops) > 10
    assert all(sum(f"**{told}" in stop for stop in stops) >= 8 for told in TOLD)


def test_the_trust_page_reads_easily() -> None:
    assert len(running_text(PAGE)) > 60
    assert grade(running_text(PAGE)) <= PLAIN
