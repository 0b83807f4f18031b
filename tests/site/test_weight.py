"""What a page weighs for somebody with an old phone and a slow line. Source: the budgets in bench/weight.py."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from bench.weight import PUBLIC, PUBLIC_KB, PUBLIC_REQUESTS, ROOM_KB, ROOM_REQUESTS, weigh
from tests.cast import Cast
from tests.served import Served

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


def test_a_first_visit_to_a_public_page_is_light(served_here: Served, cast: Cast, new_context: NewContext):
    kilobytes, requests = weigh(new_context().new_page(), served_here.address + PUBLIC)
    assert 1 < kilobytes <= PUBLIC_KB
    assert 1 < requests <= PUBLIC_REQUESTS


def test_a_first_visit_to_a_live_room_is_light(served_here: Served, cast: Cast, new_context: NewContext):
    context = new_context()
    context.add_cookies([cast.ada.cookie | {"url": served_here.address}])
    assert cast.topic is not None
    for number in range(16):
        cast.say(f"{number} " + "I walked to the river before the others were up. " * 6, by=cast.bea)
    page = context.new_page()
    kilobytes, requests = weigh(page, f"{served_here.address}/topics/{cast.topic.pk}/")
    assert page.locator(".words > .word").count() == 20
    assert 5 < kilobytes <= ROOM_KB
    assert 3 < requests <= ROOM_REQUESTS


def test_packed_pages_of_equal_words_differ_in_length(cast: Cast):
    """Somebody who watches lengths cannot weigh a guess against what else stands on the page."""
    lengths = {
        len(cast.ada.client.get("/groups/", headers={"Accept-Encoding": "gzip"}).content) for _ in range(12)
    }
    answer = cast.ada.client.get("/groups/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(lengths) > 3
