"""Somebody wants to keep a member out by trying wrong passphrases and codes in their name."""

from contextlib import AbstractContextManager, ExitStack
from http.cookies import Morsel
from threading import Semaphore

import pytest
from django.conf import settings

from mutuality.kit import locks
from mutuality.kit.rates import network_of
from mutuality.people import operations as people
from mutuality.people import passphrases, terms
from mutuality.people.models import Session
from mutuality.site import wayback
from tests.cast import Cast, cookie
from tests.reading_pages import text, token

pytestmark = pytest.mark.both

NEW = "seven boats on a green lake"


def flood(cast: Cast, address: str, *, many: int, by: str = "192.0.2.7", **sent: str) -> None:
    for _try in range(many):
        cast.nobody.new_client().post(address, sent, REMOTE_ADDR=by)


def test_wrong_tries_from_elsewhere_leave_the_member_their_own(cast: Cast) -> None:
    flood(cast, "/sign-in/", many=25, name="Bea", passphrase="not what Bea says here")
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    refused = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="192.0.2.7")
    assert refused.status_code == 422 and "printed code" in text(refused)
    answer = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="198.51.100.9")
    assert answer.status_code == 302


WAYS = ("Bea", "bea", "B\u0435a", "Be\u0430", "Be\u0301a")


def tries_from_everywhere(cast: Cast) -> None:
    """Two hundred wrong tries for Bea, however her name is written, each from another network."""
    for number in range(200):
        sent = {"name": WAYS[number % len(WAYS)], "passphrase": "not what Bea says here"}
        last = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR=f"10.{number}.1.1")
        assert "many tries" not in text(last)


def test_many_tries_for_one_name_leave_each_network_a_few_and_its_person_in(cast: Cast) -> None:
    """Guessing is slowed down for all ways to write a name; anyone who knows the passphrase comes in from elsewhere."""
    tries_from_everywhere(cast)
    for way in (*WAYS[:3], WAYS[3]):
        sent = {"name": way, "passphrase": "not what Bea says here"}
        last = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="10.250.1.1")
    assert "many tries" in text(last)
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    assert cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="10.250.1.1").status_code == 422
    assert cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="10.251.1.1").status_code == 302


def test_tries_over_tor_do_not_count_for_the_name(cast: Cast) -> None:
    flood(cast, "/sign-in/", many=220, by="127.0.0.1", name="Bea", passphrase="not what Bea says here")
    for _try in range(4):
        sent = {"name": "Bea", "passphrase": "not what Bea says here"}
        last = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="198.51.100.9")
    assert "many tries" not in text(last)


def test_a_device_of_ones_own_comes_in_whatever_strangers_try(cast: Cast) -> None:
    own, shared = cast.nobody.new_client(), cast.nobody.new_client()
    come = {"name": "Bea", "passphrase": cast.bea.passphrase}
    own.post("/sign-in/", come)
    shared.post("/sign-in/", come | {"not_own": "on"})
    for client in (own, shared):
        client.post("/sign-out/")
    assert cookie("u") in own.cookies and not shared.cookies.get(cookie("u"), Morsel()).value
    flood(cast, "/sign-in/", many=220, by="127.0.0.1", name="Bea", passphrase="not what Bea says here")
    assert shared.post("/sign-in/", come, REMOTE_ADDR="127.0.0.1").status_code == 422
    assert own.post("/sign-in/", come, REMOTE_ADDR="127.0.0.1").status_code == 302


def test_what_a_device_is_known_by_is_of_one_name_and_slows_guessing_too(cast: Cast) -> None:
    client, wrong = cast.nobody.new_client(), {"passphrase": "not what anybody says"}
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    known = client.cookies[cookie("u")].value
    answers = [
        client.post("/sign-in/", wrong | {"name": "Bea"}, REMOTE_ADDR="192.0.2.1") for _try in range(21)
    ]
    assert "many tries" not in text(answers[19]) and "many tries" in text(answers[20])
    flood(cast, "/sign-in/", many=20, name="Dov", **wrong)
    for made_up in (known, known[:-1] + "x", f"x.{known.partition('.')[2]}", "", "ü.é", "x" * 5000):
        other = cast.nobody.new_client()
        other.cookies[cookie("u")] = made_up
        sent = {"name": "Dov", "passphrase": cast.dov.passphrase}
        assert other.post("/sign-in/", sent, REMOTE_ADDR="192.0.2.7").status_code == 422, made_up[:40]
    assert cast.bea.person.pk not in known and cast.bea.person.sign_in not in known


