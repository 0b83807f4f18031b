"""What the heaviest list of the shelf weighs for somebody with an old phone and a slow line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from bench.weight import PUBLIC_KB, PUBLIC_REQUESTS, weigh
from mutuality.shelf import entries
from tests.cast import Cast
from tests.served import Served

pytestmark = pytest.mark.browser


def test_a_first_visit_to_the_longest_list_is_light(
    served_here: Served, cast: Cast, new_context: Callable[..., BrowserContext]
) -> None:
    longest = max(entries.kinds().values(), key=lambda kind: len(kind.entries))
    address = f"{served_here.address}/shelf/kinds/{longest.slug}/"
    kilobytes, requests = weigh(new_context().new_page(), address)
    assert 1 < kilobytes <= PUBLIC_KB and 1 < requests <= PUBLIC_REQUESTS
