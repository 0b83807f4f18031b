"""The list of topics: who wrote last and when, never how much; and all of it read with one press."""

from mutuality.rooms import operations as rooms
from tests.cast import Cast
from tests.reading_pages import text
from tests.safety.test_boundaries import newest, told


def line_of(cast: Cast, html: str) -> str:
    assert cast.topic is not None
    return html.partition(f'id="t-{cast.topic.pk}"')[2].partition("</li>")[0]


def test_it_says_who_wrote_last(cast: Cast) -> None:
    room = f"/rooms/{cast.room.pk}/"
    since = newest(cast)
    cast.say("hello", by=cast.dov)
    assert ">Dov<" in line_of(cast, cast.ada.client.get(room).content.decode())
    assert ">Dov<" in line_of(cast, told(cast, cast.ada, since=since))


def test_whom_i_hid_is_not_the_last_to_me(cast: Cast) -> None:
    room = f"/rooms/{cast.room.pk}/"
    rooms.draw_boundary(cast.dov.place, by=cast.ada.place, now=cast.now)
    cast.say("before", by=cast.una)
    since = newest(cast)
    cast.say("hello", by=cast.dov)
    for shown in (cast.ada.client.get(room).content.decode(), told(cast, cast.ada, since=since)):
        assert ">Una<" in line_of(cast, shown) and ">Dov<" not in line_of(cast, shown)
    assert ">Dov<" in line_of(cast, cast.bea.client.get(room).content.decode())


def test_all_is_read_with_one_press(cast: Cast) -> None:
    room = f"/rooms/{cast.room.pk}/"
    cast.say("hello", by=cast.dov)
    assert "Mark all as read" in text(cast.ada.client.get(room))
    after = text(cast.ada.client.post(f"{room}reading/", follow=True))
    assert "All topics here are marked as read." in after and "Mark all as read" not in after
    assert "Mark all as read" in text(cast.bea.client.get(room))
