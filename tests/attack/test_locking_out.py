"""Somebody wants to keep a member out by trying wrong passphrases and codes in their name."""

import pytest

from mutuality.kit.rates import network_of
from mutuality.people import operations as people
from tests.cast import Cast
from tests.reading_pages import text

NEW = "seven boats on a green lake"


def flood(cast: Cast, address: str, *, many: int, **sent: str) -> None:
    for _try in range(many):
        cast.nobody.new_client().post(address, sent, REMOTE_ADDR="192.0.2.7")


def test_wrong_tries_from_elsewhere_leave_the_member_their_own(cast: Cast) -> None:
    flood(cast, "/sign-in/", many=25, name="Bea", passphrase="not what Bea says here")
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    refused = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="192.0.2.7")
    assert refused.status_code == 422 and "printed code" in text(refused)
    answer = cast.nobody.new_client().post("/sign-in/", sent, REMOTE_ADDR="198.51.100.9")
    assert answer.status_code == 302


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
    ],
)
def test_networks_are_told_apart_however_an_address_is_written(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same
