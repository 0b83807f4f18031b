"""The programs in bin/: what they say on a machine that lacks something."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.served import ROOT

TOOLS = ("sh", "dirname", "cmp", "cp", "id", "env", "sleep")
OLD = "#!/bin/sh\nexit 1\n"
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexit 0\n'


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder of programs that holds little more than a shell."""
    place = tmp_path / "programs"
    place.mkdir()
    for tool in TOOLS:
        (place / tool).symlink_to(shutil.which(tool))
    return place


def run(program: str, *, on: Path) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": str(on), "MUTUALITY_VENV": str(on.parent / "venv"), "HOME": str(on.parent)}
    return subprocess.run([ROOT / "bin" / program], env=kept, capture_output=True, text=True, timeout=300)


def put(place: Path, name: str, text: str) -> None:
    (place / name).write_text(text)
    (place / name).chmod(0o755)


def test_no_python_is_said(bare_machine):
    answer = run("run", on=bare_machine)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Mutuality needs Python 3.11 or newer, and none was found.")
    assert len(answer.stderr.splitlines()) == 1


def test_an_old_python_is_no_python(bare_machine):
    put(bare_machine, "python3", OLD)
    assert "needs Python 3.11" in run("run", on=bare_machine).stderr


def test_a_missing_venv_module_is_said(bare_machine):
    put(bare_machine, "python3", WITHOUT_VENV)
    answer = run("run", on=bare_machine)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Python is here, but its venv module is missing.")


def test_a_failed_installation_leaves_no_mark_of_success(bare_machine, tmp_path):
    put(bare_machine, "python3", "#!/bin/sh\nexit 0\n")
    (tmp_path / "venv/bin").mkdir(parents=True)
    put(tmp_path / "venv/bin", "python", '#!/bin/sh\ncase "$*" in *pip*) exit 1 ;; esac\nexit 0\n')
    answer = run("run", on=bare_machine)
    assert answer.returncode == 1
    assert "Could not install the packages." in answer.stderr
    assert not list((tmp_path / "venv").glob("*.lock"))


def installed(place: Path, *, python: str) -> None:
    """An environment in which everything is installed."""
    (place / "venv/bin").mkdir(parents=True)
    put(place / "venv/bin", "python", python)
    for lock in ("run", "dev"):
        shutil.copy(ROOT / f"requirements/{lock}.txt", place / f"venv/{lock}.lock")


@pytest.mark.parametrize("program", ["test", "bench", "pictures"])
def test_a_missing_browser_is_said(bare_machine, tmp_path, program):
    installed(tmp_path, python="#!/bin/sh\nexit 0\n")
    answer = run(program, on=bare_machine)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Chromium is needed, and none was found.")


@pytest.mark.parametrize("program", ["test", "bench", "pictures"])
def test_a_browser_that_cannot_be_driven_is_said(bare_machine, tmp_path, program):
    installed(tmp_path, python='#!/bin/sh\ncase "$*" in *playwright*) exit 127 ;; esac\nexit 0\n')
    put(bare_machine, "chromium", "#!/bin/sh\nexit 0\n")
    answer = run(program, on=bare_machine)
    assert answer.returncode == 1
    assert answer.stderr == "Playwright does not start. On Debian: apt install libatomic1\n"


@pytest.mark.parametrize(
    "program",
    ["run", "mutuality", "test", "dev", "lock", "bench", "check", "pictures", "postgresql", "package"],
)
def test_every_program_may_be_started(program):
    assert os.access(ROOT / "bin" / program, os.X_OK)
