"""Lists that grow are read page by page, and each line is on one of them."""

import re

import pytest

from mutuality.groups import operations, terms
from mutuality.ledger import operations as ledger
from tests.cast import Cast

LINES = 7


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "LINES_A_PAGE", 3)


def pages(cast: Cast, address: str, *, link: str) -> list[str]:
    """Return each page of a list, by the link that leads on."""
    found, following = [], address
    while following:
        assert len(found) < 20, "The links lead in a circle."
        found.append(cast.bea.client.get(following).content.decode())
        on = re.search(rf'href="(\?{link}=\w+)"', found[-1])
        following = address + on[1] if on else ""
    return found


def test_the_ledger_is_read_page_by_page_the_newest_first(cast: Cast) -> None:
    for number in range(LINES):
        ledger.record(
            cast.group.pk, kind="x", by=None, about=None, text=f"line {number}.", clause="", now=cast.now
        )
    shown = pages(cast, f"/groups/{cast.group.pk}/ledger/", link="before")
    lines = [re.findall(r"line (\d)\.", page) for page in shown]
    assert [line for page in lines for line in page] == [str(number) for number in reversed(range(LINES))]
    assert max(map(len, lines)) == 3


def test_open_ways_in_are_read_page_by_page(cast: Cast) -> None:
    for _way in range(LINES):
        operations.invite(cast.bea.membership, way="link", by=cast.bea.person, now=cast.now)
    shown = pages(cast, f"/groups/{cast.group.pk}/invitations/", link="after")
    counts = [page.count("/cancellation/") for page in shown]
    assert sum(counts) == cast.group.invitations.count() and max(counts) == 3


@pytest.mark.parametrize(
    "asked", ["before=x", "before=", "before=99999999999999", "before=0", "after=nothing", "after=%00"]
)
def test_a_page_that_is_none_breaks_nothing(cast: Cast, asked: str) -> None:
    name = "ledger" if asked.startswith("before") else "invitations"
    assert cast.bea.client.get(f"/groups/{cast.group.pk}/{name}/?{asked}").status_code == 200
