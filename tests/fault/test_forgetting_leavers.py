"""Somebody left. Whoever holds the disk, a backup or the seized server, and however the process died: gone is gone."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.ground import Ground

pytestmark = [pytest.mark.fault, pytest.mark.both]

HERE = {"Bea": True, "Beas": True, "Dovs": True, "persons": 3, "topics": 1}
LEFT_GROUP = HERE | {"Beas": False}
GONE = {"Bea": False, "Beas": False, "Dovs": True, "persons": 2, "topics": 1}

DEATHS = [
    ("mutuality.vault.operations:forget", 1, "after", False),
    ("mutuality.rooms.operations:leave", 1, "after", False),
    ("mutuality.ledger.operations:unsign", 1, "after", False),
    ("mutuality.vault.rows:Rows.delete", 3, "after", False),
    ("mutuality.vault.remembrance:add", 1, "before", True),
    ("mutuality.vault.remembrance:add", 1, "after", True),
]


@pytest.mark.parametrize(("place", "nth", "when", "committed"), DEATHS)
@pytest.mark.parametrize(
    ("act", "after"), [("leave_group", LEFT_GROUP), ("leave", GONE), ("leave_with_way_back", GONE)]
)
def test_a_kill_while_leaving_ends_in_gone_or_in_not_begun(
    house: Ground, act: str, after: dict, place: str, nth: int, when: str, committed: bool
) -> None:
    house.do("backup")
    house.die(act, place, nth, when)
    expected = after if committed else HERE
    assert house.do("look") == expected
    house.do("restore")
    assert house.do("look") == expected
    house.do("start")
    if not committed:
        house.do(act)
        assert house.do("look") == after


@pytest.mark.parametrize(
    ("place", "nth", "when", "committed"),
    [
        ("mutuality.people.wayback:use_up", 1, "after", False),
        ("mutuality.rooms.wayback:bring_back", 1, "after", False),
        ("mutuality.vault.remembrance:add", 1, "before", True),
    ],
)
def test_a_kill_while_coming_back_ends_in_back_or_in_still_away(
    house: Ground, place: str, nth: int, when: str, committed: bool
) -> None:
    (code,) = house.do("leave_with_way_back")
    assert house.do("look") == GONE
    done = house.run("come_back", place, str(nth), when, CODE=code)
    assert done.returncode == -9, done.stderr
    assert house.do("look") == (HERE if committed else GONE)
    assert house.do("state")["WayBack"] == (0 if committed else 1)
    if not committed:
        house.do("come_back", CODE=code)
        assert house.do("look") == HERE


COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper.commit"


def _copied(house: Ground, to: Path) -> Ground:
    """The same house once more, as it stands."""
    shutil.copytree(house.place, to)
    return type(house)(to, None)


@pytest.mark.long
@pytest.mark.parametrize("act", ["leave", "leave_with_way_back"])
def test_every_commit_of_leaving_ends_in_gone_or_in_not_begun(
    house: Ground, tmp_path: Path, act: str
) -> None:
    """Not a list of places that somebody thought of: each commit there is, until the act is through alive."""
    if house.database:
        pytest.skip("A house is copied as a folder; the named places above are tried there too.")
    for nth in range(1, 30):
        for when in ("before", "after"):
            mine = _copied(house, tmp_path / f"{act}-{nth}-{when}")
            done = mine.run(act, COMMIT, str(nth), when)
            if done.returncode == 0:
                assert nth > 1 and mine.do("look") == GONE
                return
            assert done.returncode == -9, done.stderr
            seen = mine.do("look")
            assert seen in (HERE, GONE)
            mine.do("start")
            assert mine.do("look") == seen
            if seen == HERE:
                mine.do(act)
                assert mine.do("look") == GONE
    raise AssertionError("Leaving never ended.")


@pytest.mark.long
def test_every_commit_of_the_daily_duty_loses_nothing_that_lives(house: Ground, tmp_path: Path) -> None:
    if house.database:
        pytest.skip("A house is copied as a folder; the named places are tried in test_kill.")
    for nth in range(1, 40):
        mine = _copied(house, tmp_path / f"rewrap-{nth}")
        done = mine.run("rewrap", COMMIT, str(nth), "before" if nth % 2 else "after", DAYS="15")
        assert mine.do("look") == HERE
        if done.returncode == 0:
            assert nth > 1 and mine.do("state")["epochs"] <= 2
            return
        assert done.returncode == -9, done.stderr
        mine.do("rewrap", DAYS="15")
        assert mine.do("look") == HERE and mine.do("state")["epochs"] <= 2
    raise AssertionError("The duty never ended.")


def test_whoever_steals_the_whole_disk_without_the_key_file_reads_nothing(house: Ground) -> None:
    """Database, log and backup, of a day on which everybody is still here."""
    house.do("backup")
    assert house.do("look") == HERE
    secrets = [
        words.encode() for words in ("Beatrix", "Harbour", "Sunday night", "let the phone ring", "Elm")
    ]
    house.key_file.unlink()
    stolen = house.files()
    assert any(file.name.startswith("backup-") for file in stolen)
    assert [str(file) for file, raw in stolen.items() for secret in secrets if secret in raw] == []
    for act in ("look", "restore", "start"):
        assert "is missing" in house.refuse(act)


def test_an_older_backup_put_back_brings_nothing_of_a_leaver_and_everything_of_the_others(
    house: Ground,
) -> None:
    house.do("backup")
    house.do("leave")
    assert house.do("look") == GONE
    house.do("restore")
    assert house.do("look") == GONE
    blobs = _sealed_bytes_of_bea(house)
    assert blobs == []


def test_a_stolen_backup_with_the_key_file_of_its_day_still_reads_what_was_left(
    house: Ground, tmp_path: Path
) -> None:
    """What the fourteen days are for: there is something to find, until the old key has ended."""
    house.do("backup")
    kept = house.key_file.read_bytes()
    house.do("leave")
    house.do("rewrap", DAYS="15")
    todays = house.key_file.read_bytes()
    backup = next(house.copies.iterdir())
    if house.database:
        pytest.skip("The same keys; a dump is put back by hand there.")
    thief = tmp_path / "thief"
    (thief / "data").mkdir(parents=True)
    (thief / "keys").mkdir()
    (thief / "data" / "mutuality.sqlite3").write_bytes(backup.read_bytes())
    robbed = type(house)(thief, None)
    robbed.key_file.write_bytes(kept)
    assert robbed.do("look") == HERE
    robbed.key_file.write_bytes(todays)
    assert "older" in robbed.refuse("look")


def test_a_seized_server_after_fifteen_days_opens_no_older_backup(house: Ground) -> None:
    house.do("backup")
    house.do("leave")
    assert house.do("look") == GONE
    house.do("rewrap", DAYS="15")
    assert house.do("state")["epochs"] <= 2
    assert "too old" in house.refuse("restore")
    assert house.do("look") == GONE


def _left_of(blobs: list[bytes], house: Ground) -> list[bytes]:
    """What is still in the files. The duty passes by a page that another process reads, and comes again."""
    left = blobs
    for _time in range(5):
        house.do("fold")
        after = _raw(house)
        left = [blob for blob in blobs if blob in after]
        if not left:
            break
    return left


def test_rows_of_a_leaver_are_in_no_byte_of_the_files(house: Ground) -> None:
    """Log, free pages and dead rows: sealed bytes that could be opened with a stolen key go as well."""
    blobs = [blob[:64] for blob in _sealed_bytes_of_bea(house)]
    assert len(blobs) >= 3
    before = _raw(house)
    assert all(blob in before for blob in blobs)
    house.do("leave")
    assert _left_of(blobs, house) == []


def test_a_way_back_leaves_nothing_of_a_leaver_in_the_files_either(house: Ground) -> None:
    blobs = [blob[:64] for blob in _sealed_bytes_of_bea(house)]
    house.do("leave_with_way_back")
    assert blobs and _left_of(blobs, house) == []
    assert house.do("look") == GONE


_BEAS = (
    "SELECT w.words FROM rooms_word w JOIN rooms_place p ON p.id = w.place_id WHERE p.person_id = {0}",
    "SELECT name FROM people_person WHERE id = {0}",
    "SELECT name FROM rooms_place WHERE person_id = {0}",
)


def _sealed_bytes_of_bea(house: Ground) -> list[bytes]:
    import json

    bea = json.loads((house.data / "told.json").read_text())["bea"]
    rows = []
    for question in _BEAS:
        rows += _asked(house, question.format(f"'{bea}'"))
    return [bytes(row[0]) for row in rows]


def _asked(house: Ground, question: str) -> list[tuple]:
    if house.database:
        import psycopg

        with psycopg.connect(house.database) as server:
            return server.execute(question).fetchall()
    with closing(sqlite3.connect(house.data / "mutuality.sqlite3")) as file:
        return file.execute(question).fetchall()


def _raw(house: Ground) -> bytes:
    """Every byte of the database: the files on SQLite, the tables' own pages on PostgreSQL."""
    if not house.database:
        return b"".join(
            raw for file, raw in house.files().items() if file.name.startswith("mutuality.sqlite3")
        )
    import psycopg

    tables = ("people_person", "rooms_place", "rooms_word", "vault_datakey", "people_wayback")
    with psycopg.connect(house.database, autocommit=True) as server:
        server.execute("CHECKPOINT")
        found = []
        for table in tables:
            (path,) = server.execute("SELECT pg_relation_filepath(%s)", [table]).fetchone()
            (toast,) = server.execute(
                "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class WHERE relname = %s AND reltoastrelid <> 0",
                [table],
            ).fetchone() or (None,)
            found += [p for p in (path, toast) if p]
        return b"".join(server.execute("SELECT pg_read_binary_file(%s)", [p]).fetchone()[0] for p in found)


