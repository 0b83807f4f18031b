"""Someone leaves who has done a bit of everything there is here: no row of any app, now or later, leads to them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from mutuality.live.models import Notice
from mutuality.vault.models import Destroyed
from tests import stolen
from tests.architecture.test_doors import cast as world
from tests.cast import Cast
from tests.journeys.looking import everything

# A world in which everyone has done something with each app: who adds an app adds to it, or the doors are not asked.
cast = world
pytestmark = pytest.mark.both

Committed = Callable[..., AbstractContextManager[object]]
# What open pages are told by, for some minutes; it names rows that are gone. And names of destroyed keys.
NAMES_WHAT_IS_GONE = (Notice, Destroyed)


def leading_to(ids: dict[str, str]) -> set[tuple[str, str, str]]:
    """Where in the database, and to what of a person, a column leads; also from inside a longer text."""
    return {
        (model._meta.label, name, what)
        for model, name, value in stolen.values()
        if model not in NAMES_WHAT_IS_GONE
        for row, what in ids.items()
        if row in str(value)
    }


@pytest.mark.parametrize("who", ["bea", "ada", "una", "dov"])
def test_nothing_anywhere_leads_to_who_has_left(
    who: str, cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    leaver = cast.everybody[who]
    assert leaver.person and leaver.membership and leaver.session
    ids = {
        leaver.person.pk: "person",
        leaver.membership.pk: "membership",
        leaver.place.pk: "place",
        leaver.session.id: "session",
    }
    assert len({model for model, _name, _what in leading_to(ids)}) > (30 if who == "bea" else 10)
    with django_capture_on_commit_callbacks(execute=True):
        assert leaver.client.post("/leaving/")["Location"] == "/left/"
    assert leading_to(ids) == set()


def readable() -> str:
    """Everything that the running server can open."""
    return "\n".join(kept for _where, kept in everything())


def test_nothing_that_bea_said_in_any_app_can_be_opened_any_more(
    cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    said = ("They shouted", "Sunday night", "a night outside", "tea 1")
    before = readable()
    assert [each for each in said if each not in before] == []
    with django_capture_on_commit_callbacks(execute=True):
        cast.bea.client.post("/leaving/")
    after = readable()
    assert "phone ring" in after and [each for each in said if each in after] == []
