"""What takes two: of somebody I hid, I read that someone would like it, and everybody else reads the name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mutuality.groups import operations as groups
from mutuality.live.terms import For, Hint
from mutuality.meetings import queries
from mutuality.meetings.operations import care, close, floor, when
from mutuality.rooms.feed import RoomFeed
from mutuality.site import wiring
from tests.cast import Cast
from tests.live.audience import audience
from tests.meetings.table import Table, first_on, times
from tests.reading_pages import text
from tests.safety.test_boundaries import draw


def page(table: Table) -> str:
    return reverse("meeting", args=[table.meeting.pk])


def on_open_page(table: Table, cast: Cast, *, who: str) -> str:
    """What the cards on this person's open page become."""
    room, person = table.meeting.room_id, getattr(cast, who).person.pk
    feed = wiring.LIVE["room"]
    assert isinstance(feed, RoomFeed)
    made = feed.render(room, [Hint(1, "meeting", table.meeting.pk)], audience(person))
    cards = [one.html[For("en", person)] for one in made if one.target in ("care", "turn")]
    return " ".join(" ".join(cards).split())


WISHES = {
    "step": (
        "%s would like to start: What is on our minds",
        lambda t: floor.next_step(t.seats["Bea"], step=1, now=t.now),
    ),
    "on": (
        "%s would like to go to the next person",
        lambda t: floor.move_on(t.seats["Bea"], holder=t.row().floor, now=t.now),
    ),
    "go-on": ("%s thinks we can go on.", lambda t: care.go_on(t.seats["Bea"], now=t.now)),
    "stay": ("%s would like to stay longer.", lambda t: close.stay_open(t.seats["Bea"], now=t.now)),
}


@pytest.mark.parametrize("kind", WISHES)
def test_a_wish_in_the_room(table: Table, cast: Cast, kind: str) -> None:
    if kind == "go-on":
        care.need(table.seats["Dov"], now=table.now)
    if kind == "stay":
        close.ask_to_close(table.seats["Dov"], now=table.now)
    said, wish = WISHES[kind]
    wish(table)
    assert queries.scene(table.row()).wished(kind) == ["Bea"]
    draw(cast)
    for shown in (text(cast.ada.client.get(page(table))), on_open_page(table, cast, who="ada")):
        assert said % "Someone" in shown and said % "Bea" not in shown
    for shown in (text(cast.dov.client.get(page(table))), on_open_page(table, cast, who="dov")):
        assert said % "Bea" in shown


def test_a_wish_about_a_date(cast: Cast) -> None:
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    when.change_date(cast.bea.membership, on=first_on(cast.now), to_on=None, to_at=None, now=cast.now)
    draw(cast)
    where = reverse("meetings", args=[cast.group.pk])
    mine = text(cast.ada.client.get(where))
    assert "Someone would like to change" in mine and "Bea would like" not in mine
    assert "Bea would like to change" in text(cast.dov.client.get(where))


def test_a_welcome_at_the_door(cast: Cast) -> None:
    assert cast.doors is not None
    groups.answer(
        cast.doors.knock, welcome=True, membership=cast.bea.membership, by=cast.bea.person,
        now=cast.now + timedelta(minutes=1),
    )  # fmt: skip
    draw(cast)
    where = reverse("knocks", args=[cast.group.pk])
    assert "Yes from: Someone" in text(cast.ada.client.get(where))
    assert "Yes from: Bea" in text(cast.dov.client.get(where))