def test_a_right_way_back_opens_after_any_number_of_wrong_ones(cast: Cast) -> None:
    code = wayback.leave(by=cast.bea.person, now=cast.now)
    flood(cast, "/way-back/", many=12, code="0000-0000-0000-0000")
    client = cast.nobody.new_client()
    assert "many tries" in text(client.post("/way-back/", {"code": "1" * 16}, REMOTE_ADDR="192.0.2.7"))
    assert client.post("/way-back/", {"code": code}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_tries_that_fit_are_not_counted(cast: Cast) -> None:
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    answers = [cast.nobody.new_client().post("/sign-in/", sent).status_code for _try in range(25)]
    assert answers == [302] * 25


def test_a_right_printed_code_opens_after_any_number_of_wrong_ones(cast: Cast) -> None:
    code = people.print_codes(by=cast.bea.person, now=cast.now)[0]
    flood(cast, "/recovery/", many=15, code="0000-0000-0000-0000", passphrase=NEW)
    wrong = cast.nobody.new_client().post(
        "/recovery/", {"code": "1" * 16, "passphrase": NEW}, REMOTE_ADDR="192.0.2.7"
    )
    assert "many tries" in text(wrong)
    sent = {"code": code, "passphrase": NEW}
    assert cast.nobody.new_client().post("/recovery/", sent, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_wrong_tries_at_one_curtain_leave_the_others_alone(cast: Cast) -> None:
    for _try in range(12):
        last = cast.ada.client.post("/curtain/", {"passphrase": "not what Ada says here"})
    assert "many tries" in text(last)
    assert cast.una.client.post("/curtain/", {"passphrase": cast.una.passphrase}).status_code == 302


def test_behind_a_curtain_tries_are_counted_whatever_network_they_come_from(cast: Cast) -> None:
    cast.una.session.__class__.objects.filter(pk=cast.una.session.pk).update(curtain_at=cast.now)
    for number in range(12):
        last = cast.una.client.post(
            "/curtain/", {"passphrase": "not what Una says here"}, REMOTE_ADDR=f"10.0.{number}.1"
        )
    assert "many tries" in text(last)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.4", "203.0.113.200", True),
        ("::ffff:203.0.113.4", "203.0.113.9", True),
        ("::ffff:203.0.113.4", "::ffff:198.51.100.4", False),
        ("2001:db8:0:1::1", "2001:db8:0:ff::2", True),
        ("2001:db8:0:100::1", "2001:db8:0:200::1", False),
        ("192.168.1.7", "192.168.1.8", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
    ],
)
def test_networks_are_told_apart_however_an_address_is_written(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_right_words_open_after_any_number_of_wrong_ones(cast: Cast) -> None:
    flood(cast, "/invitation/", many=12, four="wrong words all four")
    wrong = cast.nobody.new_client().post(
        "/invitation/", {"four": "no such four words"}, REMOTE_ADDR="192.0.2.7"
    )
    assert "many tries" in text(wrong)
    right = cast.nobody.new_client().post(
        "/invitation/", {"four": cast.doors.spoken}, REMOTE_ADDR="192.0.2.7"
    )
    assert right.status_code == 302


@pytest.mark.parametrize("shared", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_where_all_come_through_tor_one_who_tries_keeps_nobody_out(shared: str, cast: Cast) -> None:
    for _try in range(60):
        sent = {"name": "Zoe", "passphrase": "not what anybody says"}
        cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR=shared)
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    assert cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR=shared).status_code == 302


def test_in_one_house_one_who_tries_keeps_nobody_out(cast: Cast) -> None:
    sent = {"name": "Bea", "passphrase": "not what Bea says here"}
    for _try in range(25):
        last = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="192.168.1.7")
    assert "many tries" in text(last)
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    assert cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="192.168.1.8").status_code == 302


