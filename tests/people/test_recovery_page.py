"""Printed codes: each works once, and is enough alone."""

import pytest

from mutuality.people import operations, queries
from mutuality.people.models import Parked, RecoveryCode, Session
from mutuality.people.terms import RECOVERY_CODES
from tests import stolen
from tests.cast import Cast, cookie
from tests.reading_pages import text

NEW = "seven boats on a green lake"


def codes(cast: Cast) -> list[str]:
    return operations.print_codes(by=cast.bea.person, now=cast.now)


def test_one_code_is_enough_and_works_once(cast: Cast) -> None:
    made = codes(cast)
    client = cast.nobody.client
    assert client.post("/recovery/", {"code": made[0], "passphrase": NEW}).status_code == 302
    client.post("/way-out/")
    assert "Tuesday evening" in text(client.get("/"))
    again = cast.nobody.new_client().post("/recovery/", {"code": made[0], "passphrase": NEW + " too"})
    assert again.status_code == 422 and "Each code works once" in text(again)
    assert queries.codes_left(cast.bea.person) == RECOVERY_CODES - 1
    assert operations.check_passphrase(name="Bea", passphrase=NEW) == cast.bea.person


def test_coming_back_by_code_signs_every_other_device_out(cast: Cast) -> None:
    cast.nobody.client.post("/recovery/", {"code": codes(cast)[3], "passphrase": NEW})
    assert cast.bea.client.get("/you/").status_code == 302
    assert Session.objects.filter(person=cast.bea.person).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda c: c.replace("-", ""),
        lambda c: f" {c.replace('-', ' ')} ",
        lambda c: c.replace("-", "\u2011"),
        lambda c: c.replace("-", " \u2013 ") + ". ",
        lambda c: c.replace("-", "\u00a0") + "\u200b",
    ],
)
def test_a_code_may_be_typed_as_it_comes(change, cast: Cast) -> None:
    sent = {"code": change(codes(cast)[0]), "passphrase": NEW}
    assert cast.nobody.client.post("/recovery/", sent).status_code == 302


@pytest.mark.parametrize("code", ["", "nothing", "0000-0000-0000-0000", "\x00", "\u200b", "x" * 500, "<b>"])
def test_a_wrong_code_opens_nothing(code: str, cast: Cast) -> None:
    made = codes(cast)
    assert cast.nobody.client.post("/recovery/", {"code": code, "passphrase": NEW}).status_code == 422
    assert cast.bea.client.get("/you/").status_code == 200
    assert cast.nobody.client.post("/recovery/", {"code": made[0], "passphrase": NEW}).status_code == 302


def test_a_code_is_not_used_up_by_a_weak_passphrase(cast: Cast) -> None:
    made = codes(cast)
    weak = cast.nobody.client.post("/recovery/", {"code": made[0], "passphrase": "short"})
    assert weak.status_code == 422 and made[0] in weak.content.decode()
    assert cast.nobody.client.post("/recovery/", {"code": made[0], "passphrase": NEW}).status_code == 302


def test_codes_are_shown_once_and_kept_as_hashes(cast: Cast) -> None:
    page = cast.bea.client.post("/you/codes/", follow=True).content.decode()
    made = [line.split("</li>")[0] for line in page.split("<li>") if line[:4].isalnum() and line[4:5] == "-"]
    assert len(made) == RECOVERY_CODES == RecoveryCode.objects.filter(person=cast.bea.person).count()
    for code in made:
        assert stolen.anywhere(code) == [] and stolen.anywhere(code.replace("-", "")) == []
        assert code not in cast.bea.client.get("/you/codes/").content.decode()


def test_new_codes_replace_old_ones(cast: Cast) -> None:
    old, new = codes(cast), codes(cast)
    assert cast.nobody.client.post("/recovery/", {"code": old[0], "passphrase": NEW}).status_code == 422
    assert cast.nobody.client.post("/recovery/", {"code": new[0], "passphrase": NEW}).status_code == 302


def test_loading_the_page_again_makes_no_other_codes(cast: Cast) -> None:
    """The page was the answer to the form: each reload made new codes, and those on paper opened nothing any more."""
    answer = cast.bea.client.post("/you/codes/?then=/groups/")
    assert answer["Location"] == "/you/codes/?then=%2Fgroups%2F"
    page = cast.bea.client.get(answer["Location"]).content.decode()
    made = [line.split("</li>")[0] for line in page.split("<li>") if line[4:5] == "-"]
    assert len(made) == RECOVERY_CODES and 'href="/groups/"' in page and not Parked.objects.exists()
    for _time in range(2):
        assert f"{RECOVERY_CODES} codes left" in text(cast.bea.client.get("/you/codes/"))
    assert cast.nobody.client.post("/recovery/", {"code": made[0], "passphrase": NEW}).status_code == 302


def test_codes_that_were_not_fetched_are_shown_to_nobody_else(cast: Cast) -> None:
    cast.bea.client.post("/you/codes/")
    thief = cast.ada.new_client()
    thief.cookies[cookie("o")] = cast.bea.client.cookies[cookie("o")].value
    assert "won't see them here again" not in text(thief.get("/you/codes/"))
    elsewhere = cast.bea.client.get(f"/groups/{cast.group.pk}/invitations/").content.decode()
    assert 'id="made"' not in elsewhere
    assert "won't see them here again" in text(cast.bea.client.get("/you/codes/"))
