"""Ways in: each works as it says, for as long as it says, and looking uses nothing up."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from mutuality.groups import operations, queries
from mutuality.groups.models import Invitation, Membership
from mutuality.groups.terms import Way
from mutuality.kit import clock
from mutuality.people.models import Person
from tests import stolen
from tests.cast import Cast, Someone, cookie
from tests.reading_pages import text

PREVIEWS = ("WhatsApp/2.23", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "TelegramBot", "curl/8")
YES = {"name": "Gus", "passphrase": "seven boats on a green lake", "yes": "on", "bound": ""}


def link(cast: Cast) -> str:
    return f"/invitation/{cast.doors.link}/"


def test_a_link_leads_in_once(cast: Cast) -> None:
    client = cast.nobody.client
    assert client.post(link(cast))["Location"] == "/door/"
    page = text(client.get("/door/"))
    assert "All of what we promise" in page and "Ada, who pays" in page and "Bea has invited you." in page
    assert client.post("/door/", YES).status_code == 302
    assert "Gus" in text(cast.ada.client.get(f"/groups/{cast.group.pk}/"))
    for again in (client, cast.nobody.new_client()):
        assert again.post(link(cast)).status_code == again.get(link(cast)).status_code == 404
        assert again.get("/door/").status_code == 404


@pytest.mark.parametrize("agent", PREVIEWS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_and_link_previews_use_nothing_up(agent: str, method: str, cast: Cast) -> None:
    before = list(Invitation.objects.order_by("pk").values())
    for address in (link(cast), f"/knocking/{cast.doors.many}/"):
        answer = cast.nobody.new_client().generic(method, address, headers={"User-Agent": agent})
        assert answer.status_code in (200, 405)
        assert not answer.cookies.get(cookie("d")) and "Tuesday evening" not in answer.content.decode()
    assert list(Invitation.objects.order_by("pk").values()) == before
    assert cast.nobody.new_client().post(link(cast)).status_code == 302


def test_an_opened_link_belongs_to_the_device_that_opened_it(cast: Cast) -> None:
    cast.nobody.client.post(link(cast))
    other = cast.nobody.new_client()
    assert other.get("/door/").status_code == 404
    other.cookies[cookie("d")] = cast.doors.link
    assert other.get("/door/").status_code == 404
    assert cast.nobody.client.get("/door/").status_code == 200


def test_after_72_hours_every_way_is_closed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = cast.nobody.client
    client.cookies[cookie("d")] = cast.doors.opened
    for hours, status in ((71, 200), (72, 404), (100, 404)):
        monkeypatch.setattr(clock, "now", lambda h=hours: cast.now + timedelta(hours=h))
        for address in (link(cast), f"/knocking/{cast.doors.many}/", "/door/"):
            assert client.get(address).status_code == status, (address, hours)
    assert client.post("/invitation/", {"four": cast.doors.spoken}).status_code == 422


def test_one_act_takes_back_everything_that_is_open(cast: Cast) -> None:
    client = cast.nobody.client
    client.cookies[cookie("d")] = cast.doors.opened
    assert client.get("/door/").status_code == 200
    cast.dov.client.post(f"/groups/{cast.group.pk}/invitations/closing/")
    assert not Invitation.objects.filter(group=cast.group).exists()
    for address in (link(cast), f"/knocking/{cast.doors.many}/", "/door/"):
        assert client.get(address).status_code == 404
    assert client.post("/door/", YES).status_code == 404
    assert client.post("/invitation/", {"four": cast.doors.spoken}).status_code == 422
    ledger = text(cast.bea.client.get(f"/groups/{cast.group.pk}/ledger/"))
    assert "Canceled all open invitations" in ledger and "Dov" in ledger


def test_taking_back_again_writes_no_second_line(cast: Cast) -> None:
    for _click in range(2):
        cast.dov.client.post(f"/groups/{cast.group.pk}/invitations/closing/")
    lines = queries.ledger_lines(cast.group)
    assert [line.says for line in lines].count("Canceled all open invitations") == 1


@pytest.mark.parametrize("spoken", ["{}", " {} ", "{}.", "{}\n"])
@pytest.mark.parametrize("between", [" ", "-", ", ", "   "])
def test_four_words_open_however_they_are_typed(spoken: str, between: str, cast: Cast) -> None:
    typed = spoken.format(cast.doors.spoken.replace(" ", between).title())
    assert cast.nobody.client.post("/invitation/", {"four": typed})["Location"] == "/door/"
    assert cast.nobody.new_client().post("/invitation/", {"four": typed}).status_code == 422


@pytest.mark.parametrize("four", ["", "one two three four", "\x00", "\u200b", "x" * 900, "<b>a</b> b c d"])
def test_other_words_open_nothing(four: str, cast: Cast) -> None:
    assert cast.nobody.client.post("/invitation/", {"four": four}).status_code == 422
    assert cast.nobody.client.post("/invitation/", {"four": cast.doors.spoken}).status_code == 302


def test_guessing_four_words_slows_down(cast: Cast) -> None:
    wrong = {"four": "one two three four"}
    for _try in range(8):
        cast.nobody.client.post("/invitation/", wrong, REMOTE_ADDR="192.0.2.7")
    answer = cast.nobody.client.post("/invitation/", wrong, REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 422 and "many tries" in text(answer)


def test_tokens_are_at_rest_only_as_keyed_hashes(cast: Cast) -> None:
    doors = cast.doors
    for token in (doors.link, doors.many, doors.opened, doors.knock_token, doors.spoken):
        assert stolen.anywhere(token) == []


def test_no_leaves_nothing_behind(cast: Cast) -> None:
    client, before = cast.nobody.client, Person.objects.count()
    client.post(link(cast))
    client.get("/door/")
    answer = client.post("/door/turning-away/")
    assert answer["Location"] == "/door/turned-away/" and not answer.cookies[cookie("d")].value
    assert Person.objects.count() == before
    assert client.get(link(cast)).status_code == 404


def test_yes_needs_a_yes(cast: Cast) -> None:
    client, before = cast.nobody.client, Person.objects.count()
    client.post(link(cast))
    for wrong in ({"yes": ""}, {"name": "Ada"}, {"name": "\u200b"}, {"passphrase": "short"}, {"name": "Adа"}):
        answer = client.post("/door/", YES | wrong)
        assert answer.status_code == 422, wrong
        assert Person.objects.count() == before
    assert client.post("/door/", YES).status_code == 302


def at_dovs_door(cast: Cast) -> tuple[Client, str]:
    """Somebody at the door of the group in which Dov is alone, and the mark of what they read there."""
    token = operations.invite(cast.second, way="link", by=cast.dov.person, now=cast.now)
    guest = cast.nobody.new_client()
    guest.post(f"/invitation/{token}/")
    page = guest.get("/door/").content.decode()
    return guest, re.search(r'name="read" value="(\w{16})"', page)[1]


@pytest.mark.parametrize("part", ["agreement", "retention_days"])
def test_a_yes_counts_for_what_was_read_and_for_nothing_else(part: str, cast: Cast) -> None:
    """Dov could else put other words before somebody, and change them while they read."""
    guest, read = at_dovs_door(cast)
    stands = {"wording": queries.terms_of(cast.second.group), "retention_days": 30, "meetings": None}
    other = replace(stands["wording"], agreement="Everything said here may be passed on.")
    new = {"wording": other} if part == "agreement" else {"retention_days": 90}
    operations.settle_terms(cast.second, **stands | new, by=cast.dov.person, now=cast.now)
    answer = guest.post("/door/", YES | {"read": read})
    page = answer.content.decode()
    assert answer.status_code == 422 and "was changed while you read it" in page
    assert "may be passed on" in page or "90 days" in page
    assert 'class="step start" id="agreed"' in page
    assert not Person.objects.exclude(
        pk__in=[one.person.pk for one in cast.everybody.values() if one.person]
    ).exists()
    read = re.search(r'name="read" value="(\w{16})"', page)[1]
    assert guest.post("/door/", YES | {"read": read}).status_code == 302


def test_two_clicks_on_yes_make_one_member(cast: Cast) -> None:
    client = cast.cy.client
    client.post(link(cast))
    sent = {"name": "Cy", "bound": "", "yes": "on"}
    kept = client.cookies[cookie("d")].value
    first = client.post("/door/", sent)
    client.cookies[cookie("d")] = kept
    assert client.post("/door/", sent).status_code == 404
    assert first["Location"] == f"/rooms/{cast.room.pk}/"
    assert Membership.objects.filter(person=cast.cy.person).count() == 1


def test_a_name_like_a_members_is_refused_at_the_door(cast: Cast) -> None:
    cast.cy.client.post(link(cast))
    for name in ("Dоv", "DOV", " d o v".replace(" ", ""), "Dóv"):
        answer = cast.cy.client.post("/door/", {"name": name, "yes": "on"})
        assert answer.status_code == 422, name
    assert cast.cy.client.post("/door/", {"name": "Cyril", "yes": "on"}).status_code == 302


def test_a_link_for_many_never_lets_in_without_a_knock(cast: Cast) -> None:
    many = queries.invitation_for(cast.doors.many, now=cast.now)
    assert many and many.way == Way.MANY
    assert cast.nobody.client.post(f"/invitation/{cast.doors.many}/").status_code == 404
    with pytest.raises(operations.NotOpen):
        operations.come_in(many, name="Cy", bound="", by=cast.cy.person, now=cast.now)


def test_what_a_member_makes_is_shown_once(cast: Cast) -> None:
    page = cast.ada.client.post(
        f"/groups/{cast.group.pk}/invitations/", {"way": "link"}, follow=True
    ).content.decode()
    made = page.split("/invitation/")[1].split("/")[0]
    assert len(made) > 20
    assert made not in cast.ada.client.get(f"/groups/{cast.group.pk}/invitations/").content.decode()


@pytest.mark.parametrize("way", ["", "opened", "LINK", "x"])
def test_there_are_three_ways_to_make(way: str, cast: Cast) -> None:
    invitations = f"/groups/{cast.group.pk}/invitations/"
    before = Invitation.objects.count()
    assert cast.ada.client.post(invitations, {"way": way}).status_code == 404
    assert Invitation.objects.count() == before


@pytest.mark.parametrize("way", ["link", "spoken", "many"])
def test_loading_the_page_again_makes_no_other_way_in(way: str, cast: Cast) -> None:
    address = f"/groups/{cast.group.pk}/invitations/"
    before = Invitation.objects.count()
    assert cast.ada.client.post(address, {"way": way})["Location"] == address
    assert 'id="made"' in cast.ada.client.get(address).content.decode()
    assert 'id="made"' not in cast.ada.client.get(address).content.decode()
    assert Invitation.objects.count() == before + 1


def open_ways(cast: Cast) -> set[str]:
    return set(Invitation.objects.filter(group=cast.group).values_list("pk", flat=True))


def cancel(cast: Cast, someone: Someone, row: str, group: str = "") -> int:
    address = f"/groups/{group or cast.group.pk}/invitations/{row}/cancellation/"
    return someone.client.post(address).status_code


def test_one_invitation_is_cancelled_and_no_other(cast: Cast) -> None:
    before, found = open_ways(cast), queries.invitation_for(cast.doors.link, now=cast.now)
    assert cancel(cast, cast.bea, found.pk) == 302
    assert before - open_ways(cast) == {found.pk}
    assert cast.nobody.client.get(link(cast)).status_code == 404
    assert cast.nobody.client.get(f"/knocking/{cast.doors.many}/").status_code == 200
    assert cancel(cast, cast.bea, found.pk) == 302


def test_cancelling_ones_own_is_no_power_and_that_of_another_is_recorded(cast: Cast) -> None:
    """Bea made all of these."""
    said = "Canceled an invitation that someone else had made"
    link_, many = (
        queries.invitation_for(token, now=cast.now) for token in (cast.doors.link, cast.doors.many)
    )
    assert {link_.by_id, many.by_id} == {cast.bea.membership.pk}
    cancel(cast, cast.bea, link_.pk)
    assert said not in [line.says for line in queries.ledger_lines(cast.group)]
    for _click in range(2):
        cancel(cast, cast.dov, many.pk)
    lines = [line for line in queries.ledger_lines(cast.group) if line.says == said]
    assert [line.by for line in lines] == ["Dov"]


def test_only_members_cancel_and_only_in_their_group(cast: Cast) -> None:
    found = queries.invitation_for(cast.doors.link, now=cast.now)
    assert cancel(cast, cast.cy, found.pk) == 404
    cancel(cast, cast.eli, found.pk)
    cancel(cast, cast.dov, found.pk, group=cast.second.group_id)
    assert found.pk in open_ways(cast)
    assert cancel(cast, cast.una, found.pk) == 302 and found.pk not in open_ways(cast)


def test_each_open_invitation_says_until_when_and_has_its_own_button(cast: Cast) -> None:
    page = cast.bea.client.get(f"/groups/{cast.group.pk}/invitations/").content.decode()
    assert page.count("/cancellation/") == len(open_ways(cast)) > 2
    assert re.search(r'<time datetime="[\d:T+-]+" data-by="device"', page)
    assert re.search(r" data-near>\w+, [\d:]+ [ap]m \(UTC\)</time>", page)
    for row in open_ways(cast):
        assert f'id="i-{row}"' in page and f'aria-describedby="i-{row}"' in page


@pytest.mark.parametrize("way", ["link", "many"])
def test_a_link_can_be_shared_by_the_device_alone(way: str, cast: Cast, settings: Any) -> None:
    settings.ADDRESS = "https://example.org"
    address = f"/groups/{cast.group.pk}/invitations/"
    page = cast.bea.client.post(address, {"way": way}, follow=True).content.decode()
    made = re.search(r'id="made" translate="no">([^<]+)<', page)[1]
    assert made.startswith("https://example.org/")
    assert '<share-text from="made"' in page and '<copy-text from="made"' in page and 'class="qr"' in page
    message = unquote(html.unescape(re.search(r'href="sms:\?&amp;body=([^"]+)"', page)[1]))
    assert message.endswith(made)
    for whose in ("group", "Bea", "Tuesday evening", "Elm Street"):
        assert whose not in message
    assert "How others can reach it" not in page and "only open on this computer" not in page


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_on_one_computer_no_link_goes_out(host: str, cast: Cast, settings: Any) -> None:
    settings.ADDRESS = f"http://{host}"
    address = f"/groups/{cast.group.pk}/invitations/"
    page = cast.bea.client.post(address, {"way": "link"}, follow=True).content.decode()
    assert "A link would only open on this computer." in page
    for outward in ('class="qr"', "<share-text", "<copy-text", "sms:"):
        assert outward not in page
    folded = page[page.index("<details") : page.index("</details>")]
    assert 'id="made"' in folded