def test_who_knows_the_passphrase_opens_no_end_of_sessions(cast: Cast) -> None:
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    answers = [cast.nobody.new_client().post("/sign-in/", sent) for _try in range(45)]
    assert answers[39].status_code == 302 and "many tries" in text(answers[-1])
    assert Session.objects.filter(person=cast.bea.person).count() == terms.MOST_DEVICES


def test_a_member_who_makes_new_passphrases_without_end_keeps_nobody_from_coming_in(cast: Cast) -> None:
    sent = {"passphrase": NEW}
    with ExitStack() as others:
        while passphrases._new_places.acquire(blocking=False):
            others.callback(passphrases._new_places.release)
        assert "Many people" in text(cast.dov.client.post("/you/passphrase/", sent))
        come = {"name": "Bea", "passphrase": cast.bea.passphrase}
        assert cast.nobody.new_client().post("/sign-in/", come).status_code == 302
    answers = [cast.dov.client.post("/you/passphrase/", sent) for _try in range(11)]
    assert answers[0].status_code == 302 and "many tries" in text(answers[-1])


def test_while_hashes_are_made_other_pages_are_not_waited_for(cast: Cast) -> None:
    with ExitStack() as others:
        while passphrases._places.acquire(blocking=False):
            others.callback(passphrases._places.release)
        sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
        answer = cast.nobody.new_client().post("/sign-in/", sent)
        assert answer.status_code == 422 and "Many people are signing in" in text(answer)
        assert 'value="Bea"' in answer.content.decode()
        assert cast.nobody.new_client().get("/support/").status_code == 200
    assert cast.nobody.new_client().post("/sign-in/", sent).status_code == 302


def test_a_form_from_before_somebody_came_in_does_nothing_after(cast: Cast) -> None:
    client = cast.nobody.new_client(enforce_csrf_checks=True)
    before = token(client.get("/sign-in/"))
    planted = client.cookies[cookie("f")].value
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase, "csrfmiddlewaretoken": before}
    assert client.post("/sign-in/", sent).status_code == 302
    assert client.cookies[cookie("f")].value != planted
    refused = client.post("/sign-out/", {"csrfmiddlewaretoken": before})
    assert refused.status_code == 403
    assert client.post("/sign-out/", {"csrfmiddlewaretoken": token(client.get("/you/"))}).status_code == 302


def test_while_a_passphrase_is_hashed_everybody_else_can_write(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing waits for its turn behind a flood of others, up to eight seconds: not with the one pen in its hand."""
    held: list[object] = []
    usual = passphrases._in_turn

    def watched(*turns: Semaphore) -> AbstractContextManager[None]:
        held.append(locks._writers._owner)
        return usual(*turns)

    monkeypatch.setattr(passphrases, "_in_turn", watched)
    new = {"passphrase": NEW}
    (code, *_rest) = people.print_codes(by=cast.dov.person, now=cast.now)
    guest = cast.nobody.new_client()
    guest.post("/invitation/", {"four": cast.doors.spoken})
    acts = (
        guest.post("/door/", new | {"name": "Gus", "yes": "on"}),
        cast.nobody.new_client().post("/recovery/", new | {"code": code}),
        cast.bea.client.post("/you/passphrase/", new),
        cast.ada.client.post("/curtain/", {"passphrase": cast.ada.passphrase}),
    )
    assert [answer.status_code for answer in acts] == [302] * 4
    assert held == [None] * 4


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999"])
def test_what_another_site_sends_is_not_said_on_a_page_of_ours(origin: str, cast: Cast) -> None:
    client = cast.bea.new_client(enforce_csrf_checks=True)
    sent = {"words": "Your account is closed, call this number"}
    foreign = client.post("/you/", sent, headers={"Origin": origin})
    assert foreign.status_code == 403 and "call this number" not in text(foreign)
    for ours in ({}, {"Origin": "http://testserver"}, {"Origin": settings.ADDRESS}):
        own = client.post("/you/", sent, headers=ours)
        assert own.status_code == 403 and "call this number" in text(own), ours
