"""A device that knows its person: what it opens, and every way in which it does not."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from mutuality.host import doctor
from mutuality.kit import clock
from mutuality.kit.rates import rates
from mutuality.people import ceremony, export, operations, passkeys
from mutuality.people.models import Passkey, Session, SpentChallenge
from mutuality.site import wiring
from mutuality.vault import sweeping
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import COMMUNITY, Cast, cookie, sign_in
from tests.people.device import ADDING, CHALLENGE, PRESENT, Device, add, asked, come_in
from tests.reading_pages import text


@pytest.fixture
def phone(cast: Cast) -> Device:
    """Bea's phone, with a passkey that she added."""
    device = Device()
    assert add(cast.bea.client, device).status_code == 302
    return device


def is_refused(answer, *, saying: str = "doesn't open anything") -> bool:
    return answer.status_code == 422 and saying in text(answer) and cookie("s") not in answer.cookies


def test_a_passkey_opens_the_door_and_own_pages_want_the_passphrase(cast: Cast, phone: Device) -> None:
    client = cast.nobody.new_client()
    assert come_in(client, phone, then="/you/")["Location"] == "/you/"
    assert COMMUNITY in text(client.get("/you/"))
    for own in ("/you/passkeys/", "/you/devices/", "/you/codes/", "/you/passphrase/", "/you/card/"):
        assert client.get(own)["Location"].startswith("/curtain/"), own
    assert client.post("/curtain/", {"passphrase": cast.bea.passphrase}).status_code == 302
    assert "Blue phone" in text(client.get("/you/passkeys/"))


def test_what_stands_in_the_tables_names_no_passkey_and_no_make_of_device(cast: Cast, phone: Device) -> None:
    row = Passkey.objects.get()
    for needle in (
        "Blue phone",
        phone.id.hex(),
        "localhost",
        json.loads(phone.answers({"challenge": ""}))["id"],
    ):
        assert stolen.anywhere(needle) == [], needle
    assert phone.handle != row.person_id.encode() and row.person_id not in phone.handle.decode("latin-1")
    assert {"aaguid", "transports", "attestation", "used_on"}.isdisjoint(
        field.name for field in Passkey._meta.fields
    )
    assert set(passkeys._opened(row)) == {"id", "public", "counter", "host"}


def test_nobody_learns_who_has_a_passkey(cast: Cast, phone: Device) -> None:
    """The question is the same for everybody, and so is the answer to whatever does not fit."""
    options = asked(cast.nobody.new_client())
    assert set(options) == {"challenge", "rpId", "userVerification", "timeout"} - {"timeout"}
    stranger = Device(id=phone.id, handle=phone.handle)
    unknown = Device(handle=phone.handle)
    pages = [text(come_in(cast.nobody.new_client(), one, name="Bea")) for one in (stranger, unknown)]
    assert pages[0] == pages[1] and "doesn't open anything" in pages[0]
    without = cast.nobody.new_client().post("/sign-in/passkey/", {"name": "Cy"})
    assert is_refused(without)


@pytest.mark.parametrize(
    "bad",
    [
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:8000.evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"cross_origin": True},
        {"handle": b"somebody else"},
        {"id": b"another"},
        {"handle": b""},
    ],
)
def test_an_answer_that_was_not_given_here_opens_nothing(bad: dict, cast: Cast, phone: Device) -> None:
    right = vars(phone).copy()
    vars(phone).update(bad)
    before = Session.objects.count()
    assert is_refused(come_in(cast.nobody.new_client(), phone))
    assert Session.objects.count() == before
    vars(phone).update(right)
    assert come_in(cast.nobody.new_client(), phone).status_code == 302


