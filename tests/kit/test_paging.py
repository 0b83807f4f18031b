"""Which page of a list is asked for; what is no number asks for the newest."""

import pytest
from django.test import RequestFactory

from mutuality.kit import paging


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("", None),
        ("12", 12),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("-1", None),
        ("x", None),
        ("1.5", None),
    ],
)
def test_the_page_that_is_asked_for(asked: str, before: int | None) -> None:
    assert paging.before(RequestFactory().get("/", {"before": asked})) == before


def test_nothing_asks_for_the_newest() -> None:
    assert paging.before(RequestFactory().get("/")) is None
