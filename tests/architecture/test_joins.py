"""Each app says in one module what it joins, and none of them is forgotten."""

from collections import Counter
from importlib import import_module

import pytest

from mutuality.kit.joins import Joins
from mutuality.people import operations as people
from mutuality.site import joined, order, wiring
from tests.architecture.reading import PACKAGE


def forgotten(known: tuple[Joins, ...]) -> list[str]:
    """The apps whose joins are not in the list."""
    modules = sorted(path.parent.name for path in PACKAGE.glob("*/joins.py") if path.parent.name != "kit")
    assert len(modules) >= 9
    return [app for app in modules if import_module(f"mutuality.{app}.joins").JOINS not in known]


def twice(known: tuple[Joins, ...], *, part: str) -> list[str]:
    """The names that two apps give to something: the second would silently take the place of the first."""
    return [
        name
        for name, count in Counter(name for app in known for name in getattr(app, part)).items()
        if count > 1
    ]


def test_no_app_is_forgotten():
    assert forgotten(joined.APPS) == []
    assert forgotten(joined.APPS[1:]) == [order.APPS[0]]


@pytest.mark.parametrize("part", ["ways_back", "duties", "feeds", "own_words"])
def test_no_name_is_joined_twice(part: str):
    assert twice(joined.APPS, part=part) == []
    assert twice((Joins(duties={"a": None}), Joins(duties={"a": None})), part="duties") == ["a"]  # type: ignore[dict-item]


def test_the_duties_of_the_place_keep_their_names():
    assert set(wiring.returning()) == {"sweep", "ending"} | {
        name for app in joined.APPS for name in app.duties
    }


def test_the_person_goes_last():
    """What hangs on them goes first, while it can still be found through them."""
    assert joined.DEPARTURES[-1] == people.depart
