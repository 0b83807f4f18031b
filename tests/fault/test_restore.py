"""An older backup never brings back what was erased, and a stolen copy without the key file says nothing."""

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.acts import WORDS
from tests.fault.ground import Ground, ground_at

pytestmark = [pytest.mark.fault, pytest.mark.both]


def test_what_was_erased_after_the_backup_stays_erased(ground: Ground) -> None:
    ground.do("write_down")
    ground.do("backup")
    assert ground.do("tell") == [[["ada", "bea", "Bea asked for quiet"]], None]
    ground.do("take_back")
    ground.do("unsign")
    ground.do("restore")
    assert ground.do("read") == [None, None, *WORDS[2:]]
    assert ground.do("tell") == [[["ada", None, "Bea asked for quiet"]], None]
    assert list(ground.data.glob("*.aside")) == []
    assert list(ground.data.glob("*.draft")) == []


def test_what_was_said_after_the_backup_goes_and_what_was_said_before_comes_back(ground: Ground) -> None:
    ground.do("backup")
    ground.do("write_down")
    ground.do("restore")
    assert ground.do("tell") == [[], None]
    assert ground.do("read") == WORDS


def test_a_backup_of_before_an_update_can_be_put_back(ground: Ground) -> None:
    ground.do("backup")
    ground.do("grow")
    ground.do("take_back")
    ground.do("restore")
    assert ground.do("read") == [None, None, *WORDS[2:]]
    ground.do("grow")


def test_a_backup_outlives_a_rewrapping_while_its_epoch_is_kept(ground: Ground) -> None:
    ground.do("backup")
    ground.do("rewrap", MUTUALITY_EPOCH_DAYS="30")
    ground.do("restore")
    assert ground.do("read") == WORDS
    ground.do("rewrap", MUTUALITY_EPOCH_DAYS="30")
    assert ground.do("read") == WORDS


def test_a_backup_older_than_the_keys_is_refused_and_nothing_changes(ground: Ground) -> None:
    ground.do("backup")
    ground.do("take_back")
    ground.do("rewrap")
    assert "too old" in ground.refuse("restore")
    assert ground.do("read") == [None, None, *WORDS[2:]]


def test_destroying_now_makes_every_earlier_backup_worthless(ground: Ground) -> None:
    ground.do("backup")
    ground.do("destroy")
    assert "too old" in ground.refuse("restore")
    assert ground.do("read") == WORDS


def test_a_backup_of_another_community_is_refused(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with ground_at(tmp_path / "other") as other:
        other.do("found")
        other.do("backup")
        (tmp_path / "copies").mkdir()
        copy = next(other.copies.iterdir())
        copy.rename(tmp_path / "copies" / copy.name)
    assert "does not belong to this backup" in ground.refuse("restore")
    assert ground.do("read") == WORDS


@pytest.mark.parametrize("left", [0.0, 0.5, 0.95])
def test_a_cut_backup_is_refused_and_nothing_changes(ground: Ground, left: float) -> None:
    ground.do("backup")
    copy = next(ground.copies.iterdir())
    whole = copy.read_bytes()
    copy.write_bytes(whole[: int(len(whole) * left)])
    assert "Nothing was changed" in ground.refuse("restore")
    assert ground.do("read") == WORDS


@pytest.mark.parametrize(
    "place", ["mutuality.host.backups:bring_up_to_date", "mutuality.vault.sweeping:sweep"]
)
def test_the_present_outlives_a_kill_and_a_second_restore_that_goes_wrong(ground: Ground, place: str) -> None:
    ground.do("backup")
    ground.do("write_down")
    ground.die("restore", place, 1, "before")
    assert ground.do("tell") == [[], None]
    assert "not write to disk" in ground.refuse("restore_badly")
    assert ground.do("tell") == [[["ada", "bea", "Bea asked for quiet"]], None]
    assert [*ground.data.glob("*.aside"), *ground.data.glob("*.draft")] == []


def test_a_running_server_is_not_restored_under(ground: Ground) -> None:
    ground.do("backup")
    with (ground.data / "running.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "running" in ground.refuse("restore")
    ground.do("restore")


def test_an_older_database_put_in_place_by_hand_is_swept_at_the_next_start(ground: Ground) -> None:
    if ground.database:
        pytest.skip("Nobody copies the files of a PostgreSQL server by hand.")
    ground.do("backup")
    ground.do("take_back")
    for file in ground.data.glob("mutuality.sqlite3*"):
        file.unlink()
    next(ground.copies.iterdir()).rename(ground.data / "mutuality.sqlite3")
    ground.do("start")
    assert ground.do("read") == [None, None, *WORDS[2:]]


def test_a_damaged_database_can_be_replaced(ground: Ground) -> None:
    if ground.database:
        pytest.skip("A damaged PostgreSQL server is not ours to mend.")
    ground.do("backup")
    ground.do("take_back")
    (ground.data / "mutuality.sqlite3").write_bytes(b"SQLite format 3\0" + b"damaged" * 1000)
    ground.do("restore")
    assert ground.do("read") == [None, None, *WORDS[2:]]


def test_backups_are_for_one_reader_and_never_hold_the_key_file(ground: Ground) -> None:
    ground.do("backup")
    copy = next(ground.copies.iterdir())
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.name.startswith("backup-20")
    keys = ground.key_file.read_bytes()
    secrets = [word for word in keys.split(b'"') if len(word) >= 43]
    assert len(secrets) == 3
    assert not any(secret in copy.read_bytes() for secret in secrets)


def test_a_backup_into_the_folder_of_the_key_file_is_refused(ground: Ground) -> None:
    beside = ground.copies / "keyfile.json"
    ground.copies.mkdir()
    beside.write_bytes(ground.key_file.read_bytes())
    assert "folder for backups only" in ground.refuse("backup", MUTUALITY_KEY_FILE=str(beside))


def test_a_stolen_database_with_its_backup_says_nothing_without_the_key_file(ground: Ground) -> None:
    ground.do("write_down")
    ground.do("backup")
    assert ground.do("read") == WORDS
    assert ground.do("tell") == [[["ada", "bea", "Bea asked for quiet"]], None]
    ground.key_file.unlink()
    secrets = [b"words number", b"asked for quiet", b"third clause"]
    stolen = ground.files()
    assert len(stolen) >= 3
    assert [file for file, raw in stolen.items() for secret in secrets if secret in raw] == []
    for act in ("read", "tell", "restore", "start"):
        assert "is missing" in ground.refuse(act)


def test_after_folding_the_log_an_erased_text_is_in_no_byte_of_the_files(ground: Ground) -> None:
    if ground.database:
        pytest.skip("PostgreSQL keeps its own files; what stays there is sealed under a key that is gone.")
    ground.do("write_down")
    file = ground.data / "mutuality.sqlite3"
    sealed = "SELECT sealed, wrapped FROM ledger_opening o JOIN vault_datakey k ON k.id = o.key_id"
    with closing(sqlite3.connect(file)) as rows:
        blobs = [blob for row in rows.execute(sealed) for blob in row]
    assert len(blobs) == 6
    assert all(any(blob[:64] in raw for raw in ground.files().values()) for blob in blobs)
    ground.do("erase")
    ground.do("fold")
    assert not any(blob[:64] in raw for blob in blobs for raw in ground.files().values())
