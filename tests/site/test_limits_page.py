"""Changing the limits: the only person here may, and nobody once there are two."""

import pytest
from django.test import Client

from mutuality.safety import queries
from mutuality.site import ending
from tests.cast import Cast, Someone


@pytest.fixture
def alone(cast: Cast) -> Someone:
    """Ada, after everybody else has left."""
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    return cast.ada


def _answers(**changed: str) -> dict[str, str]:
    kept = {name: text for name, text in queries.kept().items() if isinstance(text, str)}
    return kept | changed


def test_the_only_person_states_new_limits_and_the_numbers_stay(alone: Someone) -> None:
    before = queries.limits()
    answer = alone.client.post("/limits/rewording/", _answers(run_by="Ada, on a new computer"))
    after = queries.limits()
    assert (answer.status_code, answer["Location"]) == (302, "/limits/")
    assert (after.host, after.number) == ("Ada, on a new computer", before.number + 1)
    assert after.numbers == before.numbers and after.numbers
    assert b"Change what we promise" in alone.client.get("/limits/").content


def test_an_empty_line_is_asked_for_and_nothing_typed_is_lost(alone: Someone) -> None:
    answer = alone.client.post("/limits/rewording/", _answers(run_by="", kept="only this line is new"))
    assert answer.status_code == 422
    assert b"only this line is new" in answer.content
    assert queries.limits().number == 1


def test_with_others_there_one_person_only_proposes(cast: Cast) -> None:
    answer = cast.ada.client.post("/limits/rewording/", _answers(run_by="Ada alone"))
    assert answer.status_code == 302 and answer["Location"] == "/limits/proposal/"
    assert queries.limits().host != "Ada alone" and queries.limits().number == 1
    assert b"Change what we promise" not in cast.ada.client.get("/limits/").content


def test_crawlers_are_told_to_read_nothing(db: None) -> None:
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    assert Client().get("/.well-known/gpc.json").json()["gpc"] is True
