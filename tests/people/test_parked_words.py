"""Words that met an ended session, a fallen curtain or an idle device: kept for their writer, and for nobody else."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps

from mutuality.kit import clock
from mutuality.kit.forms import Form, words_in
from mutuality.people import operations, queries
from mutuality.people.models import Parked, Session
from mutuality.people.terms import MOST_PARKED
from mutuality.vault.models import DataKey
from mutuality.vault.operations import seal
from mutuality.vault.queries import open_sealed
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
    assert "is kept safe" in text(client.get("/sign-in/"))
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


def test_words_that_were_parked_by_the_version_before_an_update_come_back(cast: Cast) -> None:
    client = lose(cast)
    row = Parked.objects.select_related("key").get()
    about = f"people.parked.answers:{row.pk}"
    kept = json.loads(open_sealed(row.answers, key=row.key, about=about))
    old = {"path": kept.pop("pages")[0], **kept}
    Parked.objects.all().update_leaving_keys(answers=seal(json.dumps(old), key=row.key, about=about))
    come_back(cast.bea, client, then=address(cast))
    assert client.get("/you/").status_code == 200
    assert SENT["words"] in client.get(address(cast)).content.decode()


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


DEVICE = "a name for a device"
# The page on which somebody writes, where it is sent, what is sent, and what must stand in the form afterwards.
WRITTEN = {
    "a safety card": (
        "/you/card/",
        "",
        {"struggle": "I go quiet", "please": "Sit by me", "please_not": "Questions"},
    ),
    "what I say of myself": (
        "/you/",
        "",
        {"name": "Bea", "pronouns": "she, her", "bound": "A nurse at the clinic"},
    ),
    DEVICE: ("/you/devices/{device}/", "", {"label": "The tablet of my aunt"}),
    "other limits": ("/limits/rewording/", "", {"run_by": "Ada and Bea, in the back room"}),
    "a proposal": (
        "/groups/{group}/decisions/subjects/agreement/",
        "",
        {"agreement": "We wait", "why": "It was loud"},
    ),
    "a reason": ("/decisions/{proposal}/", "objection/", {"because": "It is too short for me"}),
    "a word said differently": ("/words/{word}/", "", {"words": "said differently", "note": "my note"}),
}


def filled(cast: Cast, address: str) -> str:
    names = {
        "device": cast.bea.session.id,
        "group": cast.group.pk,
        "proposal": cast.proposal.pk,
        "word": cast.words["bea"].pk,
    }
    return address.format(**names)


# A session that has ended takes the name of its device with it.
LOSSES = [
    (how, lost) for how in WRITTEN for lost in ("session", "passphrase") if (how, lost) != (DEVICE, "session")
]


@pytest.mark.parametrize(("how", "lost"), LOSSES)
def test_whatever_was_written_at_length_stands_in_its_form_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, how: str, lost: str
) -> None:
    page, sub, written = WRITTEN[how]
    page = filled(cast, page)
    client, own = cast.bea.client, page.startswith("/you/") and page != "/you/"
    if lost == "session":
        end(cast.bea, now=cast.now)
    elif own:
        monkeypatch.setattr(clock, "now", lambda: cast.now + timedelta(minutes=11))
    else:
        Session.objects.filter(person=cast.bea.person).update(own_device=False, curtain_at=cast.now)
    answer = client.post(page + sub, written, headers={"Referer": f"http://testserver{page}"})
    assert answer.status_code == 302 and quote(page, safe="") in answer["Location"]
    assert stolen.anywhere(next(iter(written.values()))) == []
    if lost == "session":
        come_back(cast.bea, client, then=page)
    else:
        sent = {"passphrase": cast.bea.passphrase, "then": page}
        assert client.post("/curtain/", sent)["Location"] == page
    shown = unescape(client.get(page).content.decode())
    assert [words for words in written.values() if words not in shown] == []
    assert not Parked.objects.exists()


def every_form() -> Iterator[type[Form]]:
    """All forms of all apps, however they are built upon each other."""
    for app in apps.get_app_configs():
        if app.name.startswith("mutuality.") and (Path(app.path) / "forms.py").exists():
            import_module(f"{app.name}.forms")
    waiting = [Form]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form is not Form and form.__module__.startswith("mutuality."):
            yield form


def test_a_name_means_words_in_every_form_or_in_none() -> None:
    """What is kept is found by the name of its field: a name that means both would lose words, or keep secrets."""
    words = {name for form in every_form() for name in form().places_for_words()}
    others = {name for form in every_form() for name in set(form().fields) - form().places_for_words()}
    assert {"struggle", "run_by", "words", "because", "label"} <= words
    assert {"code", "four", "quiet_from", "passphrase", "once", "turns", "rhythm", "stays_hours"} <= others
    assert words & others == set()
    assert (
        set(
            words_in(
                dict.fromkeys(words | others | {"kind", "signal", "welcome", "csrfmiddlewaretoken"}, "x")
            )
        )
        == words
    )


def test_a_press_of_a_button_leaves_nothing_behind(cast: Cast) -> None:
    end(cast.bea, now=cast.now)
    sent = {"kind": "heard", "csrfmiddlewaretoken": "x", "then": "/", "page": "y", "once": "z"}
    answer = cast.bea.client.post(f"/words/{cast.words['ada'].pk}/signals/", sent)
    assert answer.status_code == 302 and not Parked.objects.exists()
    assert cookie("k") not in answer.cookies


def test_on_a_device_not_ones_own_the_way_back_to_them_goes_with_the_window(cast: Cast) -> None:
    Session.objects.filter(pk=cast.una.session.pk).update(curtain_at=cast.now)
    kept = cast.una.client.post(address(cast), SENT).cookies[cookie("k")]
    assert kept.value and kept["max-age"] == "" and kept["expires"] == ""


@pytest.mark.parametrize("came", ["http://[x", "//[", "http://testserver:x/", "\\", "javascript:alert(1)"])
def test_a_crooked_word_about_where_one_comes_from_breaks_nothing(cast: Cast, came: str) -> None:
    end(cast.bea, now=cast.now)
    said = {"Referer": came}
    assert cast.bea.client.post(address(cast), SENT, headers=said).status_code == 302
    assert cast.bea.client.get("/language/", headers=said).status_code == 200
    assert cast.dov.client.get("/exit", headers=said).status_code in (303, 403)


def test_no_cookie_of_words_outlives_its_quarter_of_an_hour(cast: Cast) -> None:
    end(cast.bea, now=cast.now)
    kept = cast.bea.client.post(address(cast), SENT).cookies[cookie("k")]
    assert kept["max-age"] == 900 and kept["httponly"]


def test_ten_wait_at_most_and_the_oldest_go(cast: Cast) -> None:
    """Whoever sends on and on to a page that is covered would else fill the disk."""
    keys = DataKey.objects.count()
    sent = [
        operations.park(
            pages=["/"], answers={"words": str(n)}, by=cast.bea.person, now=cast.now + timedelta(seconds=n)
        )
        for n in range(MOST_PARKED + 3)
    ]
    assert Parked.objects.count() == MOST_PARKED == DataKey.objects.count() - keys
    kept = [queries.parked_for(token, person=cast.bea.person, now=cast.now) for token in sent]
    assert [bool(each) for each in kept] == [False] * 3 + [True] * MOST_PARKED
