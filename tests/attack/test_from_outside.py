"""A crawler takes every link; a member sends row names of places they are not in."""

import re

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from mutuality.groups.models import KnockAnswer
from mutuality.meetings.models import Sitter
from mutuality.site.doors import DOORS, Who
from tests.architecture.test_doors import parts
from tests.cast import GROUP, SECOND_GROUP, Cast
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
        assert DOORS[name].who == Who.EVERYONE, address
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
