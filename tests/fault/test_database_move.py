"""From SQLite to PostgreSQL and back: every row arrives, and a move that is cut off leaves nothing or everything."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mutuality.kit.ids import new_id
from tests.fault.ground import Ground, _renamed

pytestmark = [pytest.mark.fault, pytest.mark.both]

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
MOVING = "mutuality.host.database_move"
COPYING = "mutuality.host.database_copy"
# Where it dies, and whether everything is there by then.
DEATHS = [
    (f"{COPYING}:copy", 12, "after", False),
    (f"{COPYING}:same", 30, "after", False),
    (f"{MOVING}:_settle", 1, "before", True),
    (f"{MOVING}:_write_down", 1, "before", True),
]


class Moving(Ground):
    """A community on SQLite, and an empty database elsewhere."""

    acts, settings = "tests.fault.database_move_acts", "mutuality.host.settings"


@pytest.fixture(scope="module")
def server() -> str:
    """A PostgreSQL that lets us in."""
    url = os.environ.get("DATABASE_URL", "")
    url = _renamed(url, "postgres") if url.startswith("postgres") else LOCAL
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        pytest.skip("No PostgreSQL lets us in here. bin/check starts one and runs this with it.")
    return url


@pytest.fixture
def there(server: str) -> Iterator[str]:
    """An empty database on it, gone afterwards."""
    name = f"moving_{new_id()}"
    with psycopg.connect(server, autocommit=True) as door:
        door.execute(f"CREATE DATABASE {name}")
        yield _renamed(server, name)
        door.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Three people who have talked, on SQLite; everybody has left the file by now."""
    place = Moving(tmp_path_factory.mktemp("founded"), None)
    place.do("found")
    return place


@pytest.fixture(scope="module")
def before(founded: Ground) -> dict[str, int]:
    """How many rows of each kind there are."""
    vendor, counts = founded.do("rows")
    assert vendor == "sqlite"
    return counts


@pytest.fixture
def home(founded: Ground, tmp_path: Path, there: str) -> Ground:
    """The same once more, for one test."""
    shutil.copytree(founded.place, tmp_path, dirs_exist_ok=True)
    return Moving(tmp_path, None)


def tables(url: str) -> list[str]:
    with psycopg.connect(url) as door:
        found = door.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return [name for (name,) in found]


def note(home: Ground) -> Path:
    return home.data / "database"


def test_everything_arrives_and_is_used_from_there(home: Ground, there: str, before: dict[str, int]) -> None:
    said = home.do("move", MOVE_TO=there)
    assert "They are all the same." in said
    assert home.do("rows") == ["postgresql", before]
    assert sum(before.values()) > 40
    everything = home.do("look")
    assert everything["Beas"] and everything["Dovs"] and everything["Bea"]
    assert note(home).stat().st_mode & 0o777 == 0o600
    assert not (home.data / "mutuality.sqlite3").exists()
    assert (home.data / "mutuality.sqlite3.moved").exists()


def test_keys_and_what_was_destroyed_stay_valid(home: Ground, there: str) -> None:
    home.do("move", MOVE_TO=there)
    home.do("start")
    home.do("leave")
    assert home.do("destroyed")[0] > 0
    home.do("rewrap", DAYS="15")
    assert home.do("look") == {"Bea": False, "Beas": False, "Dovs": True, "persons": 2, "topics": 1}


def test_a_position_that_was_given_is_never_given_again(home: Ground, there: str) -> None:
    assert home.do("hint")[0] > 0
    last = home.do("trim")[0]
    home.do("move", MOVE_TO=there)
    assert home.do("hint")[0] > last


def test_there_and_back(home: Ground, there: str, before: dict[str, int]) -> None:
    home.do("move", MOVE_TO=there)
    (home.data / "mutuality.sqlite3.moved").unlink()
    assert home.do("trim")[0] < home.do("hint")[0]
    home.do("move", MOVE_TO="sqlite")
    vendor, after = home.do("rows")
    assert vendor == "sqlite"
    assert after == before | {"live.Notice": 1}
    assert home.do("hint")[0] > 1
    assert not note(home).exists()
    assert (home.data / "mutuality.sqlite3").stat().st_mode & 0o777 == 0o600
    assert list(home.data.glob("*.draft*")) == []


