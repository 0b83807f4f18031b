"""Coming back by name and passphrase, and going again."""

import pytest

from mutuality.kit import answers, cookies
from mutuality.people import operations, passphrases
from mutuality.people.models import Session
from mutuality.vault.operations import token_hash
from tests import stolen
from tests.cast import Cast, cookie
from tests.reading_pages import text, token

pytestmark = pytest.mark.both


def sent(cast: Cast, **changed: str) -> dict[str, str]:
    return {"name": "Bea", "passphrase": cast.bea.passphrase} | changed


def test_name_and_passphrase_open_a_session(cast: Cast) -> None:
    client = cast.nobody.client
    assert client.post("/sign-in/", sent(cast))["Location"] == "/"
    client.post("/way-out/")
    assert "Tuesday evening" in text(client.get("/"))


@pytest.mark.parametrize("name", ["bea", " BEA ", "Веа", "Bеa", "Béa", "B\u200bea", "B\u202eea"])
def test_a_name_opens_however_it_was_typed(name: str, cast: Cast) -> None:
    answer = cast.nobody.client.post("/sign-in/", sent(cast, name=name))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"passphrase": "not what she says at all"},
        {"name": "Nobody at all"},
        {"name": "\u200b"},
        {"name": "<script>x</script>"},
        {"passphrase": "\x00" * 20},
        {"name": ""},
        {"passphrase": ""},
        {"name": "x" * 5000},
        {"passphrase": "x" * 5000},
    ],
)
def test_what_does_not_fit_is_said_and_opens_nothing(wrong: dict[str, str], cast: Cast) -> None:
    before = Session.objects.count()
    answer = cast.nobody.client.post("/sign-in/", sent(cast, **wrong))
    assert answer.status_code == 422
    assert Session.objects.count() == before
    assert "<script>x" not in answer.content.decode()
    assert cast.bea.passphrase not in answer.content.decode()
    assert cast.nobody.client.post("/sign-in/", sent(cast)).status_code == 302


def test_an_unknown_name_and_a_wrong_passphrase_are_the_same_answer(cast: Cast) -> None:
    wrong = "these are not her words"
    unknown, known = (
        text(cast.nobody.client.post("/sign-in/", sent(cast, name=name, passphrase=wrong)))
        for name in ("Zoe", "Bea")
    )
    assert unknown.replace("Zoe", "Bea") == known


