"""Who is here: a list that words don't touch, a few people beside a large room, and everyone on a page of their own."""

import re

import pytest

from mutuality.groups import operations as groups
from mutuality.live import queries as live_queries
from mutuality.rooms import operations, queries, rendering, terms
from mutuality.rooms.appearance import appear
from tests.cast import Cast, Someone, bring
from tests.reading_pages import text

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lists that are made from here on."""
    lists, make = list[str](), rendering._as_all_others_see

    def noted(room, *, language):
        lists.append(room.pk)
        return make(room, language=language)

    monkeypatch.setattr(rendering, "_as_all_others_see", noted)
    return lists


def page(cast: Cast, *, by: Someone, path: str = "") -> str:
    return by.client.get(path or f"/topics/{cast.topic.pk}/").content.decode()


def people(html: str) -> list[str]:
    return re.findall(r'<li id="p-(\w+)"', html)


def test_words_leave_the_list_as_it_is(cast: Cast, made: list[str]) -> None:
    for someone in (cast.ada, cast.bea, cast.ada):
        page(cast, by=someone)
        cast.say("A word", by=cast.ada)
    assert len(made) == 1


def test_whoever_comes_or_goes_or_takes_another_name_is_seen_at_once(cast: Cast, made: list[str]) -> None:
    assert "Robin" not in page(cast, by=cast.ada)
    place = cast.una.place
    looks = {"name": "Robin", "pronouns": "", "bound": ""}
    appear(place, **looks, now=cast.now)
    assert "Robin" in text(cast.ada.client.get(f"/rooms/{cast.room.pk}/"))
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    assert "Robin" not in page(cast, by=cast.ada)
    before = people(page(cast, by=cast.ada))
    bring(cast.ada.membership, cast.cy, now=cast.now)
    assert set(people(page(cast, by=cast.ada))) - set(before) == {cast.cy.place.pk}
    assert len(made) == 4


def test_the_count_goes_with_its_room(cast: Cast) -> None:
    room = operations.open_room(circle=cast.room.circle, retention_days=7, now=cast.now)
    operations.take_place(room, name="Ada", bound="", by=cast.ada.person, now=cast.now)
    assert live_queries.newest(queries.who_is_here(room.pk)) == 1
    operations.erase_room(room, now=cast.now)
    assert live_queries.newest(queries.who_is_here(room.pk)) == 0


def test_a_large_room_shows_me_and_some_others_and_leads_to_everyone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone = {one.place.pk for one in (cast.ada, cast.bea, cast.dov, cast.una)}
    address = f"/rooms/{cast.room.pk}/people/"
    for path in ("", f"/rooms/{cast.room.pk}/"):
        assert set(people(html := page(cast, by=cast.dov, path=path))) == everyone and address not in html
    monkeypatch.setattr(terms, "MOST_BESIDE", 2)
    for path in ("", f"/rooms/{cast.room.pk}/"):
        shown = people(html := page(cast, by=cast.dov, path=path))
        assert len(shown) == 2 and shown[0] == cast.dov.place.pk and address in html
        assert f"Shared with the {len(everyone)} people here." in html
    assert set(people(page(cast, by=cast.dov, path=address))) == everyone


def test_only_those_who_hid_someone_find_that_said_beside_their_name(cast: Cast) -> None:
    operations.draw_boundary(cast.una.place, by=cast.ada.place, now=cast.now)
    address = f"/rooms/{cast.room.pk}/people/"
    assert "hidden by you" in page(cast, by=cast.ada, path=address)
    for someone in (cast.una, cast.bea):
        assert "hidden by you" not in page(cast, by=someone, path=address)


def test_who_is_not_in_the_room_finds_no_such_page(cast: Cast) -> None:
    address = f"/rooms/{cast.room.pk}/people/"
    assert cast.cy.client.get(address).status_code == 404
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    assert cast.una.client.get(address).status_code == 404