@pytest.mark.parametrize(
    "bad",
    [{"origin": "http://evil.example"}, {"host": "evil.example"}, {"flags": PRESENT}, {"algorithm": -65535}],
)
def test_a_passkey_that_was_not_made_here_is_not_added(bad: dict, cast: Cast) -> None:
    answer = add(cast.bea.client, Device(**bad))
    assert answer.status_code == 422 and "no passkey that works" in text(answer)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    "sent", ["", "x", "{}", "[]", "null", "[" * 9000, "{" * 20000, '{"id": 1}', '{"rawId": "x"}', "\x00", "é"]
)
def test_whatever_is_sent_is_read_calmly(sent: str, cast: Cast, phone: Device) -> None:
    client = cast.nobody.new_client()
    asked(client)
    assert is_refused(client.post("/sign-in/passkey/", {"passkey": sent}))
    asked(cast.bea.client, ADDING)
    assert cast.bea.client.post("/you/passkeys/", {"passkey": sent, "label": "x"}).status_code == 422
    assert Passkey.objects.count() == 1


def test_an_answer_is_good_once_and_only_in_the_browser_that_asked(cast: Cast, phone: Device) -> None:
    client, thief = cast.nobody.new_client(), cast.nobody.new_client()
    answer = {"passkey": phone.answers(asked(client))}
    assert is_refused(thief.post("/sign-in/passkey/", answer), saying="longer than five minutes")
    asked(thief)
    assert is_refused(thief.post("/sign-in/passkey/", answer))
    assert client.post("/sign-in/passkey/", answer).status_code == 302
    ticket = client.cookies[cookie("p")].value
    for again in (client, thief):
        again.cookies[cookie("p")] = ticket
        assert is_refused(again.post("/sign-in/passkey/", answer))


def test_an_answer_to_one_question_is_none_to_another(cast: Cast, phone: Device) -> None:
    client = cast.bea.client
    asked_to_add = asked(client, ADDING)
    assert is_refused(client.post("/sign-in/passkey/", {"passkey": phone.answers(asked_to_add)}))
    to_come_in = asked(client) | {"user": asked_to_add["user"]}
    made = client.post("/you/passkeys/", {"label": "Two", "passkey": Device().makes(to_come_in)})
    assert made.status_code == 422
    elsewhere = cast.bea.new_client()
    sign_in(cast.bea, now=cast.now)
    elsewhere.cookies[cookie("s")] = cast.bea.token
    answer = Device().makes(asked(client, ADDING))
    elsewhere.cookies[cookie("p")] = client.cookies[cookie("p")].value
    sent = {"label": "Two", "passkey": answer}
    assert elsewhere.post("/you/passkeys/", sent).status_code == 422
    assert client.post("/you/passkeys/", sent).status_code == 302
    assert client.post("/you/passkeys/", sent).status_code == 422
    assert Passkey.objects.count() == 2


def test_a_question_ends_by_itself(cast: Cast, phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    client = cast.nobody.new_client()
    options = asked(client)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr("mutuality.kit.clock.now", lambda: later)
    answer = client.post("/sign-in/passkey/", {"passkey": phone.answers(options)})
    assert is_refused(answer, saying="longer than five minutes")
    assert come_in(client, phone).status_code == 302


@pytest.mark.parametrize("ticket", ["", "x", ".", "x.99999999999999999999", "x.-1", "x.²", "x.99999999999"])
def test_a_made_up_ticket_opens_nothing(ticket: str, cast: Cast, phone: Device) -> None:
    client = cast.nobody.new_client()
    options = asked(client)
    client.cookies[cookie("p")] = ticket
    assert client.post("/sign-in/passkey/", {"passkey": phone.answers(options)}).status_code == 422


def test_spent_challenges_point_to_nobody_and_go(cast: Cast, phone: Device) -> None:
    SpentChallenge.objects.all().delete()
    client = cast.nobody.new_client()
    for _page in range(5):
        asked(client)
    assert not SpentChallenge.objects.exists()
    come_in(client, phone)
    row = SpentChallenge.objects.get()
    assert {field.name for field in row._meta.fields} == {"mark", "ends_at"} and row.ends_at.second == 0
    wiring.sweep(clock.now())
    assert SpentChallenge.objects.exists()
    wiring.sweep(clock.now() + timedelta(minutes=7))
    assert not SpentChallenge.objects.exists()


def test_a_device_that_counts_is_followed_and_its_copy_is_refused(cast: Cast) -> None:
    phone = Device(counter=7)
    assert add(cast.bea.client, phone).status_code == 302
    copy = Device(id=phone.id, key=phone.key, handle=phone.handle, counter=7)
    assert come_in(cast.nobody.new_client(), phone).status_code == 302
    assert come_in(cast.nobody.new_client(), phone).status_code == 302
    assert is_refused(come_in(cast.nobody.new_client(), copy), saying="may have been copied")
    copy.counter = -1
    assert come_in(cast.nobody.new_client(), phone).status_code == 302


def test_a_device_that_never_counts_is_fine(cast: Cast, phone: Device) -> None:
    assert [come_in(cast.nobody.new_client(), phone).status_code for _time in range(3)] == [302] * 3


def test_a_removed_passkey_opens_nothing_and_what_it_opened_elsewhere_ends(cast: Cast, phone: Device) -> None:
    elsewhere, own = cast.nobody.new_client(), cast.bea.client
    come_in(elsewhere, phone)
    assert elsewhere.get("/you/").status_code == 200
    row = Passkey.objects.get()
    assert own.post(f"/you/passkeys/{row.pk}/removal/").status_code == 302
    assert elsewhere.get("/you/").status_code == 302 and own.get("/you/").status_code == 200
    assert is_refused(come_in(cast.nobody.new_client(), phone))
    assert own.post(f"/you/passkeys/{row.pk}/removal/").status_code == 404
    assert own.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase}).status_code == 302


