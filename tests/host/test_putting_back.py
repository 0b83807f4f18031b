"""A restore that goes wrong loses nothing of the present, also when the disk is full."""

import errno
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from mutuality.groups.models import Invitation
from mutuality.host import backups, stores
from mutuality.people import operations as people
from mutuality.people.models import Person, Session
from mutuality.safety import operations as safety
from mutuality.safety.models import Card, CardShown
from mutuality.vault.models import DataKey
from tests.cast import Cast

pytestmark = pytest.mark.both


class Beside(stores.SqliteStore):
    """The store of a file that is not the database of this test."""

    def __init__(self, file: Path) -> None:
        self._place = file

    @property
    def _file(self) -> Path:
        return self._place

    def _let_go(self) -> None:
        """Nobody has it open."""


@pytest.fixture
def file(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The present database, in the place of the one in use."""
    settings.DATA = tmp_path
    place = tmp_path / "mutuality.sqlite3"
    place.write_bytes(b"the present")
    monkeypatch.setattr(backups, "store", lambda: Beside(place))
    return place


def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_from: Path, to: Path) -> None:
        to.write_bytes(b"the day")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)


@pytest.mark.django_db
def test_the_present_comes_back_when_the_disk_is_full(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (backup := file.with_name("backup")).write_bytes(b"the day before")
    with pytest.raises(OSError, match="No space"), backups._present_aside():
        backups.store().put_back(backup)
        assert file.read_bytes() == b"the day before"
        fill_the_disk(monkeypatch)
        backups.store().put_back(backup)
    assert file.read_bytes() == b"the present"
    assert not list(file.parent.glob("*.aside")) and not list(file.parent.glob("*.draft"))


@pytest.mark.django_db
def test_a_disk_that_was_full_from_the_start_keeps_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has taken the place of the present yet, so the copy is the file itself under another name."""
    (backup := file.with_name("backup")).write_bytes(b"the day before")
    fill_the_disk(monkeypatch)
    with pytest.raises(OSError, match="No space"), backups._present_aside():
        backups.store().put_back(backup)
    assert {left.name for left in file.parent.iterdir()} == {file.name, backup.name}
    assert file.read_bytes() == b"the present"


@pytest.mark.django_db
def test_a_second_restore_keeps_the_present_and_not_what_the_first_left_halfway(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power fails when the backup is in place. Restored again, as the doctor says, on a disk that is full."""
    (backup := file.with_name("backup")).write_bytes(b"the day before")
    backups.store().set_aside(keep=False)
    backups._mark().touch()
    backups.store().put_back(backup)
    fill_the_disk(monkeypatch)
    with pytest.raises(OSError, match="No space"), backups._present_aside():
        assert [copy.read_bytes() for copy in file.parent.glob("*.aside")] == [b"the present"]
        backups.store().put_back(backup)
    assert file.read_bytes() == b"the present"
    assert backups.was_cut_off()


@pytest.mark.django_db
def test_where_it_cannot_come_back_the_copy_of_it_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"), backups._present_aside():
        file.unlink()
        assert backups._mark().exists()
        monkeypatch.setattr(Path, "replace", refused)
        raise ValueError
    assert [copy.read_bytes() for copy in file.parent.glob("*.aside")] == [b"the present"]


@pytest.mark.django_db
def test_what_stands_needs_no_copy(file: Path) -> None:
    with backups._present_aside():
        assert [copy.read_bytes() for copy in file.parent.glob("*.aside")] == [b"the present"]
    assert not list(file.parent.glob("*.aside"))


def test_a_restore_that_was_cut_off_is_finished_at_the_next_start(
    cast: Cast, file: Path, now: datetime
) -> None:
    """The power fails when yesterday's database is in place, and what it had open is not closed yet."""
    safety.write_card(lines={"struggle": "I go quiet"}, by=cast.bea.person, now=now)
    safety.show_card(cast.bea.place.pk, by=cast.bea.person, now=now)
    assert Session.objects.exists() and Invitation.objects.exists() and CardShown.objects.exists()
    backups._mark().touch()
    backups.finish_restore()
    assert not Session.objects.exists() and not Invitation.objects.exists()
    assert Card.objects.exists() and not CardShown.objects.exists()
    people.sign_in(cast.bea.person, said=True, own_device=True, label="Phone", now=now)
    backups.finish_restore()
    assert Session.objects.count() == 1


def test_rows_whose_keys_went_before_the_power_failed_go_at_the_next_start(cast: Cast, file: Path) -> None:
    """The keys of who left are destroyed again already, so that nothing but the mark says that rows have to follow."""
    gone = cast.bea.person
    DataKey.objects.filter(pk=gone.life_id).delete()
    backups.finish_restore()
    assert Person.objects.filter(pk=gone.pk).exists()
    backups._mark().touch()
    backups.finish_restore()
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert Person.objects.filter(pk=cast.ada.person.pk).exists() and not backups._mark().exists()


@pytest.mark.django_db
def test_only_a_restore_that_was_cut_off_leaves_that_to_do(file: Path) -> None:
    with pytest.raises(ValueError, match="trouble"), backups._present_aside():
        assert backups._mark().exists()
        raise ValueError("trouble")
    assert not backups._mark().exists()
    with backups._present_aside():
        assert backups._mark().exists()
    assert not backups._mark().exists()
