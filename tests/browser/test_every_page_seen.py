"""Pages that nobody looked at grow ugly in silence: the walk through all pages comes by every address."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from mutuality.site.doors import DOORS, Who
from tests.pictures import Seen

pytestmark = [pytest.mark.browser, pytest.mark.looks]

# Files, redirects and what only a script asks for: there is no page to look at.
NO_PAGE = {
    "acceptance",
    "taking-back",
    "exit",
    "robots",
    "privacy-control",
    "passkey-challenge",
    "passkey-adding",
    "kept-file",
    "meeting-dates",
    "ui:style",
    "ui:script",
    "ui:sheet",
    "ui:letters",
}


def test_the_walk_comes_by_every_address_that_has_a_page(every_page: list[Seen]) -> None:
    with_page = [urlsplit(each.address).path for each in every_page if each.name not in ("not-here", "demo")]
    seen = {resolve(path).view_name for path in with_page}
    pages = {name for name, door in DOORS.items() if "GET" in door.methods and door.who is not Who.BUILDERS}
    assert pages - seen - {"demo"} == NO_PAGE


def test_each_picture_has_a_name_of_its_own(every_page: list[Seen]) -> None:
    names = [each.name for each in every_page]
    assert len(names) == len(set(names))
