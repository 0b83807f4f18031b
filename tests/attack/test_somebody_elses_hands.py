"""An unlocked phone in somebody else's hands, a link from a browser's history, a cookie that was copied."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from mutuality.groups import operations as groups
from mutuality.groups.terms import Way
from mutuality.kit.ids import new_id
from mutuality.kit.routes import SAID_AGAIN, routes
from mutuality.people import operations as people
from mutuality.people.models import Parked, Passkey, Person, RecoveryCode, Session, WayBack
from mutuality.rooms import operations as rooms
from mutuality.safety import operations as safety
from mutuality.safety.models import Boundary, CardShown
from mutuality.site import wayback
from tests.architecture.test_doors import patterns
from tests.cast import Cast, cookie
from tests.people.device import Device, add, come_in
from tests.reading_pages import text


def long_ago(cast: Cast) -> None:
    """Bea said her passphrase more than ten minutes ago."""
    Session.objects.filter(pk=cast.bea.session.pk).update(confirmed_until=cast.now - timedelta(minutes=1))


def test_the_name_one_signs_in_with_is_not_changed_from_an_unlocked_phone(cast: Cast) -> None:
    long_ago(cast)
    answer = cast.bea.client.post("/you/", {"name": "Somebody else", "pronouns": "she", "bound": ""})
    assert answer.status_code == 422 and "passphrase" in text(answer)
    assert people.check_passphrase(name="Bea", passphrase=cast.bea.passphrase) == cast.bea.person
    assert cast.bea.client.post("/you/", {"name": "Bea", "pronouns": "she", "bound": ""}).status_code == 302
    cast.bea.client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    assert cast.bea.client.post("/you/", {"name": "Robin", "pronouns": "", "bound": ""}).status_code == 302
    assert people.check_passphrase(name="Robin", passphrase=cast.bea.passphrase) == cast.bea.person


@pytest.mark.parametrize("address", ["/you/codes/", "/you/passphrase/", "/you/devices/"])
def test_what_would_take_an_account_over_asks_again(address: str, cast: Cast) -> None:
    assert cast.bea.client.get(address).status_code == 200
    long_ago(cast)
    sent = {"passphrase": "seven boats on a green lake"}
    for method in (cast.bea.client.get, cast.bea.client.post):
        answer = method(address, sent)
        assert answer.status_code == 405 or answer["Location"].startswith("/curtain/")


EVERYTHING = {
    "way_back": "yes", "passphrase": "seven boats on a green lake", "name": "Taken over", "label": "A phone of mine",
    "code": "0000-0000-0000-0000", "yes": "on", "way": "link", "shown": "yes",
}  # fmt: skip


def ways_in_of(cast: Cast) -> list[object]:
    """All that opens the account of Bea, and who may come back as someone of this place."""
    person = Person.objects.values_list("sign_in", "passphrase").get(pk=cast.bea.person.pk)
    codes, keys = RecoveryCode.objects.values_list("code_hash"), Passkey.objects.values_list("mark")
    sessions = Session.objects.filter(person=cast.bea.person).values_list("id", flat=True)
    return [person, *sorted(codes), *sorted(keys), *sorted(sessions), WayBack.objects.count()]


def route_parts(name: str, cast: Cast) -> dict[str, object]:
    """What stands in this address: the group where there is one, else nothing that is there."""
    route = next(p.pattern for p in patterns(get_resolver()) if p.name == name)
    others: dict[str, object] = {"on": cast.now.date(), "number": 1}
    return {part: others.get(part, cast.group.pk) for part in route.converters}


def acts() -> list[str]:
    """Every address that someone signed in can send something to, but those that only end a session."""
    ended = {"sign-out", "device-ending", "other-devices-ending", "demo"}
    return sorted(name for name, route in routes().items() if "POST" in route.methods and name not in ended)


def test_no_address_gives_the_one_who_holds_an_open_phone_a_way_in(cast: Cast) -> None:
    long_ago(cast)
    before = ways_in_of(cast)
    for name in acts():
        with transaction.atomic():
            answer = cast.bea.client.post(reverse(name, kwargs=route_parts(name, cast)), EVERYTHING)
            assert answer.status_code < 500 and ways_in_of(cast) == before, name
            transaction.set_rollback(True)


def test_a_way_back_is_given_to_somebody_who_said_the_passphrase_again(cast: Cast) -> None:
    long_ago(cast)
    assert "passphrase first" in text(cast.bea.client.get("/leaving/"))
    answer = cast.bea.client.post("/leaving/", {"way_back": "yes"})
    assert answer["Location"] == "/curtain/?then=%2Fleaving%2F"
    assert not WayBack.objects.exists() and cast.bea.client.get("/you/").status_code == 200
    cast.bea.client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    assert "passphrase first" not in text(cast.bea.client.get("/leaving/"))
    assert cast.bea.client.post("/leaving/", {"way_back": "yes"}).status_code == 200
    assert WayBack.objects.exists()


def test_leaving_for_good_stays_one_act_whenever_the_passphrase_was_said(cast: Cast) -> None:
    long_ago(cast)
    assert cast.bea.client.post("/leaving/")["Location"] == "/left/"
    assert not Person.objects.filter(pk=cast.bea.person.pk).exists()


def by_passphrase(cast: Cast) -> Client:
    client = cast.nobody.new_client()
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    return client


def by_printed_code(cast: Cast) -> Client:
    client, code = cast.nobody.new_client(), people.print_codes(by=cast.bea.person, now=cast.now)[0]
    client.post("/recovery/", {"code": code, "passphrase": "seven boats on a green lake"})
    return client


def by_way_back(cast: Cast) -> Client:
    client = cast.nobody.new_client()
    client.post("/way-back/", {"code": wayback.leave(by=cast.bea.person, now=cast.now), "name": ""})
    return client


def by_passkey(cast: Cast) -> Client:
    client, phone = cast.nobody.new_client(), Device()
    add(cast.bea.client, phone)
    come_in(client, phone)
    return client


# What some own pages are about.
ABOUT = {"own-sheet-new": {"sheet": "plan"}}


@pytest.mark.parametrize("come", [by_printed_code, by_way_back, by_passkey])
def test_what_anyone_could_hold_opens_the_door_and_no_own_page(
    come: Callable[[Cast], Client], cast: Cast
) -> None:
    client, own = come(cast), sorted(name for name, route in routes().items() if route.who == SAID_AGAIN)
    assert client.post("/way-out/").status_code == 302 and client.get("/you/").status_code == 200
    for name in own:
        answer = client.get(reverse(name, kwargs=ABOUT.get(name)))
        assert answer.status_code == 302 and answer["Location"].startswith("/curtain/"), name
    typed = by_passphrase(cast) if come is by_passkey else client
    if typed is client:
        phrase = cast.bea.passphrase if come is by_way_back else "seven boats on a green lake"
        client.post("/curtain/", {"passphrase": phrase})
    assert typed.get("/you/codes/").status_code == 200


def covered_addresses(cast: Cast) -> list[tuple[str, dict[str, str]]]:
    said = {"words": "from behind", "once": new_id(), "title": "behind", "kind": "heard", "way": "link"}
    return [
        (path, said)
        for path in (
            "/you/",
            "/you/codes/",
            "/you/passphrase/",
            "/you/draft/",
            "/groups/",
            "/leaving/",
            f"/groups/{cast.group.pk}/",
            f"/groups/{cast.group.pk}/leaving/",
            f"/groups/{cast.group.pk}/invitations/",
            f"/rooms/{cast.room.pk}/",
            f"/topics/{cast.topic.pk}/",
            f"/words/{cast.words['una'].pk}/",
            f"/words/{cast.words['una'].pk}/withdrawal/",
        )
    ]


def test_nothing_is_behind_the_curtain_but_the_way_to_lift_it(cast: Cast) -> None:
    open_now = [cast.una.client.get(path).status_code for path, _ in covered_addresses(cast)]
    assert 200 in open_now
    Session.objects.filter(pk=cast.una.session.pk).update(curtain_at=cast.now - timedelta(seconds=1))
    for path, sent in covered_addresses(cast):
        for answer in (cast.una.client.get(path), cast.una.client.post(path, sent)):
            assert answer.status_code in (302, 404, 405), path
            assert answer.get("Location", "/curtain/").startswith("/curtain/"), path
            assert "library" not in text(answer) and "Una" not in text(answer)
    assert "Una" not in text(cast.una.client.get("/curtain/"))
    assert cast.words["una"].__class__.objects.filter(pk=cast.words["una"].pk).exists()


def test_parked_words_go_to_nobody_else_on_the_same_device(cast: Cast) -> None:
    path = f"/topics/{cast.topic.pk}/"
    token = people.park(pages=[path], answers={"words": "not for Ada"}, by=cast.bea.person, now=cast.now)
    client = cast.ada.new_client()
    client.cookies[cookie("k")] = token
    assert "not for Ada" not in text(client.get(path))
    assert Parked.objects.filter(person=cast.bea.person).exists()
    own = cast.bea.new_client()
    own.cookies[cookie("k")] = token
    assert "not for Ada" in text(own.get(path))


def test_four_words_are_not_found_out_at_an_unguarded_door(cast: Cast) -> None:
    client = cast.nobody.new_client()
    client.cookies[cookie("n")] = "spoken " + cast.doors.spoken
    right = client.get("/knock/")
    client.cookies[cookie("n")] = "spoken some other four words"
    wrong = client.get("/knock/")
    assert right.status_code == wrong.status_code == 404
    client.cookies[cookie("d")] = "spoken " + cast.doors.spoken
    assert client.get("/door/").status_code == 404


def test_a_link_from_the_history_opens_nothing_after_its_use(cast: Cast, now: datetime) -> None:
    token = groups.invite(cast.bea.membership, way=Way.LINK, by=cast.bea.person, now=now)
    guest, thief = cast.nobody.new_client(), cast.nobody.new_client()
    assert guest.post(f"/invitation/{token}/").status_code == 302
    assert thief.get(f"/invitation/{token}/").status_code == 404
    assert thief.post(f"/invitation/{token}/").status_code == 404
    thief.cookies[cookie("d")] = token
    assert thief.get("/door/").status_code == 404
    assert guest.get("/door/").status_code == 200


def test_a_session_that_was_planted_before_is_not_the_one_after_signing_in(cast: Cast) -> None:
    client = cast.nobody.new_client()
    client.cookies[cookie("s")] = "planted"
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    assert client.cookies[cookie("s")].value not in ("planted", "")
    thief = cast.nobody.new_client()
    thief.cookies[cookie("s")] = "planted"
    assert thief.get("/you/").status_code == 302


def test_no_page_holds_the_token_of_its_session(cast: Cast) -> None:
    for path, _sent in covered_addresses(cast):
        assert cast.una.token not in cast.una.client.get(path).content.decode()


def test_a_card_is_shown_by_its_writer_and_taken_away_by_anyone(cast: Cast) -> None:
    safety.write_card(lines={"please": "Sit with me"}, by=cast.bea.person, now=cast.now)
    long_ago(cast)
    address = f"/groups/{cast.group.pk}/card/"
    refused = cast.bea.client.post(address, {"shown": "yes"})
    assert refused["Location"].startswith("/curtain/") and not CardShown.objects.exists()
    cast.bea.client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    assert cast.bea.client.post(address, {"shown": "yes"})["Location"] == "/you/card/"
    assert CardShown.objects.exists()
    long_ago(cast)
    assert cast.bea.client.post(address, {"shown": "no"})["Location"] == "/you/card/"
    assert not CardShown.objects.exists()


def test_an_open_phone_does_not_name_who_is_hidden_nor_lift_it(cast: Cast) -> None:
    rooms.draw_boundary(cast.dov.place, by=cast.bea.place, now=cast.now)
    row = Boundary.objects.get()
    pages = (f"/groups/{cast.group.pk}/", f"/rooms/{cast.room.pk}/", f"/topics/{cast.topic.pk}/")
    about = f"/places/{cast.dov.place.pk}/boundary/"
    assert "Dov hidden by you" in text(cast.bea.client.get(pages[0]))
    assert "You've had this boundary" in text(cast.bea.client.get(about))
    long_ago(cast)
    for page in pages:
        shown = text(cast.bea.client.get(page))
        assert "hidden by you" not in shown and "1 person you hid can read what you write here" in shown, page
    shown = cast.bea.client.get(about).content.decode()
    assert "You've had this boundary" not in shown and row.pk not in shown
    assert f"/curtain/?then={about}" in shown
    lifting = f"/you/boundaries/{row.pk}/lifting/"
    assert cast.bea.client.post(lifting)["Location"].startswith("/curtain/") and Boundary.objects.exists()
    cast.bea.client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    assert "You've had this boundary" in text(cast.bea.client.get(about))
    assert cast.bea.client.post(lifting).status_code == 302 and not Boundary.objects.exists()