def test_after_a_restore_everybody_signs_in_again_and_no_way_in_is_open(house: Ground) -> None:
    house.do("invite")
    before = house.do("state")
    assert before["Session"] == 1 and before["Invitation"] == 1
    house.do("backup")
    house.do("restore")
    after = house.do("state")
    assert {after[name] for name in ("Session", "Founding", "Invitation", "Knock")} == {0}
    house.do("restore")
    assert house.do("look") == HERE


@pytest.mark.parametrize(
    ("place", "when"),
    [
        ("mutuality.host.backups:bring_up_to_date", "before"),
        ("mutuality.vault.sweeping:replay", "after"),
        ("mutuality.vault.sweeping:sweep", "after"),
        ("mutuality.host.backups:_erase_again", "after"),
    ],
)
def test_a_kill_while_restoring_brings_nobody_back(house: Ground, place: str, when: str) -> None:
    """The older database is in place, the power fails, and the server starts as if nothing had been."""
    house.do("backup")
    house.do("leave")
    house.die("restore", place, 1, when)
    house.do("start")
    assert house.do("look") == GONE
    assert house.do("state")["Session"] == 0


def test_what_fell_due_while_the_process_was_down_is_done_at_start(house: Ground) -> None:
    (code,) = house.do("leave_with_way_back")
    house.do("work", DAYS="0")
    assert house.do("state")["WayBack"] == 1
    house.do("work", DAYS="40")
    after = house.do("state")
    assert after["WayBack"] == 0 and after["epochs"] == 1
    assert not house.do("look")["Dovs"]
    assert house.run("come_back", CODE=code).returncode == 1
