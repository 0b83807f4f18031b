"""Saying again who one is gives the device a new token; the one before it opens nothing of what that opened."""

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mutuality.kit import clock
from mutuality.live import queries as live
from mutuality.live.frames import CLOSED
from mutuality.people import operations
from mutuality.people.models import Draft, Parked, Session
from mutuality.rooms import operations as rooms
from mutuality.rooms.feed import RoomFeed
from mutuality.rooms.models import Word
from mutuality.vault.operations import token_hash
from tests import stolen
from tests.cast import Cast, Someone, cookie, sign_in
from tests.live.listening import OpenPage, open_house, until
from tests.people.device import Device
from tests.people.test_passkeys import add, asked

Wait = Callable[[float], None]
OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
OWN = "/you/devices/"


@pytest.fixture
def wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets seconds pass, beginning when nothing was said again for a while."""
    start = cast.now + timedelta(minutes=11)
    Session.objects.update(curtain_at=None)
    Session.objects.filter(own_device=False).update(curtain_at=start + timedelta(minutes=5))
    at = [start]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def passed(seconds: float) -> None:
        at[0] += timedelta(seconds=seconds)

    return passed


@pytest.fixture(params=["own", "not own"])
def someone(request: pytest.FixtureRequest, cast: Cast) -> Someone:
    """A person, on a device of their own or on one that others use too."""
    return cast.bea if request.param == "own" else cast.una


def say_again(who: Someone, client: Client, then: str = OWN) -> HttpResponse:
    return client.post("/curtain/", {"passphrase": who.passphrase, "then": then})


def given(answer: HttpResponse) -> str:
    return answer.cookies[cookie("s")].value


def row_of(who: Someone) -> Session:
    assert who.session is not None
    return Session.objects.get(id=who.session.id)


def topic(cast: Cast) -> str:
    assert cast.topic is not None
    return f"/topics/{cast.topic.pk}/"


def test_saying_it_again_gives_a_new_token_and_keeps_the_session(
    cast: Cast, someone: Someone, wait: Wait
) -> None:
    client = someone.client
    assert client.get(OWN)["Location"].startswith("/curtain/")
    answer = say_again(someone, client)
    assert answer["Location"] == OWN
    new = given(answer)
    assert new != someone.token and len(new) == 64
    assert client.get(OWN).status_code == 200
    row = row_of(someone)
    assert row.token_hash == token_hash(new) and row.label == someone.session.label
    assert stolen.anywhere(new) == [] and stolen.anywhere(someone.token) == []
    assert bool(answer.cookies[cookie("s")]["max-age"]) == row.own_device
    assert answer.cookies[cookie("s")]["httponly"] and answer.cookies[cookie("s")]["samesite"] == "Lax"


def test_a_cookie_copied_before_opens_no_own_page_afterwards(
    cast: Cast, someone: Someone, wait: Wait
) -> None:
    thief = someone.new_client()
    assert thief.get("/groups/").status_code == 200
    say_again(someone, someone.client)
    assert someone.client.get(OWN).status_code == 200
    for own in (OWN, "/you/codes/", "/you/passphrase/", "/you/passkeys/", "/you/kept/"):
        for answer in (thief.get(own), thief.post(own, {"passphrase": "a new one from the thief"})):
            assert answer.status_code == 405 or answer["Location"].startswith("/curtain/"), own
        assert cookie("s") not in answer.cookies
    wait(61)
    for page in (OWN, "/groups/", topic(cast)):
        assert thief.get(page)["Location"].startswith("/sign-in/"), page
        assert someone.client.get(page).status_code == 200, page
    assert thief.post("/curtain/", {"passphrase": "not what they say"})["Location"] == "/sign-in/"


def test_behind_a_curtain_a_copied_cookie_sees_nothing_when_it_is_lifted(cast: Cast, wait: Wait) -> None:
    thief = cast.una.new_client()
    Session.objects.filter(id=cast.una.session.id).update(curtain_at=clock.now())
    assert thief.get("/groups/")["Location"].startswith("/curtain/")
    say_again(cast.una, cast.una.client)
    for page in ("/groups/", topic(cast), OWN):
        assert thief.get(page)["Location"].startswith("/curtain/"), page
    assert cast.una.client.get("/groups/").status_code == 200


def test_a_second_tap_gets_the_same_and_signs_nobody_out(cast: Cast, someone: Someone, wait: Wait) -> None:
    taps = [say_again(someone, someone.new_client()) for _tap in range(3)]
    assert len({given(answer) for answer in taps}) == 1
    assert {answer["Location"] for answer in taps} == {OWN}
    client = someone.new_client()
    client.cookies[cookie("s")] = given(taps[0])
    assert client.get(OWN).status_code == 200


def test_an_answer_that_got_lost_is_asked_for_once_more(cast: Cast, someone: Someone, wait: Wait) -> None:
    say_again(someone, someone.new_client())
    wait(50)
    again = someone.new_client()
    assert again.get("/curtain/").status_code == 200
    say_again(someone, again)
    assert again.get(OWN).status_code == 200


@pytest.mark.parametrize("when", [0, 61])
def test_what_does_not_fit_gives_nothing(cast: Cast, someone: Someone, wait: Wait, when: float) -> None:
    wrong = someone.client.post("/curtain/", {"passphrase": "not what they say here"})
    assert wrong.status_code == 422 and cookie("s") not in wrong.cookies
    assert row_of(someone).token_hash == token_hash(someone.token)
    say_again(someone, someone.client)
    wait(when)
    late = someone.new_client().post("/curtain/", {"passphrase": "not what they say here"})
    assert late.status_code in (302, 422) and cookie("s") not in late.cookies


def test_each_time_it_is_another_and_only_the_last_one_before_is_known(
    cast: Cast, someone: Someone, wait: Wait
) -> None:
    tokens = [someone.token]
    for _time in range(3):
        tokens.append(given(say_again(someone, someone.client)))
    assert len(set(tokens)) == 4
    for old in tokens[:2]:
        client = Client()
        client.cookies[cookie("s")] = old
        assert client.get("/groups/")["Location"].startswith("/sign-in/")


def say(client: Client, cast: Cast, words: str) -> HttpResponse:
    return client.post(topic(cast), {"words": words, "once": words})


def test_words_on_their_way_from_another_tab_are_not_lost(cast: Cast, someone: Someone, wait: Wait) -> None:
    tab = someone.new_client()
    say_again(someone, someone.client)
    before = Word.objects.count()
    answer = say(tab, cast, "sent a moment too early")
    if row_of(someone).own_device:
        assert Word.objects.count() == before + 1
    else:
        assert answer["Location"].startswith("/curtain/") and Parked.objects.count() == 1
        # The browser has one jar of cookies for all its tabs.
        tab.cookies[cookie("s")] = someone.client.cookies[cookie("s")].value
        assert say_again(someone, tab, then=topic(cast))["Location"] == topic(cast)
        assert "sent a moment too early" in tab.get(topic(cast)).content.decode()


def test_words_that_come_much_later_wait_for_their_writer(cast: Cast, someone: Someone, wait: Wait) -> None:
    tab = someone.new_client()
    say_again(someone, someone.client)
    wait(120)
    assert say(tab, cast, "sent from an old tab")["Location"].startswith("/sign-in/")
    assert Parked.objects.get().person == someone.person
    tab.post("/sign-in/", {"name": someone.name, "passphrase": someone.passphrase})
    assert not Session.objects.filter(id=someone.session.id).exists(), "one session for one device"
    tab.post("/way-out/")
    assert "sent from an old tab" in tab.get(topic(cast)).content.decode()


def test_a_draft_of_a_device_not_ones_own_comes_back(cast: Cast, wait: Wait) -> None:
    client = cast.una.client
    found = re.search(r'<idle-curtain[^>]* page="(\w{16})"', client.get(topic(cast)).content.decode())
    assert found
    Session.objects.filter(id=cast.una.session.id).update(curtain_at=clock.now())
    sent = {"place": topic(cast), "draft": "half a thought", "page": found[1]}
    assert client.post("/you/draft/", sent).status_code == 204
    say_again(cast.una, client)
    assert "half a thought" in client.get(topic(cast)).content.decode()
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("after", [0, 61, 3600])
@pytest.mark.parametrize("way", ["/exit", "/sign-out/"])
def test_whoever_leaves_with_an_old_one_is_gone(
    cast: Cast, someone: Someone, wait: Wait, after: float, way: str
) -> None:
    """The answer with the new one may have been lost on the way, while a room is still open in another tab."""
    tab = someone.new_client()
    say_again(someone, someone.client)
    wait(after)
    operations.sweep(now=clock.now())
    answer = tab.get(way, headers=OURS) if way == "/exit" else tab.post(way)
    assert answer.status_code in (302, 303)
    assert not Session.objects.filter(id=someone.session.id).exists()


def test_an_act_begun_before_finds_the_session_by_its_row(cast: Cast, wait: Wait) -> None:
    """A page that has looked up its session meets another token in it: what it does still holds."""
    early = row_of(cast.bea)
    say_again(cast.bea, cast.bea.client)
    operations.end_sessions([early], by=cast.bea.person, now=clock.now())
    assert not Session.objects.filter(id=early.id).exists()


def test_a_passkey_at_the_curtain_gives_a_new_token_too(cast: Cast) -> None:
    device = Device()
    sign_in(cast.una, now=cast.now)
    assert add(cast.una.client, device).status_code == 302
    sign_in(cast.una, now=cast.now, own_device=False)
    Session.objects.filter(id=cast.una.session.id).update(
        curtain_at=cast.now - timedelta(seconds=1), confirmed_until=None
    )
    client, thief = cast.una.new_client(), cast.una.new_client()
    answer = client.post("/curtain/passkey/", {"passkey": device.answers(asked(client)), "then": "/groups/"})
    assert given(answer) != cast.una.token and client.get("/groups/").status_code == 200
    assert client.get(OWN)["Location"].startswith("/curtain/")
    assert thief.get("/groups/")["Location"].startswith("/curtain/")


NEW = "seven boats on a green lake"
ENDING = {
    "a new passphrase": ("/you/passphrase/", {"passphrase": NEW}),
    "signing out everywhere else": ("/you/devices/others/ending/", {}),
}


@pytest.mark.parametrize("how", ENDING)
def test_a_copy_of_the_cookie_of_this_device_is_signed_out_like_the_other_devices(
    cast: Cast, someone: Someone, wait: Wait, how: str
) -> None:
    say_again(someone, someone.client)
    wait(90)
    copied = Client()
    copied.cookies[cookie("s")] = someone.client.cookies[cookie("s")].value
    assert copied.get("/groups/").status_code == 200
    address, sent = ENDING[how]
    answer = someone.client.post(address, sent)
    assert answer.status_code == 302 and given(answer)
    assert someone.client.get("/groups/").status_code == someone.client.get(OWN).status_code == 200
    for path in ("/groups/", OWN, topic(cast)):
        assert copied.get(path)["Location"].startswith("/sign-in/"), path
    assert copied.post(address, sent)["Location"].startswith("/sign-in/")
    assert someone.client.get(OWN).status_code == 200


def test_a_copy_that_signs_all_others_out_does_not_get_what_its_owner_has(
    cast: Cast, someone: Someone, wait: Wait
) -> None:
    """The copy is one that is a moment old, or of a device whose passphrase was not said for long."""
    for before in (True, False):
        copied = someone.new_client()
        copied.cookies[cookie("s")] = someone.client.cookies[cookie("s")].value
        if before:
            say_again(someone, someone.client)
        else:
            wait(660)
            Session.objects.filter(own_device=False).update(curtain_at=clock.now() + timedelta(minutes=5))
        answer = copied.post("/you/devices/others/ending/")
        assert answer.status_code == 302 and cookie("s") not in answer.cookies
        assert someone.client.get("/groups/").status_code == 200


def test_an_old_passphrase_that_was_checked_before_the_change_opens_nothing_after_it(
    cast: Cast, wait: Wait
) -> None:
    checked = operations.check_passphrase(name=cast.bea.name, passphrase=cast.bea.passphrase)
    operations.change_passphrase(
        cast.bea.session, token=cast.bea.token, passphrase=NEW, by=cast.bea.person, now=clock.now()
    )
    with pytest.raises(operations.WrongPassphrase):
        operations.sign_in(checked, said=True, own_device=True, label="An old key", now=clock.now())
    assert Session.objects.filter(person=cast.bea.person).count() == 1
    again = operations.check_passphrase(name=cast.bea.name, passphrase=NEW)
    operations.sign_in(again, said=True, own_device=True, label="A new key", now=clock.now())


def test_whoever_left_between_the_check_and_the_session_is_not_here(cast: Cast, wait: Wait) -> None:
    checked = operations.check_passphrase(name=cast.cy.name, passphrase=cast.cy.passphrase)
    operations.depart(by=cast.cy.person, now=clock.now())
    with pytest.raises(operations.WrongPassphrase):
        operations.sign_in(checked, said=True, own_device=True, label="Gone", now=clock.now())


def looked_up(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as said:
        client.get(path)
    return sum('FROM "people_session"' in each["sql"] for each in said.captured_queries)


def test_it_is_one_look_up_as_long_as_nothing_is_odd(cast: Cast, wait: Wait) -> None:
    assert looked_up(cast.bea.client, "/safety/") == 1
    say_again(cast.bea, cast.bea.client)
    assert looked_up(cast.bea.client, "/safety/") == 1
    assert looked_up(cast.bea.new_client(), "/safety/") == 2
    assert looked_up(Client(), "/safety/") == 0


def test_when_it_was_said_again_is_soon_forgotten(cast: Cast, someone: Someone, wait: Wait) -> None:
    say_again(someone, someone.client)
    assert row_of(someone).earlier_until is not None
    wait(61)
    operations.sweep(now=clock.now())
    assert row_of(someone).earlier_until is None
    assert someone.new_client().get("/groups/")["Location"].startswith("/sign-in/")
    assert someone.client.get("/groups/").status_code == 200


@pytest.mark.parametrize("how", ENDING)
def test_what_a_copy_has_open_ends_when_the_copy_is_signed_out(
    transactional_db: None, cast: Cast, someone: Someone, how: str
) -> None:
    """Pages of her own that are open there are made anew with what the device has from now on."""
    say_again(someone, someone.client)
    copied = someone.client.cookies[cookie("s")].value
    address, sent = ENDING[how]
    with open_house({"room": RoomFeed()}) as house:
        way = {"address": f"/live/room/{cast.room.pk}/", "since": live.newest(rooms.stream(cast.room.pk))}
        with (
            OpenPage(house.port, token=copied, **way) as thief,
            OpenPage(house.port, token=cast.dov.token, **way) as dov,
        ):
            until(lambda: house.hub.open_pages == 2)
            assert given(someone.client.post(address, sent)) != copied
            assert [frame.event for frame in thief.hear_the_end()] == ["turned"]
            cast.say("said afterwards", by=cast.ada)
            assert "said afterwards" in dov.hear(1)[0].data


def test_an_open_page_goes_on_and_the_old_token_opens_none(
    transactional_db: None, cast: Cast, someone: Someone
) -> None:
    whole = unescape(someone.client.get(topic(cast)).content.decode())
    found = re.search(r'src="(/live/[^"?]*)\??([^"]*)"', whole)
    assert found
    way = {"address": found[1], "query": found[2] and "&" + found[2]}
    since = live.newest(rooms.stream(cast.room.pk))
    with open_house({"room": RoomFeed()}) as house:
        with OpenPage(house.port, token=someone.token, since=since, **way) as page:
            new = given(say_again(someone, someone.client))
            cast.say("said to a page that stayed open", by=cast.dov)
            (frame,) = page.hear(1)
            assert "said to a page that stayed open" in frame.data
        with OpenPage(house.port, token=someone.token, since=since, **way) as old:
            assert (old.status, old.body()) == (200, CLOSED)
        with OpenPage(house.port, token=new, since=since, **way) as fresh:
            assert fresh.status == 200


def test_two_taps_at_the_same_time_get_the_same(
    transactional_db: None, cast: Cast, now: datetime, someone: Someone
) -> None:
    at_once, got = threading.Barrier(4), []

    def tap() -> None:
        at_once.wait()
        got.append(operations.lift_curtain(row, token=someone.token, passphrase=someone.passphrase, now=now))
        connections.close_all()

    row = Session.objects.select_related("person").get(id=someone.session.id)
    taps = [threading.Thread(target=tap) for _tap in range(4)]
    for each in taps:
        each.start()
    for each in taps:
        each.join(30)
    assert len(got) == 4 and len(set(got)) == 1
    assert row_of(someone).token_hash == token_hash(got[0])
