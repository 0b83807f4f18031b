"""Living keys move on each day; old epochs end; several processes may do it at once."""

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from mutuality.kit import clock
from mutuality.vault import duties, keyring, opening, remembrance
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey, Destroyed, Seal
from mutuality.vault.operations import forget, new_key, seal
from mutuality.vault.queries import Gone, open_sealed
from tests.vault.conftest import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

DAY = timedelta(days=1)


def said(text: str) -> tuple[DataKey, bytes]:
    key = new_key()
    return key, seal(text, key=key, about="t")


def test_each_day_begins_a_new_epoch_and_running_it_again_changes_nothing() -> None:
    key, blob = said("words")
    before = keyring.load().current.id
    duties.rewrap(now=NOON + DAY)
    after = keyring.load().current.id
    duties.rewrap(now=NOON + DAY)
    assert keyring.load().current.id == after != before
    held.empty()
    assert DataKey.objects.get().epoch == after
    assert open_sealed(blob, key=key.id, about="t") == "words"


def test_a_row_read_before_the_move_still_opens() -> None:
    key, blob = said("words")
    duties.destroy_now(now=NOON + DAY)
    held.empty()
    assert key.epoch not in keyring.load().ciphers
    assert open_sealed(blob, key=key, about="t") == "words"


def test_epochs_end_after_the_days_they_are_kept(settings: Settings) -> None:
    settings.EPOCHS_KEPT_DAYS = 3
    stolen, _blob = said("forgotten")
    forget([stolen.id])
    for day in range(1, 4):
        duties.rewrap(now=NOON + day * DAY)
        assert stolen.epoch in keyring.load().ciphers
    duties.rewrap(now=NOON + 4 * DAY)
    assert stolen.epoch not in keyring.load().ciphers
    assert len(keyring.load().epochs) == 4


def test_a_copy_with_the_key_file_of_the_day_yields_nothing_forgotten() -> None:
    copied, blob = said("forgotten")
    held.empty()
    assert open_sealed(blob, key=copied, about="t") == "forgotten"
    forget([copied.id])
    duties.destroy_now(now=NOON + DAY)
    with pytest.raises(Gone):
        open_sealed(blob, key=copied, about="t")


def test_the_list_of_destroyed_keys_ends_with_the_epochs(settings: Settings) -> None:
    settings.EPOCHS_KEPT_DAYS = 3
    duties.rewrap(now=clock.now())
    key, _blob = said("forgotten")
    forget([key.id])
    assert list(remembrance.listed()) == [key.id]
    duties.rewrap(now=clock.now() + DAY)
    assert Destroyed.objects.count() == 1
    duties.rewrap(now=clock.now() + 6 * DAY)
    assert Destroyed.objects.count() == 0
    assert remembrance.listed() == {}


def test_a_damaged_row_holds_up_nothing() -> None:
    lost, kept = said("lost"), said("kept")
    DataKey.objects.filter(pk=lost[0].id).update(wrapped=b"x" * 60)
    duties.destroy_now(now=NOON + DAY)
    held.empty()
    assert open_sealed(kept[1], key=kept[0].id, about="t") == "kept"
    with pytest.raises(Gone):
        open_sealed(lost[1], key=lost[0].id, about="t")


def test_many_at_once_lose_nothing() -> None:
    living = [said(str(number)) for number in range(60)]
    trouble: list[Exception] = []
    later: list[tuple[DataKey, bytes]] = []
    gate = threading.Barrier(5)

    def work(act: str, moment: datetime) -> None:
        try:
            gate.wait()
            if act == "say":
                later.extend(said("later") for _ in range(30))
            elif act == "forget":
                for key, _blob in living[:20]:
                    forget([key.id])
            else:
                duties.destroy_now(now=moment)
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    acts = ["say", "forget", "destroy", "destroy", "say"]
    threads = [threading.Thread(target=work, args=(act, NOON + DAY)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held.empty()
    assert trouble == []
    assert [open_sealed(blob, key=key.id, about="t") for key, blob in living[20:]] == [
        str(number) for number in range(20, 60)
    ]
    assert {open_sealed(blob, key=key.id, about="t") for key, blob in later} == {"later"}
    assert DataKey.objects.count() == 100


def test_unlocking_lays_down_a_key_file_and_a_seal_once(settings: Settings) -> None:
    keyring.path().unlink()
    opening.unlock(now=NOON)
    first = keyring.path().read_bytes()
    opening.unlock(now=NOON)
    assert keyring.path().read_bytes() == first
    assert Seal.objects.count() == 1


def test_another_process_is_seen_to_have_changed_the_file() -> None:
    before = keyring.load()
    assert keyring.load() is before
    keyring.add_epoch(now=NOON + DAY)
    assert len(keyring.load().epochs) == 2


class Killed(BaseException):
    """As after kill -9: nothing that would tidy up runs."""


def test_what_a_kill_left_beside_the_key_file_holds_no_key_for_longer_than_the_key_file(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("words")
    doomed = key_file.read_bytes()

    def killed(_draft: Path, _target: Path) -> NoReturn:
        raise Killed

    with monkeypatch.context() as at, pytest.raises(Killed):
        at.setattr(Path, "replace", killed)
        duties.destroy_now(now=NOON + DAY)
    # As an earlier version left them, each under a name of its own.
    (key_file.parent / ".keyfile.json.0123456789abcdef").write_bytes(doomed)
    outer = json.loads(doomed)["epochs"][0]["key"]
    assert [file for file in key_file.parent.iterdir() if outer in file.read_text()] != []
    duties.destroy_now(now=NOON + DAY)
    assert [file.name for file in key_file.parent.iterdir() if outer in file.read_text()] == []
    assert sorted(file.name for file in key_file.parent.iterdir() if file.name.startswith(".")) == []
