"""A restore that goes wrong loses nothing of the present, also when the disk is full."""

import errno
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from mutuality.groups.models import Invitation
from mutuality.people import operations as people
from mutuality.people.models import Session
from mutuality.site import keeping, stores
from tests.cast import Cast


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
    monkeypatch.setattr(keeping, "store", lambda: Beside(place))
    return place


def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)


@pytest.mark.django_db
def test_the_present_comes_back_when_the_disk_is_full(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (backup := file.with_name("backup")).write_bytes(b"the day before")
    with pytest.raises(OSError, match="No space"), keeping._present_aside():
        keeping.store().put_back(backup)
        assert file.read_bytes() == b"the day before"
        fill_the_disk(monkeypatch)
        keeping.store().put_back(backup)
    assert file.read_bytes() == b"the present"
    assert not list(file.parent.glob("*.aside"))


@pytest.mark.django_db
def test_where_it_cannot_come_back_the_copy_of_it_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"), keeping._present_aside():
        file.unlink()
        assert keeping._mark().exists()
        monkeypatch.setattr(Path, "replace", refused)
        raise ValueError
    assert [copy.read_bytes() for copy in file.parent.glob("*.aside")] == [b"the present"]


@pytest.mark.django_db
def test_what_stands_needs_no_copy(file: Path) -> None:
    with keeping._present_aside():
        assert [copy.read_bytes() for copy in file.parent.glob("*.aside")] == [b"the present"]
    assert not list(file.parent.glob("*.aside"))


def test_a_restore_that_was_cut_off_is_finished_at_the_next_start(
    cast: Cast, file: Path, now: datetime
) -> None:
    """The power fails when yesterday's database is in place, and what it had open is not closed yet."""
    assert Session.objects.exists() and Invitation.objects.exists()
    keeping._mark().touch()
    keeping.finish_restore()
    assert not Session.objects.exists() and not Invitation.objects.exists()
    people.sign_in(cast.bea.person, own_device=True, label="Phone", now=now)
    keeping.finish_restore()
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_only_a_restore_that_was_cut_off_leaves_that_to_do(file: Path) -> None:
    with pytest.raises(ValueError, match="trouble"), keeping._present_aside():
        assert keeping._mark().exists()
        raise ValueError("trouble")
    assert not keeping._mark().exists()
    with keeping._present_aside():
        assert keeping._mark().exists()
    assert not keeping._mark().exists()
