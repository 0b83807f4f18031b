"""Pages that nobody looked at grow ugly in silence: the walk through all pages comes by every address."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from mutuality.kit.routes import BUILDERS, routes
from tests.pictures import Seen

pytestmark = [pytest.mark.browser, pytest.mark.looks]


def test_the_walk_comes_by_every_address_that_has_a_page(every_page: list[Seen]) -> None:
    with_page = [urlsplit(each.address).path for each in every_page if each.name not in ("not-here", "demo")]
    seen = {resolve(path).view_name for path in with_page}
    pages = {name for name, route in routes().items() if route.is_page and route.who != BUILDERS}
    assert not pages - seen - {"demo"}
    assert not [name for name in seen if not routes()[name].is_page]


def test_each_picture_has_a_name_of_its_own(every_page: list[Seen]) -> None:
    names = [each.name for each in every_page]
    assert len(names) == len(set(names))
