"""Whoever reads the log of a server learns that something happened, and nothing of anybody.

Each server that this suite starts is stopped with this same look through all that it said (``tests/served.py``).
"""

import pytest
from django.urls import get_resolver

from tests.architecture.test_doors import patterns
from tests.served import told_of_anybody

AT = "timestamp='2026-01-01T10:00:00.000000Z' level='info' event='page' request='a4q7xwv7f73vhvx0'"


@pytest.mark.parametrize(
    "line",
    [
        f"{AT} pattern='groups/<str:group_id>/' status=200 ms=12",
        f"{AT} pattern='' status=302 ms=0",
        "error=ValueError at=mutuality.rooms.feed:12",
        f"{AT} pattern='' status=500 ms=0error=KeyError at=x:1",
        "http://localhost:8000",
        "  Sign in once as Bea: http://localhost:8000/demo/x/",
    ],
)
def test_that_something_happened_may_be_said(line: str) -> None:
    assert told_of_anybody(f"{line}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        f"{AT} pattern='groups/k2m4q7xwv7f73vhv/' status=200 ms=12",
        f"{AT} pattern='sign-in/' status=200 ms=12 name='Robin'",
        f"{AT} pattern='sign-in/' status=200 ms=12 from=192.0.2.7",
        "error=ValueError at=mutuality.rooms.feed:12 invalid literal",
        "error=ValueError: I came home",
        "KeyError: 'Bea'",
        "192.0.2.7 - GET /groups/",
    ],
)
def test_anything_more_would_be_found(line: str) -> None:
    assert told_of_anybody(f"{line}\n") == [line]


def test_the_name_of_every_address_is_a_pattern() -> None:
    for pattern in patterns(get_resolver()):
        assert told_of_anybody(f"{AT} pattern='{pattern.pattern}' status=200 ms=1\n") == []
