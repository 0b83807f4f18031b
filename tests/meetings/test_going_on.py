"""That a meeting is open is told at once to its people, on Home and in their talk, and to nobody else."""

import html
import re
from datetime import datetime

import pytest
from django.urls import reverse

from mutuality.groups.terms import ABOUT
from mutuality.live import queries as live_queries
from mutuality.live.batch import answer
from mutuality.live.models import Notice
from mutuality.live.terms import Reader
from mutuality.meetings import going_on
from mutuality.meetings.operations import close, room
from mutuality.rooms import operations as rooms
from mutuality.site import wiring
from tests.cast import Cast, Someone
from tests.meetings.table import gather


def heard(who: Someone, kind: str, ref: str, *, since: int, now: datetime, only: str = "") -> str:
    """What an open page of this person is sent since this count."""
    assert who.session is not None and who.person is not None
    reader = Reader(session=who.session.id, person=who.person.pk, language="en", only=only)
    (said,) = answer(wiring.LIVE[kind], kind, ref, asks=[(reader, since)], now=now).answers
    assert said is not None
    return said.decode()


@pytest.fixture
def circle(cast: Cast) -> str:
    return cast.group.circle_id


def test_home_is_told_when_a_meeting_begins_and_when_it_ends(cast: Cast, circle: str) -> None:
    since = live_queries.newest(going_on.home_topic())
    meeting = room.open_meeting(cast.ada.membership, now=cast.now)
    said = heard(cast.dov, "home", "all", since=since, now=cast.now)
    assert f'id="open-{circle}"' in said and reverse("meeting", args=[meeting.pk]) in said
    close.close(meeting, now=cast.now)
    said = heard(cast.dov, "home", "all", since=since, now=cast.now)
    assert f'id="open-{circle}"' in said and " hidden>" in said and "A meeting is open" not in said


def test_who_is_not_in_the_group_is_sent_not_one_byte(cast: Cast) -> None:
    since = live_queries.newest(going_on.home_topic())
    room.open_meeting(cast.ada.membership, now=cast.now)
    assert heard(cast.cy, "home", "all", since=since, now=cast.now) == ""
    assert heard(cast.dov, "home", "all", since=since, now=cast.now)


def test_the_talk_of_the_group_is_told_too(cast: Cast, circle: str) -> None:
    since = live_queries.newest(rooms.stream(cast.room.pk))
    room.open_meeting(cast.ada.membership, now=cast.now)
    assert f'id="open-{circle}"' in heard(cast.dov, "room", cast.room.pk, since=since, now=cast.now)


def listens(page: str) -> str:
    """To which address an open page listens."""
    found = re.search(r'<live-feed src="([^"]+)" since="\d+"', page)
    assert found, "This page hears of nothing."
    return html.unescape(found[1])


def test_about_hears_of_the_meeting_and_of_no_words(cast: Cast, circle: str) -> None:
    for page in (reverse("group", args=[cast.group.pk]), reverse("meetings", args=[cast.group.pk])):
        assert (
            listens(cast.dov.client.get(page).content.decode()) == f"/live/room/{cast.room.pk}/?part={ABOUT}"
        )
    since = live_queries.newest(rooms.stream(cast.room.pk))
    word = cast.say("not for this page", by=cast.bea)
    room.open_meeting(cast.ada.membership, now=cast.now)
    said = heard(cast.dov, "room", cast.room.pk, since=since, now=cast.now, only=ABOUT)
    assert f'id="open-{circle}"' in said and word.pk not in said and "not for this page" not in said


def test_all_meetings_hear_of_it_and_the_card_goes_with_the_close(cast: Cast, circle: str) -> None:
    page = cast.dov.client.get("/meetings/").content.decode()
    assert listens(page) == going_on.STREAM and f'id="open-{circle}"' not in page
    gather(cast)
    for page in ("/meetings/", reverse("meetings", args=[cast.group.pk])):
        assert cast.dov.client.get(page).content.decode().count(f'id="open-{circle}"') == 1
    assert f'id="open-{circle}"' not in cast.cy.client.get("/meetings/").content.decode()


def test_nothing_is_kept_of_which_meeting_it_was(cast: Cast, circle: str) -> None:
    meeting = room.open_meeting(cast.ada.membership, now=cast.now)
    rows = list(Notice.objects.filter(kind=going_on.KIND).values_list("topic", "ref"))
    assert len(rows) == 2 and {ref for _topic, ref in rows} == {circle}
    assert not Notice.objects.filter(topic=going_on.home_topic(), ref=meeting.pk).exists()


def test_the_line_is_on_every_page_of_the_group_but_the_meeting_s_own(cast: Cast, circle: str) -> None:
    pages = [
        reverse("room", args=[cast.room.pk]),
        reverse("topic", args=[cast.topic.pk]),
        reverse("decisions", args=[cast.group.pk]),
    ]
    line = f'id="open-{circle}"'
    assert not [page for page in pages if line in cast.una.client.get(page).content.decode()]
    table = gather(cast)
    assert not [page for page in pages if line not in cast.una.client.get(page).content.decode()]
    assert line not in cast.ada.client.get(reverse("meeting", args=[table.meeting.pk])).content.decode()


def test_nobody_without_a_session_listens_to_home(cast: Cast) -> None:
    feed = going_on.HomeFeed()
    asked = {"language": "en", "asked": {}, "now": cast.now}
    assert feed.admit("all", token=cast.una.token, **asked)
    assert feed.admit("all", token="none", **asked) is None and feed.admit("all", token=None, **asked) is None
    assert feed.admit(cast.room.pk, token=cast.una.token, **asked) is None


def test_who_joins_from_home_is_told_at_the_door_of_somebody_they_hid(cast: Cast) -> None:
    table = gather(cast)
    rooms.draw_boundary(cast.ada.place, by=cast.una.place, now=cast.now)
    seats = reverse("meeting-seats", args=[table.meeting.pk])
    door = cast.una.client.post(seats, follow=True)
    assert b"person you hid" in door.content and b'name="told"' in door.content
    inside = cast.una.client.post(seats, {"told": "1"}, follow=True)
    assert b'name="told"' not in inside.content


def test_who_has_a_seat_in_it_is_not_asked_to_join(cast: Cast, circle: str) -> None:
    meeting = room.open_meeting(cast.ada.membership, now=cast.now)
    room.sit_in(meeting, by=cast.ada.membership, now=cast.now)
    talk = f"/rooms/{cast.room.pk}/"
    line = f'id="open-{circle}"'
    assert line in cast.dov.client.get(talk).content.decode()
    assert line not in cast.ada.client.get(talk).content.decode()