def test_removing_on_a_device_that_came_in_with_it_stays_there(cast: Cast, phone: Device) -> None:
    client = cast.nobody.new_client()
    come_in(client, phone)
    client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    client.post(f"/you/passkeys/{Passkey.objects.get().pk}/removal/")
    assert client.get("/you/passkeys/").status_code == 200


def test_nobody_sees_names_or_removes_anothers(cast: Cast, phone: Device) -> None:
    row = Passkey.objects.get()
    ada = cast.ada.client
    assert "Blue phone" not in text(ada.get("/you/passkeys/"))
    assert ada.get(f"/you/passkeys/{row.pk}/").status_code == 404
    assert ada.post(f"/you/passkeys/{row.pk}/", {"label": "hers"}).status_code == 404
    assert ada.post(f"/you/passkeys/{row.pk}/removal/").status_code == 404
    passkeys.remove(row, session=cast.ada.session, by=cast.ada.person, now=cast.now)
    passkeys.label(row, label="hers", by=cast.ada.person, now=cast.now)
    assert "Blue phone" in text(cast.bea.client.get("/you/passkeys/"))


def test_a_passkey_is_added_once_and_by_one_person(cast: Cast, phone: Device) -> None:
    assert add(cast.bea.client, phone).status_code == 422
    taken = Device(id=phone.id)
    assert add(cast.ada.client, taken).status_code == 422
    assert Passkey.objects.get().person == cast.bea.person
    assert [len(one) for one in (asked(cast.bea.client, ADDING)["excludeCredentials"],)] == [1]
    assert not asked(cast.ada.client, ADDING).get("excludeCredentials")


def test_a_name_is_kept_sealed_and_changed(cast: Cast, phone: Device) -> None:
    row = Passkey.objects.get()
    old = row.key_id
    assert cast.bea.client.post(f"/you/passkeys/{row.pk}/", {"label": "<b>Red</b>"}).status_code == 302
    assert "<b>Red</b>" in text(cast.bea.client.get("/you/passkeys/"))
    assert "<b>Red" not in cast.bea.client.get("/you/passkeys/").content.decode()
    assert stolen.anywhere("Red</b>") == [] and not DataKey.objects.filter(pk=old).exists()
    for bad in ("", " ", "x" * 41, "\u200b"):
        assert cast.bea.client.post(f"/you/passkeys/{row.pk}/", {"label": bad}).status_code == 422
        assert add(cast.bea.client, Device(), label=bad).status_code == 422
    assert come_in(cast.nobody.new_client(), phone).status_code == 302


