"""The support numbers are one list: on the shelf, in its search, and under "Get support now"."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutuality.kit.refusals import NotHere
from mutuality.safety import putting_right, queries
from mutuality.shelf import access, operations
from mutuality.shelf.models import Suggestion, Wrong
from tests.cast import Cast
from tests.reading_pages import text


def first(cast: Cast) -> str:
    return f"number-{queries.numbers()[0].slug}"


def test_each_number_is_an_entry_that_can_be_found_and_printed(cast: Cast) -> None:
    assert 'href="/shelf/kinds/numbers/"' in cast.nobody.client.get("/shelf/").content.decode()
    kind = cast.nobody.client.get("/shelf/kinds/numbers/").content.decode()
    booklet = text(cast.nobody.client.get("/shelf/booklets/numbers/"))
    for number in queries.numbers():
        assert f'href="/shelf/number-{number.slug}/"' in kind
        page = cast.nobody.client.get(f"/shelf/number-{number.slug}/")
        assert number.reach.split()[0] in text(page) and 'href="tel:' in page.content.decode()
        assert "police" in text(page) and number.reach.split()[0] in booklet
    wanted = queries.numbers()[0]
    found = cast.nobody.client.get("/shelf/search/", {"wanted": wanted.name, "kind": ""}).content.decode()
    listed = found.partition("What was found")[2]
    assert listed.index(f"/shelf/number-{wanted.slug}/") == listed.index("/shelf/number-")


def test_a_number_that_two_changed_is_changed_everywhere_at_once(cast: Cast) -> None:
    number = queries.numbers()[0]
    cast.nobody.client.get("/shelf/search/?wanted=555&kind=")
    row = putting_right.ask(
        slug=number.slug, number=number._asdict() | {"reach": "555-0199"}, by=cast.ada.person, now=cast.now
    )
    putting_right.agree(row.pk, by=cast.dov.person, may_act=lambda one, other: True, now=cast.now)
    for address in (f"/shelf/number-{number.slug}/", "/support/"):
        assert "555-0199" in text(cast.nobody.client.get(address))
    assert (
        f"number-{number.slug}" in cast.nobody.client.get("/shelf/search/?wanted=555&kind=").content.decode()
    )


def test_anyone_says_that_a_number_is_wrong_and_two_change_it_where_it_is_kept(cast: Cast) -> None:
    slug = first(cast)
    cast.nobody.client.post(f"/shelf/{slug}/wrong/", {"line": "No one answers there"})
    assert Wrong.objects.get().entry == slug
    for address in ("/shelf/waiting/", f"/shelf/{slug}/settling/"):
        page = cast.bea.client.get(address)
        assert "No one answers there" in text(page)
        assert f'href="/support/numbers/{slug.removeprefix("number-")}/"' in page.content.decode()


@pytest.mark.parametrize("outcome", ["note", "gone"])
def test_no_note_stands_in_for_a_number_that_is_wrong(cast: Cast, outcome: str) -> None:
    with pytest.raises(NotHere):
        operations.suggest(
            access.entry(first(cast)), outcome=outcome, note="555", by=cast.ada.person, now=cast.now
        )
    answer = cast.ada.client.post(f"/shelf/{first(cast)}/settling/", {"outcome": outcome, "note": "555"})
    assert answer.status_code == 422
    cast.ada.client.post(f"/shelf/{first(cast)}/settling/", {"outcome": "nothing"})
    assert Suggestion.objects.get().outcome == "nothing"


def test_get_support_now_asks_nothing_of_the_shelf(cast: Cast) -> None:
    cast.nobody.client.get("/support/")
    with CaptureQueriesContext(connection) as asked:
        page = cast.nobody.client.get("/support/")
    assert not [each["sql"] for each in asked if "shelf" in each["sql"]]
    assert "<form" not in page.content.decode() and len(page.content) < 5_000
