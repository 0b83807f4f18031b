"""Backups, and all that looks after a community, keep to the database in which the community is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from mutuality.host import backups, command, data_folder, database_address, doctor
from mutuality.kit import clock
from mutuality.kit.troubles import Trouble
from mutuality.vault import keyring, opening
from mutuality.vault.models import Seal
from tests.host.test_command import refusal

ELSEWHERE = "postgres://pages@10.0.0.7/pages"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture(autouse=True)
def begun(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A community with a data folder and a key file of its own."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.KEY_FILE = tmp_path / "keys" / "keyfile.json"
    opening.unlock(now=clock.now())
    yield
    Seal.objects.all().delete()


def _noted(data: Path, database: str) -> None:
    data_folder.held(data, note={"database": database}).close()


@pytest.mark.parametrize("act", ["backup", "destroy-now"])
def test_another_database_than_the_served_one_is_left_alone(
    settings: Settings, tmp_path: Path, act: str
) -> None:
    """The address stands in the unit of the server only, and what lies beside the data is of before the move."""
    acts = {"backup": lambda: backups.backup(tmp_path / "copies"), "destroy-now": backups.destroy_now}
    _noted(settings.DATA, database_address.named(settings.DATA))
    assert acts[act]()
    before = keyring.path().read_bytes(), set(tmp_path.rglob("*"))
    _noted(settings.DATA, ELSEWHERE)
    with pytest.raises(Trouble, match=r"10\.0\.0\.7"):
        acts[act]()
    assert (keyring.path().read_bytes(), set(tmp_path.rglob("*"))) == before


def test_one_database_has_one_name_however_its_address_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = set()
    for kind in ("postgres", "postgresql", "pgsql"):
        monkeypatch.setenv("DATABASE_URL", f"{kind}://pages:secret@10.0.0.7/pages?sslmode=require")
        names.add(database_address.named(tmp_path))
    assert names == {ELSEWHERE}


@pytest.mark.parametrize("act", ["backup", "destroy-now"])
def test_where_no_community_is_nothing_is_said_to_be_done(tmp_path: Path, act: str) -> None:
    acts = {"backup": lambda: backups.backup(tmp_path / "copies"), "destroy-now": backups.destroy_now}
    before = keyring.path().read_bytes()
    Seal.objects.all().delete()
    with pytest.raises(Trouble, match="no community"):
        acts[act]()
    assert not (tmp_path / "copies").exists() and keyring.path().read_bytes() == before


def test_a_backup_of_another_community_is_not_made(tmp_path: Path) -> None:
    Seal.objects.update(proof="of others")
    with pytest.raises(Trouble, match="belongs to another database"):
        backups.backup(tmp_path / "copies")
    assert not (tmp_path / "copies").exists()


def test_the_doctor_tells_of_another_database(settings: Settings) -> None:
    _noted(settings.DATA, database_address.named(settings.DATA))
    assert doctor.findings() == []
    _noted(settings.DATA, ELSEWHERE)
    assert ["10.0.0.7" in sentence for sentence in doctor.findings()] == [True]


def test_the_copy_that_serves_notes_its_database_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"address": "", "listen": "", "counts": None}
    monkeypatch.setenv("DATABASE_URL", "postgres://pages:hushed@10.0.0.7/pages?sslmode=verify-full")
    assert command._note(asked, tmp_path) == {"database": ELSEWHERE}
    monkeypatch.delenv("DATABASE_URL")
    moved = command._note(asked, tmp_path), command._note(asked, tmp_path / "elsewhere")
    assert moved[0] == moved[1] == {"database": "mutuality.sqlite3"}


@pytest.mark.parametrize(
    "words", [("backup", "copies"), ("maintenance", "on"), ("destroy-now",), ("doctor",)]
)
def test_a_data_folder_that_is_not_there_is_said_and_not_made(
    tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Could not find the data folder" in refusal(*words, data=tmp_path / "no data")
    assert not (tmp_path / "no data").exists()


def test_a_database_that_is_not_there_is_not_made_by_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "empty").mkdir()
    assert "There is no community" in refusal("backup", tmp_path / "copies", data=tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == [] and not (tmp_path / "copies").exists()


def test_a_second_backup_in_the_same_second_stands_beside_the_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 4, 12, 0, tzinfo=UTC))
    first = backups.backup(tmp_path / "copies")[0].removeprefix("Wrote ")
    before = Path(first).read_bytes()
    told = [backups.backup(tmp_path / "copies")[0].removeprefix("Wrote ") for _ in range(2)]
    assert [first, *told] == sorted(str(file) for file in (tmp_path / "copies").iterdir())
    assert Path(first).read_bytes() == before
    assert all(backups.store().look(Path(file)).proof == opening.proof() for file in told)