@pytest.mark.parametrize(("where", "nth", "when", "whole"), DEATHS)
def test_killed_anywhere_there_is_nothing_or_everything_and_it_can_be_typed_again(
    home: Ground,
    there: str,
    before: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    nth: int,
    when: str,
    whole: bool,
) -> None:
    monkeypatch.setenv("MOVE_TO", there)
    home.die("move", where, nth, when)
    assert bool(tables(there)) == whole
    assert home.do("rows") == ["sqlite", before]
    said = home.do("move", MOVE_TO=there)
    assert ("already been copied" in said) == whole
    assert home.do("rows") == ["postgresql", before]


def test_a_running_server_is_not_moved_away_under(home: Ground, there: str) -> None:
    with (home.data / "running.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "running" in home.refuse("move", MOVE_TO=there)
    assert tables(there) == []


def test_a_database_that_holds_something_is_left_alone(home: Ground, there: str) -> None:
    with psycopg.connect(there, autocommit=True) as door:
        door.execute("CREATE TABLE letters (words text)")
    assert "already has tables" in home.refuse("move", MOVE_TO=there)
    assert tables(there) == ["letters"]
    assert home.do("rows")[0] == "sqlite"


def test_what_changed_there_since_is_not_taken_for_the_same(
    home: Ground, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVE_TO", there)
    home.die("move", f"{MOVING}:_write_down", 1, "before")
    with psycopg.connect(there, autocommit=True) as door:
        door.execute("UPDATE rooms_word SET said_at = said_at + interval '1 microsecond'")
    assert "already has tables" in home.refuse("move", MOVE_TO=there)
    assert home.do("rows")[0] == "sqlite"


def test_a_row_that_does_not_fit_stops_everything(home: Ground, there: str) -> None:
    home.do("hint")
    home.do("spoil")
    assert "does not accept it" in home.refuse("move", MOVE_TO=there)
    assert tables(there) == []
    assert home.do("rows")[0] == "sqlite"


def test_a_table_that_nobody_knows_is_not_left_behind(home: Ground, there: str) -> None:
    home.do("strange_table")
    assert "notes_of_the_host" in home.refuse("move", MOVE_TO=there)
    assert tables(there) == []


def test_another_key_file_moves_nothing(home: Ground, there: str) -> None:
    home.key_file.unlink()
    assert "is missing" in home.refuse("move", MOVE_TO=there)
    assert tables(there) == []


def test_a_password_is_never_shown(home: Ground, there: str) -> None:
    secret = there.replace("postgres@", "postgres:so-secret@")
    done = home.run("typed", MOVE_TO=secret)
    assert done.returncode == 0, done.stderr
    assert "so-secret" not in done.stdout + done.stderr
    assert "so-secret" in note(home).read_text()
    wrong = home.run("typed", MOVE_TO="postgres://somebody:so-secret@127.0.0.1:9/none")
    assert wrong.returncode == 2
    assert "so-secret" not in wrong.stdout + wrong.stderr


@pytest.mark.parametrize("to", ["", "mysql://a:so-secret@b/c", "postgres://a:so-secret@h:port/d"])
def test_an_address_that_is_none_is_said_without_it(home: Ground, to: str) -> None:
    said = home.refuse("move", MOVE_TO=to)
    assert "postgres://name@host:5432/database" in said
    assert "so-secret" not in said


def test_where_the_environment_names_the_database_it_is_said_what_to_set(home: Ground, there: str) -> None:
    here = f"sqlite:///{home.data / 'mutuality.sqlite3'}"
    said = home.do("move", MOVE_TO=there, DATABASE_URL=here)
    assert "DATABASE_URL is set" in said
    assert not note(home).exists()
    assert home.do("rows")[0] == "sqlite"
    assert home.do("rows", DATABASE_URL=there)[0] == "postgresql"