def test_both_cost_one_hash(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    passphrases.matches_nobody("warm")
    counted: list[str] = []
    matches = passphrases.matches
    monkeypatch.setattr(passphrases, "matches", lambda *a: counted.append(a[1][:9]) or matches(*a))
    for name in ("Zoe", "Bea", "\u200b"):
        counted.clear()
        cast.nobody.client.post("/sign-in/", sent(cast, name=name, passphrase="these are not hers"))
        assert counted == ["$argon2id"], name


def test_only_a_keyed_hash_of_a_session_is_at_rest(cast: Cast) -> None:
    assert stolen.anywhere(cast.bea.token) == []
    assert Session.objects.filter(pk=token_hash(cast.bea.token)).exists()
    thief = cast.nobody.new_client()
    thief.cookies[cookie("s")] = token_hash(cast.bea.token)
    assert thief.get("/you/").status_code == 302
    assert cast.bea.client.get("/you/").status_code == 200


@pytest.mark.parametrize("made_up", ["", "x", "x" * 64, "x" * 5000, "ü", "'; --", "\\000"])
def test_a_made_up_session_is_nobody(made_up: str, cast: Cast) -> None:
    client = cast.nobody.new_client()
    client.cookies[cookie("s")] = made_up
    assert client.get("/you/")["Location"] == "/sign-in/?then=%2Fyou%2F"


def test_no_address_and_no_exact_time_is_kept_of_a_session(cast: Cast) -> None:
    cast.nobody.client.post("/sign-in/", sent(cast), REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Odd/9")
    for telltale in ("203.0.113", "Odd/9"):
        assert stolen.anywhere(telltale) == []
    row = Session.objects.filter(person=cast.bea.person, own_device=True).latest("ends_at")
    assert (row.ends_at.minute, row.ends_at.second, row.ends_at.microsecond) == (0, 0, 0)
    assert {"ip", "address", "user_agent", "last_used", "created_at"}.isdisjoint(
        field.name for field in Session._meta.fields
    )


def test_the_way_on_leads_only_to_our_own_pages(cast: Cast) -> None:
    for then, goes in (
        ("/you/", "/you/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ):
        answer = cast.nobody.new_client().post("/sign-in/", sent(cast) | {"then": then})
        assert answer["Location"] == goes, then
        codes = cast.bea.client.get("/you/codes/", {"then": then}).content.decode()
        assert "evil.example" not in codes and "javascript:" not in codes


def test_signing_in_again_ends_the_session_that_was_open_there(cast: Cast) -> None:
    assert cast.cy.client.post("/sign-in/", sent(cast)).status_code == 302
    assert not Session.objects.filter(person=cast.cy.person).exists()


def test_signing_out_ends_the_session_and_takes_the_cookies(cast: Cast) -> None:
    answer = cast.bea.client.post("/sign-out/")
    assert answer.status_code == 302
    assert {answer.cookies[cookie(name)].value for name in ("s", "k", "p")} == {""}
    shared = cast.una.client.post("/sign-out/")
    # All but the line that says they are signed out: it holds nothing else, and goes in a minute.
    assert {one.name for one in cookies.all_declared()} - {answers.COOKIE.name} <= {
        n for n, c in shared.cookies.items() if not c.value
    }
    again = cast.bea.new_client()
    assert again.get("/you/").status_code == 302
    assert not Session.objects.filter(pk=token_hash(cast.bea.token)).exists()


def test_many_tries_wait_and_do_not_keep_others_out(cast: Cast) -> None:
    wrong = sent(cast, passphrase="these are not her words")
    answers = [cast.nobody.client.post("/sign-in/", wrong, REMOTE_ADDR="192.0.2.7") for _try in range(21)]
    assert "many tries" in text(answers[-1]) and "many tries" not in text(answers[0])
    elsewhere = cast.nobody.new_client().post(
        "/sign-in/", {"name": "Dov", "passphrase": cast.dov.passphrase}, REMOTE_ADDR="198.51.100.1"
    )
    assert elsewhere.status_code == 302


def test_the_question_about_the_device_stands_on_the_page(cast: Cast) -> None:
    page = cast.nobody.client.get("/sign-in/")
    assert "This is not my own device" in text(page) and 'name="not_own"' in page.content.decode()
    own = cast.nobody.new_client().post("/sign-in/", sent(cast)).cookies[cookie("s")]
    other = cast.nobody.new_client().post("/sign-in/", sent(cast, not_own="on")).cookies[cookie("s")]
    assert own["max-age"] and not other["max-age"] and not other["expires"]
    assert own["httponly"] and own["samesite"] == "Lax"


def test_a_form_from_elsewhere_signs_nobody_in(cast: Cast) -> None:
    client = cast.nobody.new_client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", sent(cast)).status_code == 403
    page = client.get("/sign-in/")
    ours = client.post("/sign-in/", sent(cast) | {"csrfmiddlewaretoken": token(page)})
    assert ours.status_code == 302


def test_a_changed_passphrase_signs_out_everywhere_else(cast: Cast) -> None:
    there = cast.nobody.new_client()
    there.post("/sign-in/", sent(cast))
    new = "seven boats on a green lake"
    assert cast.bea.client.post("/you/passphrase/", {"passphrase": new}).status_code == 302
    assert there.get("/you/").status_code == 302
    assert cast.bea.client.get("/you/").status_code == 200
    assert operations.check_passphrase(name="Bea", passphrase=new) == cast.bea.person
    with pytest.raises(operations.WrongPassphrase):
        operations.check_passphrase(name="Bea", passphrase=cast.bea.passphrase)
