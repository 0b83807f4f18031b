"""A boundary on pages that are open: mine are made anew at once, and no other page is told anything."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from mutuality.live import frames
from mutuality.live import queries as live
from mutuality.rooms import operations as rooms
from mutuality.rooms.feed import RoomFeed
from mutuality.safety import operations as safety
from mutuality.safety.models import Boundary
from tests.cast import Cast, Someone
from tests.live.listening import House, OpenPage, open_house


@pytest.fixture
def house(transactional_db: None, cast: Cast) -> Iterator[House]:
    """The server, with the room of the cast in it."""
    with open_house({"room": RoomFeed()}) as running:
        yield running


def page_of(someone: Someone, cast: Cast, house: House) -> OpenPage:
    """This person's page of the topic in which people talk, as they get it now, open from now on."""
    assert cast.topic
    page = unescape(someone.client.get(f"/topics/{cast.topic.pk}/").content.decode())
    found = re.search(r'src="(/live/[^"?]*)\??([^"]*)"', page)
    assert found, page
    since = live.newest(rooms.stream(cast.room.pk))
    return OpenPage(
        house.port, token=someone.token, since=since, address=found[1], query=found[2] and "&" + found[2]
    )


def test_my_pages_are_made_anew_and_no_other_hears_a_thing(cast: Cast, house: House) -> None:
    with page_of(cast.ada, cast, house) as ada, page_of(cast.bea, cast, house) as bea:
        before = live.newest(rooms.stream(cast.room.pk))
        rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
        assert [(frame.event, frame.data) for frame in ada.hear(1)] == [("turned", "")]
        safety.lift_boundary(Boundary.objects.get(), by=cast.ada.person, now=cast.now)
        assert [frame.event for frame in ada.hear(1)] == ["turned"]
        cast.say("the next thing anybody hears", by=cast.dov)
        first = bea.hear(1)[0]
        assert first.event == "put" and "the next thing anybody hears" in first.data
        assert first.id == before + 1


def test_lifting_twice_turns_nothing(cast: Cast, house: House) -> None:
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    row = Boundary.objects.get()
    with page_of(cast.ada, cast, house) as ada:
        safety.lift_boundary(row, by=cast.ada.person, now=cast.now)
        safety.lift_boundary(row, by=cast.ada.person, now=cast.now)
        cast.say("then this", by=cast.dov)
        assert [frame.event for frame in ada.hear(2)] == ["turned", "put"]


def test_what_they_say_from_then_on_stays_away_from_my_open_page(cast: Cast, house: House) -> None:
    with page_of(cast.ada, cast, house) as ada:
        cast.say("still heard", by=cast.bea)
        assert any("still heard" in frame.data for frame in ada.hear(1))
        rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
        cast.say("not heard", by=cast.bea)
        cast.say("heard again", by=cast.dov)
        heard: list[str] = []
        while not any("heard again" in data for data in heard):
            heard += [frame.data for frame in ada.hear(1)]
    assert "not heard" not in "".join(heard)


def test_a_page_that_slept_meanwhile_is_made_anew_when_it_comes_back(cast: Cast, house: House) -> None:
    with page_of(cast.ada, cast, house) as before:
        address, query = before.address, before.query
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    since = live.newest(rooms.stream(cast.room.pk))
    for way in ("", "&poll=1"):
        with OpenPage(
            house.port, token=cast.ada.token, since=since, address=address, query=query + way
        ) as again:
            assert again.body() == frames.TURNED
    with page_of(cast.ada, cast, house) as fresh, page_of(cast.bea, cast, house) as bea:
        assert "view=" in fresh.query and "view=" not in bea.query
        cast.say("to a page that is as it should be", by=cast.dov)
        assert fresh.hear(1)[0].event == bea.hear(1)[0].event == "put"
