"""A word out of its pattern reads exactly as its template would render it, whoever wrote what."""

from datetime import timedelta
from itertools import product

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from mutuality.kit import clock
from mutuality.rooms import rendering
from mutuality.rooms.queries import Spoken

HOSTILE = ("Bea", "<b>Bea</b>", '" onclick="x', "{{ word.id }}{% now %}", "m0m", "بيا", "&amp; &")


def spoken(name: str, *, bound: str, note: str, reworded: bool, ago: timedelta) -> Spoken:
    """Somebody's word without signals."""
    return Spoken(
        id="w1",
        order=7,
        version=1,
        topic="t1",
        place="p1",
        person="x1",
        said_at=clock.now() - ago,
        ends_at=clock.now() - ago + timedelta(days=30),
        came=3,
        reworded=reworded,
        name=name,
        bound=bound,
        note=note,
        words=f"{name}\n\n- {name} *said* <script>",
    )


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("ago", [timedelta(), timedelta(days=1), timedelta(days=3), timedelta(days=30)])
def test_it_is_what_the_template_renders(name: str, ago: timedelta) -> None:
    for mine, reworded, bound, note in product((True, False), (True, False), ("", name), ("", name)):
        word = spoken(name, bound=bound, note=note, reworded=reworded, ago=ago)
        for _twice in range(2):
            filled = rendering._filled(word, language="en", mine=mine)
            with translation.override("en"):
                assert filled == render_to_string("rooms/word.html", rendering._context(word, mine=mine))


def test_the_next_person_is_never_given_the_words_of_the_one_before() -> None:
    kept = {"bound": "", "note": "", "reworded": False, "ago": timedelta()}
    first = rendering._filled(spoken("Ada", **kept), language="en", mine=False)
    second = rendering._filled(spoken("Bea", **kept), language="en", mine=False)
    assert "Ada" in first
    assert "Ada" not in second
