"""A crawler takes every link; a member sends row names of places they are not in."""

import re

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from mutuality.groups.models import KnockAnswer
from mutuality.kit.routes import EVERYONE, routes
from mutuality.meetings.models import Sitter
from tests.architecture.test_doors import parts
from tests.cast import GROUP, SECOND_GROUP, Cast, cookie
from tests.meetings.table import Gathering, gather
from tests.reading_pages import text


def test_a_crawler_gets_the_public_pages_and_nobodys_name(cast: Cast) -> None:
    client, todo, seen = cast.nobody.new_client(), ["/"], set()
    while todo:
        address = todo.pop()
        name = name_of(address)
        if address in seen or name == "exit":
            continue
        seen.add(address)
        assert routes()[name].who == EVERYONE, address
        answer = client.get(address)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow" and answer.status_code == 200, address
        said = text(answer)
        # The limits name who runs the place: here that is Ada.
        others = (s.name for s in cast.everybody.values() if s.person and s is not cast.ada)
        known = (GROUP, SECOND_GROUP, *others)
        assert not [one for one in known if re.search(rf"\b{re.escape(one)}\b", said)], address
        todo += links(answer)
    assert len(seen) > 9
    assert text(client.get("/robots.txt")) == "User-agent: * Disallow: /"


def name_of(address: str) -> str:
    try:
        return resolve(address.split("?")[0]).view_name
    except Resolver404:
        return "nowhere"


def links(answer: HttpResponse) -> list[str]:
    return re.findall(r'href="(/[^"#]*)"', answer.content.decode())


@pytest.mark.parametrize(
    ("name", "sent"), [("knock-answers", {"welcome": "yes"}), ("meeting-change", {"yes": "yes"})]
)
def test_a_row_of_one_group_is_not_reached_through_another(name: str, sent: dict, cast: Cast) -> None:
    gather(cast)
    assert cast.second is not None
    through = parts(name, cast) | {"group_id": cast.second.group_id}
    assert cast.dov.client.post(reverse(name, kwargs=through), sent).status_code == 404
    assert not KnockAnswer.objects.exists()
    assert cast.dov.client.post(reverse(name, kwargs=parts(name, cast)), sent).status_code == 302


def test_nobody_acts_from_somebody_elses_seat(cast: Cast) -> None:
    gather(cast)
    meeting = Gathering.of(cast).meeting
    theirs = Sitter.objects.get(meeting=meeting, membership=cast.bea.membership).pk
    for name, sent in (
        ("meeting-turn", {"act": f"pass/{theirs}"}),
        ("meeting-turn", {"act": f"listen/{theirs}"}),
        ("meeting-words", {"words": "not mine", "seat": theirs}),
        ("meeting-phone", {"act": f"gone/{theirs}"}),
    ):
        answer = cast.ada.client.post(reverse(name, args=[meeting.pk]), sent)
        assert answer.status_code == 404, (name, sent)
    assert "not mine" not in text(cast.bea.client.get(reverse("meeting", args=[meeting.pk])))


def test_few_names_a_day_can_be_asked_about_by_a_member(cast: Cast) -> None:
    """Changing the name one signs in with told whether someone goes by it, 240 times a minute."""
    answers = [
        text(cast.bea.client.post("/you/", {"name": name}))
        for name in ("Cy", "Una", "Ada", "Dov", "Cy", "Una")
    ]
    assert all("uses this name" in answer for answer in answers[:5])
    assert "uses this name" not in answers[5] and "five names a day" in answers[5]


def test_the_door_tells_little_of_who_is_here(cast: Cast) -> None:
    cast.bea.client.post(f"/groups/{cast.group.pk}/invitations/", {"way": "link"})
    guest = cast.nobody.new_client()
    guest.cookies[cookie("d")] = cast.doors.opened
    sent = {"passphrase": "seven boats on a green lake", "yes": "on", "bound": ""}
    for name in ("Ada", "Cy"):
        said = text(guest.post("/door/", sent | {"name": name}))
        assert "used here. Please choose another one" in said and "uses this name" not in said, name
    for _name in range(19):
        last = text(guest.post("/door/", sent | {"name": "Cy"}))
    assert "Today 20 names were tried" in last
    assert "Today 20 names were tried" in text(guest.post("/door/", sent | {"name": "Nobody has this one"}))
