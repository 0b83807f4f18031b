"""Words that met an ended session, a fallen curtain or an idle device: kept for their writer, and for nobody else."""

from datetime import datetime, timedelta

import pytest

from mutuality.kit import clock
from mutuality.people import operations, queries
from mutuality.people.models import Parked, Session
from mutuality.people.terms import MOST_PARKED
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast, Someone, cookie
from tests.reading_pages import text

SENT = {"words": "I was in the middle of this", "note": "my note", "once": "1"}


def address(cast: Cast) -> str:
    return f"/topics/{cast.topic.pk}/"


def end(someone: Someone, *, now: datetime) -> None:
    Session.objects.filter(person=someone.person).update(ends_at=now - timedelta(seconds=1))


def come_back(someone: Someone, client, *, then: str = "/") -> None:
    sent = {"name": someone.name, "passphrase": someone.passphrase, "then": then}
    assert client.post("/sign-in/", sent).status_code == 302
    assert client.post("/way-out/").status_code == 302


def lose(cast: Cast):
    """Bea's words meet her ended session; her browser, which was asked to sign in."""
    end(cast.bea, now=cast.now)
    client = cast.bea.client
    answer = client.post(address(cast), SENT)
    assert answer["Location"].startswith("/sign-in/?then=")
    return client


def test_they_come_back_to_the_same_person_after_signing_in(cast: Cast) -> None:
    client = lose(cast)
    assert "is kept, sealed" in text(client.get("/sign-in/"))
    come_back(cast.bea, client, then=address(cast))
    page = client.get(address(cast)).content.decode()
    assert SENT["words"] in page and SENT["note"] in page
    assert SENT["words"] not in client.get(address(cast)).content.decode()
    assert not Parked.objects.exists()


def test_they_are_sealed_meanwhile(cast: Cast) -> None:
    lose(cast)
    assert Parked.objects.count() == 1
    assert stolen.anywhere("in the middle") == []


def test_another_person_on_the_same_device_does_not_get_them(cast: Cast) -> None:
    client = lose(cast)
    come_back(cast.dov, client, then=address(cast))
    assert SENT["words"] not in client.get(address(cast)).content.decode()
    come_back(cast.bea, client, then=address(cast))
    assert SENT["words"] in client.get(address(cast)).content.decode()


def test_the_same_person_on_another_device_does_not_get_them(cast: Cast) -> None:
    lose(cast)
    other = cast.nobody.new_client()
    come_back(cast.bea, other)
    assert SENT["words"] not in other.get(address(cast)).content.decode()


def test_signing_out_leaves_them_behind(cast: Cast) -> None:
    client = lose(cast)
    client.post("/sign-out/")
    come_back(cast.bea, client)
    assert SENT["words"] not in client.get(address(cast)).content.decode()


def test_after_signing_out_nothing_more_is_kept(cast: Cast) -> None:
    old = cast.bea.new_client()
    cast.bea.client.post("/sign-out/")
    assert old.post(address(cast), SENT).status_code == 302
    assert not Parked.objects.exists()


def test_someone_never_signed_in_parks_nothing(cast: Cast) -> None:
    assert cast.nobody.client.post(address(cast), SENT).status_code == 302
    assert not Parked.objects.exists()


def test_they_are_over_after_fifteen_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = lose(cast)
    later = cast.now + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    come_back(cast.bea, client)
    assert SENT["words"] not in client.get(address(cast)).content.decode()
    operations.sweep(now=later)
    assert not Parked.objects.exists()


def test_a_rewording_comes_back_too(cast: Cast) -> None:
    end(cast.bea, now=cast.now)
    word = f"/words/{cast.words['bea'].pk}/"
    assert cast.bea.client.post(word, {"words": "said differently", "note": ""}).status_code == 302
    come_back(cast.bea, cast.bea.client, then=word)
    assert "said differently" in cast.bea.client.get(word).content.decode()


def test_a_group_being_founded_comes_back_too(cast: Cast) -> None:
    end(cast.bea, now=cast.now)
    founding = "/groups/starters/open-talk/"
    cast.bea.client.post(founding, {"agreement": "We wrote this ourselves", "for_whom": "Us"})
    come_back(cast.bea, cast.bea.client, then=founding)
    page = cast.bea.client.get(founding).content.decode()
    assert "We wrote this ourselves" in page and "Us</textarea>" in page


def test_a_curtain_falls_after_five_idle_minutes_on_a_device_not_ones_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minutes, covered in ((4, False), (8, False), (14, True)):
        monkeypatch.setattr(clock, "now", lambda m=minutes: cast.now + timedelta(minutes=m))
        answer = cast.una.client.get(address(cast))
        assert (answer.status_code == 302) == covered, minutes
    assert answer["Location"].startswith("/curtain/?then=")
    assert cast.bea.client.get(address(cast)).status_code == 200
    assert cast.una.client.get("/")["Location"] == "/curtain/"


def test_behind_the_curtain_nothing_of_the_person_shows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.now + timedelta(minutes=6))
    page = text(cast.una.client.get("/curtain/"))
    assert not any(known in page for known in ("Una", "Elm Street", "Tuesday evening"))
    assert "Leave quickly" in page and "Get support now" in page
    assert cast.una.client.get("/support/").status_code == 200


def test_the_curtain_lifts_for_the_passphrase_and_gives_the_words_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.now + timedelta(minutes=6))
    client = cast.una.client
    assert client.post(address(cast), SENT)["Location"].startswith("/curtain/")
    wrong = client.post("/curtain/", {"passphrase": cast.bea.passphrase, "then": address(cast)})
    assert wrong.status_code == 422 and "Nothing was lost" in text(wrong)
    right = client.post("/curtain/", {"passphrase": cast.una.passphrase, "then": address(cast)})
    assert right["Location"] == address(cast)
    assert SENT["words"] in client.get(address(cast)).content.decode()


def test_own_pages_ask_again_after_ten_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast.bea.client.get("/you/devices/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: cast.now + timedelta(minutes=11))
    for own in ("/you/devices/", "/you/codes/", "/you/passphrase/"):
        assert cast.bea.client.get(own)["Location"].startswith("/curtain/")
    assert cast.bea.client.get("/you/").status_code == 200
    cast.bea.client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    assert cast.bea.client.get("/you/devices/").status_code == 200


def test_a_session_of_a_device_not_ones_own_ends_the_same_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.now + timedelta(hours=13))
    assert cast.una.client.get("/you/")["Location"].startswith("/sign-in/")
    assert cast.bea.client.get("/you/").status_code == 200


def test_no_cookie_of_words_outlives_its_quarter_of_an_hour(cast: Cast) -> None:
    end(cast.bea, now=cast.now)
    kept = cast.bea.client.post(address(cast), SENT).cookies[cookie("k")]
    assert kept["max-age"] == 900 and kept["httponly"]


def test_ten_wait_at_most_and_the_oldest_go(cast: Cast) -> None:
    """Whoever sends on and on to a page that is covered would else fill the disk."""
    keys = DataKey.objects.count()
    sent = [
        operations.park(
            path="/", answers={"words": str(n)}, by=cast.bea.person, now=cast.now + timedelta(seconds=n)
        )
        for n in range(MOST_PARKED + 3)
    ]
    assert Parked.objects.count() == MOST_PARKED == DataKey.objects.count() - keys
    kept = [queries.parked_for(token, person=cast.bea.person, now=cast.now) for token in sent]
    assert [bool(each) for each in kept] == [False] * 3 + [True] * MOST_PARKED
