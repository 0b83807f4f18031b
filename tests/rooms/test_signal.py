"""Quiet signals: who gave one, never how many."""

import re

import pytest

from mutuality.rooms import operations
from mutuality.rooms.models import Signal
from mutuality.rooms.terms import Kind
from tests.cast import Cast
from tests.reading_pages import text


def test_a_signal_shows_the_name_and_a_second_one_takes_it_back(cast: Cast) -> None:
    address = f"/words/{cast.words['dov'].pk}/signals/"
    topic = f"/topics/{cast.topic.pk}/"
    assert cast.bea.client.post(address, {"kind": "thanks"}).status_code == 302
    assert "Thank you: Bea" in text(cast.ada.client.get(topic))
    cast.bea.client.post(address, {"kind": "thanks"})
    assert "Thank you: Bea" not in text(cast.ada.client.get(topic))


def test_signals_of_one_person_are_one_of_each_kind(cast: Cast) -> None:
    for kind in Kind.values:
        operations.signal(cast.words["dov"], kind=kind, by=cast.una.place, now=cast.now)
    assert Signal.objects.filter(word=cast.words["dov"], place=cast.una.place).count() == len(Kind.values)


@pytest.mark.parametrize("kind", ["", "like", "HEARD", "heard heard", "1"])
def test_there_are_three_and_no_others(kind: str, cast: Cast) -> None:
    address = f"/words/{cast.words['dov'].pk}/signals/"
    assert cast.bea.client.post(address, {"kind": kind}).status_code == 404
    assert cast.bea.client.post(address, {"kind": "heard"}).status_code == 302


def test_a_signal_from_an_open_page_needs_no_new_page(cast: Cast) -> None:
    address = f"/words/{cast.words['dov'].pk}/signals/"
    answer = cast.bea.client.post(address, {"kind": "heard"}, headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 204


def test_an_outsider_signals_nothing(cast: Cast) -> None:
    before = Signal.objects.count()
    address = f"/words/{cast.words['dov'].pk}/signals/"
    assert cast.cy.client.post(address, {"kind": "heard"}).status_code == 404
    assert Signal.objects.count() == before


def test_many_signals_are_names_and_no_number(cast: Cast) -> None:
    for someone in (cast.ada, cast.bea, cast.una):
        operations.signal(cast.words["dov"], kind="with", by=someone.place, now=cast.now)
    page = cast.dov.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    lists = re.findall(r'<ul class="signals.*?</ul>', page, re.S)
    given = next(found for found in lists if found.count('data-kind="with"') == 3)
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", given))
    assert not any(field.name in ("count", "total", "score") for field in Signal._meta.fields)
