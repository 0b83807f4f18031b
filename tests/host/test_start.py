"""The beginning and the end of serving: what is in the way is one sentence, and nothing erased stays behind."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mutuality.vault import keyring, opening
from mutuality.vault.keyring import KeyTrouble
from mutuality.vault.models import DataKey, Seal
from tests.host.test_command import refusal, typed
from tests.served import ROOT, free_port, serving, surroundings

# Someone asks it to stop in the moment before a function of ours is called.
STOPPED = """
import os, signal, sys
from importlib import import_module
module, name = sys.argv.pop(1).split(":")
owner = import_module(module)
plain = getattr(owner, name)
def stopped(*args, **kwargs):
    os.kill(os.getpid(), int(sys.argv[1]))
    return plain(*args, **kwargs)
if module != "mutuality.host.command":
    import django
    django.setup()
setattr(owner, name, stopped)
from mutuality.host import command
sys.exit(command.main(["serve", *sys.argv[2:]]))
"""


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    "moment", ["mutuality.host.command:_set_environment", "mutuality.host.tables:bring_up_to_date"]
)
def test_being_asked_to_stop_before_it_began_is_no_failure(tmp_path: Path, moment: str, way: signal.Signals):
    within = surroundings(f"sqlite:///{tmp_path}/rows.sqlite3")
    within |= {"MUTUALITY_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mutuality.host.settings"}
    words = [str(int(way)), "--port", str(free_port()), "--data", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, moment, *words],
        cwd=ROOT,
        env=within,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No file may grow beyond what fits: a full disk, for this process alone."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert typed("migrate", data=tmp_path).returncode == 0
    for most in (0, 4096):
        done = subprocess.run(
            [sys.executable, "-m", "mutuality.host.command", "founding", "--data", str(tmp_path)],
            cwd=ROOT,
            env=surroundings(f"sqlite:///{tmp_path}/mutuality.sqlite3"),
            capture_output=True,
            text=True,
            timeout=120,
            preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done


def test_no_new_community_begins_where_the_database_of_one_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert typed("founding", data=tmp_path).returncode == 0
    for file in tmp_path.glob("mutuality.sqlite3*"):
        file.unlink()
    for command in ("founding", "serve"):
        assert "its database is gone or empty" in refusal(command, data=tmp_path)
    (tmp_path / "keys/keyfile.json").rename(tmp_path / "aside.json")
    assert typed("founding", data=tmp_path).returncode == 0


@pytest.mark.django_db
def test_a_first_start_that_was_cut_off_is_no_lost_database(now, settings, tmp_path: Path) -> None:
    """The key file is written a moment before the database knows it."""
    settings.KEY_FILE = tmp_path / "keyfile.json"
    keyring.make(now=now)
    DataKey.objects.all().delete()
    Seal.objects.all().delete()
    opening.need_the_database()
    keyring.add_epoch(now=now)
    with pytest.raises(KeyTrouble, match="its database is gone or empty"):
        opening.need_the_database()


@pytest.mark.fault
def test_after_a_stop_nothing_erased_is_left_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as community:
        if not community.database_url.startswith("sqlite"):
            pytest.skip("SQLite keeps a log beside its file")
        assert community.stop() == 0
        log = Path(f"{community.database_url.removeprefix('sqlite:///')}-wal")
        assert not log.exists() or log.stat().st_size == 0
