"""What the environment may say. What no one can have meant is refused at the start, by every command alike."""

from pathlib import Path

import pytest

from mutuality.host import environment
from mutuality.kit.troubles import Trouble
from tests.host.test_command import refusal, typed

OWN = "https://circle.example"
ADDRESSES = {
    "https://circle.example/": "https://circle.example",
    "HTTPS://Circle.Example": "https://circle.example",
    "https://circle.example.": "https://circle.example",
    "https://circle.example:8443": "https://circle.example:8443",
    "https://müller.example": "https://xn--mller-kva.example",
    "http://[fd00::1]": "http://[fd00::1]",
    "http://[FD00:0::1]:8000/": "http://[fd00::1]:8000",
    "http://192.0.2.7:8000": "http://192.0.2.7:8000",
    "http://abcdefgh.onion": "http://abcdefgh.onion",
}
NO_ADDRESSES = (
    "circle.example",
    "ftp://circle.example",
    "https://",
    "https://circle.example/community",
    "https://circle.example/?a=b",
    "https://me@circle.example",
    "https://circle.example:99999",
    "https://circle..example",
    "https://cir cle.example",
    "https://faß.example",
    "http://[fd00::1",
)


@pytest.mark.parametrize(("said", "meant"), ADDRESSES.items())
def test_an_address_is_read_as_browsers_write_it(said: str, meant: str):
    assert environment.address(said) == meant
    assert environment.address(meant) == meant


@pytest.mark.parametrize("said", NO_ADDRESSES)
def test_an_address_that_would_be_answered_to_nobody_is_refused(said: str):
    with pytest.raises(Trouble):
        environment.address(said)


def test_the_host_of_an_address_is_what_a_request_names():
    assert environment.host("http://[fd00::1]:8000") == "[fd00::1]"
    assert environment.host("https://circle.example:8443") == "circle.example"


def test_spaces_in_a_list_of_hosts_are_no_part_of_a_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MUTUALITY_HOSTS", "a.example, b.example ,")
    assert environment.hosts() == ["a.example", "b.example"]
    monkeypatch.delenv("MUTUALITY_HOSTS")
    assert environment.hosts() == []


@pytest.mark.parametrize(
    "said", ["https://www.wikipedia.org/", "http://weather.example/today", OWN + ":444/"]
)
def test_leaving_quickly_leads_elsewhere(said: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MUTUALITY_EXIT_TO", said)
    assert environment.exit_to(own=OWN) == said


@pytest.mark.parametrize(
    "said",
    ["www.wikipedia.org", "", "/", "javascript:void(0)", "https://", "https://a.example/ b", OWN + "/", OWN],
)
def test_leaving_quickly_never_leads_back_here(said: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MUTUALITY_EXIT_TO", said)
    with pytest.raises(Trouble):
        environment.exit_to(own=OWN)


@pytest.mark.parametrize("said", ["x", "", "0", "-3", "1.5"])
def test_a_number_that_is_none_is_refused(said: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MUTUALITY_EPOCH_DAYS", said)
    with pytest.raises(Trouble):
        environment.number("MUTUALITY_EPOCH_DAYS", usual=14, least=1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MUTUALITY_EPOCH_DAYS", "x"),
        ("MUTUALITY_PATIENCE", "abc"),
        ("MUTUALITY_EXIT_TO", "www.wikipedia.org"),
        ("MUTUALITY_ADDRESS", "https://circle.example/community"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_every_command_says_so_in_one_sentence(command: str, name: str, said: str, tmp_path: Path):
    environment_of_it = {"DATABASE_URL": f"sqlite:///{tmp_path}/rows.sqlite3"} | {name: said}
    answer = typed(command, data=tmp_path, **environment_of_it)
    said_there = [line for line in (answer.stdout + answer.stderr).splitlines() if line]
    assert answer.returncode in (1, 2), answer
    assert len(said_there) == 1 and "Traceback" not in said_there[0], answer


def test_a_file_with_no_passphrase_is_said(tmp_path: Path):
    answer = typed("serve", data=tmp_path, MUTUALITY_KEY_PASSPHRASE_FILE=str(tmp_path / "nowhere"))
    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1), answer


@pytest.mark.parametrize("content", [b"", b"this is no database" * 400])
def test_a_database_that_is_none_is_said(tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert typed("migrate", data=tmp_path).returncode == 0
    file = tmp_path / "mutuality.sqlite3"
    file.write_bytes(content or file.read_bytes()[:100_000])
    assert "database" in refusal("serve", data=tmp_path)
