"""The look at an installation finds what is wrong and says what to do; a sound one is told so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from pytest_django.fixtures import Settings

from mutuality.host import backups, doctor
from mutuality.kit import clock
from mutuality.kit.troubles import Trouble
from mutuality.ledger.operations import record
from mutuality.outbox.operations import plan
from mutuality.vault import keyring, opening, sweeping
from mutuality.vault.models import DataKey
from mutuality.vault.operations import new_key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sound(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A sound installation with a key file of its own."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.KEY_FILE = tmp_path / "keys" / "keyfile.json"
    settings.ADDRESS = "http://localhost:8000"
    opening.unlock(now=clock.now())
    new_key()
    yield


def test_a_sound_installation_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.doctor() == 0
    assert "is fine" in capsys.readouterr().out


def test_an_open_key_file_is_found() -> None:
    assert doctor.findings() == []
    keyring.path().chmod(0o644)
    keyring.path().parent.chmod(0o755)
    found = doctor.findings()
    assert [f"chmod {mode}" in sentence for mode, sentence in zip(("600", "700"), found, strict=True)] == [
        True,
        True,
    ]


def test_backups_beside_the_key_file_are_found() -> None:
    (keyring.path().parent / "backup-2026-05-04-120000.sqlite3").touch()
    assert ["Move them" in sentence for sentence in doctor.findings()] == [True]


def test_what_a_cut_off_restore_left_is_found(settings: Settings) -> None:
    (settings.DATA / "mutuality.sqlite3.aside").touch()
    assert ["delete it" in sentence for sentence in doctor.findings()] == [True]
    (settings.DATA / "restoring").touch()
    assert ["Keep" in sentence and "delete" not in sentence for sentence in doctor.findings()] == [True]


def test_half_a_copy_is_found(settings: Settings) -> None:
    (settings.DATA / "mutuality.sqlite3.draft").touch()
    assert ["unfinished" in sentence for sentence in doctor.findings()] == [True]


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("https://talk.example", True),
        ("http://abc.onion", True),
        ("http://talk.example", False),
        ("http://192.168.1.5:8000", False),
    ],
)
def test_an_address_that_others_can_listen_to_is_found(settings: Settings, address: str, fine: bool) -> None:
    settings.ADDRESS = address
    assert (doctor.findings() == []) is fine


def test_a_missing_key_file_is_found_and_hides_what_rests_on_it() -> None:
    DataKey.objects.update(epoch="unknown")
    keyring.path().unlink()
    assert ["is missing" in sentence for sentence in doctor.findings()] == [True]


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_SPACE", 1 << 62)
    assert ["Free some space" in sentence for sentence in doctor.findings()] == [True]


def test_a_clock_that_is_behind_and_keys_that_are_not_renewed_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = clock.now() + timedelta(days=4)
    earlier = clock.now() - timedelta(hours=1)
    monkeypatch.setattr(doctor.clock, "now", lambda: later)
    assert ["not renewed" in sentence for sentence in doctor.findings()] == [True]
    monkeypatch.setattr(doctor.clock, "now", lambda: earlier)
    assert ["is behind" in sentence for sentence in doctor.findings()] == [True]


def test_late_duties_are_found() -> None:
    plan("letter", "a", clock.now() - timedelta(hours=2))
    assert ["late" in sentence for sentence in doctor.findings()] == [True]


def test_a_full_or_closed_folder_refuses_a_backup_in_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(Trouble) as trouble:
        backups.backup(blocked)
    assert "\n" not in str(trouble.value)


def test_rows_without_keys_are_found() -> None:
    about = {"by": "ada", "about": "bea", "text": "words", "clause": "3"}
    record("group00000000000", kind="paused", now=clock.now(), **about)
    assert doctor.findings() == []
    DataKey.objects.all().delete()
    assert ["Could not open 3 rows" in sentence for sentence in doctor.findings()] == [True]
    assert sweeping.sweep() == 3
    assert doctor.findings() == []


def test_what_this_user_may_not_open_is_said(settings: Settings, request: pytest.FixtureRequest) -> None:
    """As after a command that root typed: nobody but root gets at keys, data and database any more."""
    for place in (keyring.path(), keyring.path().parent, settings.DATA):
        place.chmod(0)
    keyring.load.__globals__["_read"] = None
    request.getfixturevalue("as_nobody")
    asked = (doctor.key_file_is_apart, keyring.load)
    said = list(doctor._all(asked))
    assert len(said) == 2 and all("/" in sentence and "\n" not in sentence for sentence in said), said


def test_a_database_that_this_user_may_not_open_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    def fails() -> Iterator[str]:
        raise DatabaseError

    closed = settings.DATA / "mutuality.sqlite3"
    closed.touch(mode=0)
    settings.DATA.chmod(0o700)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(closed))
    monkeypatch.setattr(connection, "vendor", "sqlite")
    request.getfixturevalue("as_nobody")
    assert [str(closed) in sentence for sentence in doctor._all((fails,))] == [True]


def test_the_database_of_before_a_move_is_found(settings: Settings) -> None:
    (settings.DATA / "mutuality.sqlite3.moved").touch()
    assert ["before the move" in sentence for sentence in doctor.findings()] == [True]