def test_there_is_an_end_to_how_many(cast: Cast, phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutuality.people.terms.MOST_PASSKEYS", 1)
    assert "remove one first" in text(add(cast.bea.client, Device()))
    assert Passkey.objects.count() == 1


def test_a_device_that_is_not_ones_own_gets_none_and_may_use_one(cast: Cast, phone: Device) -> None:
    una = cast.una.client
    assert una.get(ADDING).status_code == 422
    assert "no passkey is made here" in text(una.get("/you/passkeys/"))
    assert "<passkey-way" not in una.get("/you/passkeys/").content.decode()
    sneaked = cast.bea.client.get(ADDING)
    una.cookies[cookie("p")] = sneaked.cookies[cookie("p")].value
    made = Device().makes(sneaked.json()["publicKey"])
    assert una.post("/you/passkeys/", {"label": "x", "passkey": made}).status_code == 422
    client = cast.nobody.new_client()
    answer = come_in(client, phone, not_own="on")
    assert not answer.cookies[cookie("s")]["max-age"]
    row = Session.objects.get(passkey__isnull=False)
    assert not row.own_device and row.curtain_at


def let_the_curtain_fall(session: Session, cast: Cast) -> None:
    Session.objects.filter(pk=session.pk).update(
        curtain_at=cast.now - timedelta(seconds=1), confirmed_until=None
    )


def test_a_passkey_lifts_a_fallen_curtain_and_opens_no_own_page(cast: Cast, phone: Device) -> None:
    device = Device()
    sign_in(cast.una, now=cast.now)
    assert add(cast.una.client, device).status_code == 302
    sign_in(cast.una, now=cast.now, own_device=False)
    let_the_curtain_fall(cast.una.session, cast)
    client = cast.una.new_client()
    page = client.get("/curtain/")
    assert "Sign in with a passkey" in text(page)
    for wrong in (phone, Device()):
        refused = client.post("/curtain/passkey/", {"passkey": wrong.answers(asked(client))})
        assert is_refused(refused) and client.get("/groups/").status_code == 302
    answer = client.post("/curtain/passkey/", {"passkey": device.answers(asked(client)), "then": "/groups/"})
    assert answer["Location"] == "/groups/" and client.get("/groups/").status_code == 200
    assert client.get("/you/devices/")["Location"].startswith("/curtain/")
    assert "Sign in with a passkey" not in text(client.get("/curtain/"))


def test_own_pages_want_the_passphrase_before_a_passkey_is_added_or_removed(
    cast: Cast, phone: Device
) -> None:
    Session.objects.update(confirmed_until=None)
    row = Passkey.objects.get()
    for address in ("/you/passkeys/", f"/you/passkeys/{row.pk}/", ADDING):
        assert cast.bea.client.get(address)["Location"].startswith("/curtain/"), address
    assert cast.bea.client.post(f"/you/passkeys/{row.pk}/removal/")["Location"].startswith("/curtain/")
    assert Passkey.objects.exists()


def test_a_new_passphrase_takes_the_passkeys_away(cast: Cast, phone: Device) -> None:
    """Somebody who once knew the passphrase may have added one of theirs."""
    kept = Device()
    assert add(cast.ada.client, kept).status_code == 302
    cast.bea.client.post("/you/passphrase/", {"passphrase": "seven boats on a green lake"})
    assert is_refused(come_in(cast.nobody.new_client(), phone))
    [code, *_more] = operations.print_codes(by=cast.ada.person, now=cast.now)
    operations.recover(code=code, passphrase="nine boats on a green lake", now=cast.now)
    assert is_refused(come_in(cast.nobody.new_client(), kept))
    assert not Passkey.objects.exists()


def test_leaving_takes_them_along_and_coming_back_does_not_bring_them(cast: Cast, phone: Device) -> None:
    come_in(cast.nobody.client, phone)
    keys = list(Passkey.objects.values_list("life_id", flat=True))
    answer = cast.bea.client.post("/leaving/", {"way_back": "on"})
    assert answer.status_code in (200, 302)
    assert not Passkey.objects.exists() and not DataKey.objects.filter(pk__in=keys).exists()
    assert is_refused(come_in(cast.nobody.new_client(), phone))


def test_the_file_of_own_words_holds_their_names_only(cast: Cast, phone: Device) -> None:
    mine = export.own_words(cast.bea.person, now=cast.now)
    assert mine["passkeys"] == ["Blue phone"]
    assert phone.id.hex() not in json.dumps(mine) and "localhost" not in json.dumps(mine)
    assert export.own_words(cast.ada.person, now=cast.now)["passkeys"] == []


def test_an_older_backup_brings_no_removed_passkey_back_and_keeps_a_renamed_one(
    cast: Cast, phone: Device
) -> None:
    second = Device()
    add(cast.bea.client, second, label="Second")
    first, other = Passkey.objects.order_by("id")
    before = [Passkey.objects.get(pk=row.pk) for row in (first, other)]
    passkeys.label(first, label="Anew", by=cast.bea.person, now=cast.now)
    passkeys.remove(other, session=cast.bea.session, by=cast.bea.person, now=cast.now)
    Passkey.objects.all()._raw_delete(connection.alias)
    Passkey.objects.bulk_create(before)
    sweeping.sweep()
    assert [each.label for each in passkeys.shown_to(cast.bea.person)] == ["A passkey"]


def test_another_address_is_told_and_opens_nothing(cast: Cast, phone: Device, settings: Settings) -> None:
    assert passkeys.elsewhere() == 0
    settings.ADDRESS, settings.HTTPS = "https://new.example", False
    assert passkeys.elsewhere() == passkeys.elsewhere_of(cast.bea.person) == 1
    assert passkeys.elsewhere_of(cast.ada.person) == 0
    assert "one is for another address" in text(cast.bea.client.get("/you/"))
    assert "made for localhost" in text(cast.bea.client.get("/you/passkeys/"))
    assert "another address" not in text(cast.ada.client.get("/you/"))
    settings.ADDRESS = "http://localhost:9000"
    assert passkeys.elsewhere() == 0


@pytest.mark.parametrize(
    ("address", "works"),
    [
        ("http://localhost:8000", True),
        ("https://talk.example", True),
        ("https://talk.example:8443", True),
        ("http://talk.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://127.0.0.1", False),
        ("https://[::1]:8000", False),
        ("http://abc.onion", False),
    ],
)
def test_where_passkeys_cannot_work_nothing_is_offered(
    address: str, works: bool, settings: Settings, cast: Cast
) -> None:
    settings.ADDRESS = address
    settings.HTTPS = address.startswith("https:")
    assert ceremony.works_here() is works
    client = cast.nobody.new_client()
    assert ("<passkey-way" in client.get("/sign-in/").content.decode()) is works
    assert (client.get(CHALLENGE).status_code == 200) is works


def test_wrong_answers_wait_and_a_right_one_opens(cast: Cast, phone: Device) -> None:
    client = cast.nobody.new_client()
    sent = {"passkey": "x"}
    answers = [client.post("/sign-in/passkey/", sent, REMOTE_ADDR="192.0.2.7") for _try in range(21)]
    assert is_refused(answers[0]) and "many tries" in text(answers[-1])
    assert come_in(client, phone).status_code == 302
    rates.forget()


def test_what_a_device_answered_is_never_shown_again(cast: Cast, phone: Device) -> None:
    strict = cast.bea.new_client(enforce_csrf_checks=True)
    secret = phone.answers(asked(strict))
    for address in ("/sign-in/passkey/", "/you/passkeys/"):
        answer = strict.post(address, {"passkey": secret, "label": "x"})
        assert answer.status_code == 403 and secret[:40] not in text(answer)


def test_who_looks_after_the_place_is_told_before_the_address_changes(
    cast: Cast, phone: Device, settings: Settings
) -> None:
    assert list(doctor.passkeys_fit_the_address()) == []
    settings.ADDRESS = "https://new.example"
    [sentence] = doctor.passkeys_fit_the_address()
    assert "1 passkey was made for another address" in sentence and "https://new.example" in sentence
    assert "Bea" not in sentence and "Blue phone" not in sentence
    settings.ADDRESS = "http://localhost:8000"
    add(cast.bea.client, Device())
    settings.ADDRESS = "https://new.example"
    [sentence] = doctor.passkeys_fit_the_address()
    assert "2 passkeys were made" in sentence
