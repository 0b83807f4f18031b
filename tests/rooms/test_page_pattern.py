"""A topic's page out of its pattern is what its template renders, whoever asks, and holds nothing of anybody else."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from mutuality.fast.patterns import Page, Pattern, frozen
from mutuality.rooms import operations
from mutuality.rooms.fragments import forget_all
from tests.cast import Cast, Someone

RANDOM = re.compile(r'(?<=value=")\w{32,}(?=")|(?<=page=")\w{16}(?=")')
HOSTILE = '"><b>{{ person }}</b>{% now "Y" %}m0m&amp;'


def straight(
    self: Pattern, form: object, context: Callable[..., Mapping[str, Any]], values: Any, *, language: str
) -> str:
    """The same page with nothing kept: the template itself, given the values."""
    with translation.override(language):
        return render_to_string(self._template, dict(context(values)))


def page(someone: Someone, address: str) -> str:
    answer = someone.client.get(address)
    assert answer.status_code == 200
    return RANDOM.sub("random", answer.content.decode())


def both(someone: Someone, address: str) -> tuple[str, str]:
    """The page as it is filled, and as its template renders it."""
    filled = page(someone, address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pattern, "fill", straight)
        forget_all()
        return filled, page(someone, address)


def test_it_is_what_the_template_renders(cast: Cast) -> None:
    assert cast.topic is not None
    title = operations.begin_topic(title=HOSTILE, by=cast.bea.place, now=cast.now)
    cast.say(f"I heard that. {HOSTILE}", by=cast.bea, topic=title)
    operations.draw_boundary(cast.bea.place, by=cast.una.place, now=cast.now)
    cast.una.person.__class__.objects.filter(pk=cast.una.person.pk).update(
        theme="dark", size="large", language="es"
    )
    for number in range(25):
        cast.say(f"number {number}", by=cast.dov)
    pages = set()
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        for row in (cast.topic, title):
            for query in ("", "?before=30", f"?quote={cast.words['bea'].pk}"):
                page(someone, f"/topics/{row.pk}/")  # what was new is read
                filled, rendered = both(someone, f"/topics/{row.pk}/{query}")
                assert filled == rendered
                pages.add(filled)
    assert len(pages) > 14


def test_what_is_new_stands_below_its_line(cast: Cast) -> None:
    assert cast.topic is not None
    address = f"/topics/{cast.topic.pk}/"
    page(cast.ada, address)
    assert 'id="new"' not in page(cast.ada, address)
    cast.say("Said while Ada was away.", by=cast.bea)
    shown = page(cast.ada, address)
    known, _line, new = shown.partition('<li class="since" id="new">')
    assert "Said while Ada was away." in new and "Said while Ada was away." not in known
    assert "phone ring" in known


def test_nobody_is_given_the_page_of_the_one_before(cast: Cast) -> None:
    assert cast.topic is not None
    address = f"/topics/{cast.topic.pk}/"
    for _twice in range(2):
        for someone in (cast.ada, cast.bea, cast.una):
            shown = page(someone, address)
            me = someone.place.pk
            assert f"/places/{me}/boundary/" not in shown
            for other in (each for each in (cast.ada, cast.bea, cast.una) if each is not someone):
                assert f"/places/{other.place.pk}/boundary/" in shown


@pytest.mark.parametrize("strange", [object(), {"a": {1, 2}}, [lambda: ""], 1.5])
def test_what_could_hold_anything_cannot_decide_a_page(strange: object) -> None:
    with pytest.raises(TypeError):
        frozen(strange)
    with pytest.raises(TypeError):
        Page("rooms/topic.html", names=("title",)).answer(
            RequestFactory().get("/"), {"other": strange}, {"title": "x"}
        )
