"""All meetings of my groups on one page: what is open, and the next dates."""

import re
from datetime import time, timedelta

from django.urls import reverse

from mutuality.meetings.operations import when
from mutuality.rooms import operations as rooms
from tests.cast import Cast
from tests.meetings.table import gather
from tests.reading_pages import text

PAGE = "/meetings/"


def test_it_is_a_place_of_the_frame(cast: Cast) -> None:
    page = cast.ada.client.get(PAGE).content.decode()
    assert re.search(r'href="/meetings/"\s+aria-current="page"', page)


def test_an_open_meeting_can_be_joined_from_here(cast: Cast) -> None:
    table = gather(cast)
    page = cast.una.client.get(PAGE)
    assert reverse("meeting-seats", args=[table.meeting.pk]) in page.content.decode()
    assert "A meeting is open" in text(page) and "A meeting is open" not in text(cast.cy.client.get(PAGE))


def test_a_meeting_is_started_from_here_unless_one_is_open(cast: Cast) -> None:
    opening = reverse("meeting-opening", args=[cast.group.pk])
    assert f'formaction="{opening}"' in cast.una.client.get(PAGE).content.decode()
    gather(cast)
    assert opening not in cast.una.client.get(PAGE).content.decode()


def test_who_starts_one_that_somebody_they_hid_has_just_opened_is_told_at_the_door(cast: Cast) -> None:
    table = gather(cast)
    rooms.draw_boundary(cast.ada.place, by=cast.una.place, now=cast.now)
    opening = reverse("meeting-opening", args=[cast.group.pk])
    door = cast.una.client.post(opening, follow=True)
    assert "1 person you hid is in the room." in text(door) and b'name="told"' in door.content
    assert not table.meeting.sitters.filter(membership=cast.una.membership).exists()
    assert cast.dov.client.post(opening)["Location"] == reverse("meeting", args=[table.meeting.pk])


def test_somebody_i_hid_is_never_named_as_who_opened_it(cast: Cast) -> None:
    gather(cast)
    assert "Ada started it" in text(cast.una.client.get(PAGE))
    rooms.draw_boundary(cast.ada.place, by=cast.una.place, now=cast.now)
    page = text(cast.una.client.get(PAGE))
    assert "started it" not in page and "1 person you hid is in it." in page


def test_it_shows_the_next_dates_of_each_group(cast: Cast) -> None:
    assert cast.second is not None
    parts = {
        "rhythm": "weekly",
        "first_on": (cast.now + timedelta(days=1)).date(),
        "at": time(19),
        "zone": "Europe/London",
        "minutes": 60,
        "way": "here",
        "where": "",
    }
    assert "No dates are set" in text(cast.dov.client.get(PAGE))
    when.settle_times(cast.second, parts=parts, now=cast.now)
    page = text(cast.dov.client.get(PAGE))
    assert page.count("Europe/London") == 1 and "7 pm" in page
    assert "When we meet next" in text(cast.dov.client.get("/"))


def test_who_is_in_no_group_is_told_where_meetings_come_from(cast: Cast) -> None:
    assert "once you're in one" in text(cast.cy.client.get(PAGE))
