"""The update script on a machine that is played: git is real, the service can neither fetch nor write."""

import os
import subprocess
from pathlib import Path

import pytest

from mutuality.publishing.files import text_of
from tests.host.fronts import planned
from tests.served import ROOT

# Whoever serves can install nothing. The newer version does not start, and neither does one whose libraries do not fit.
PYTHON = """#!/bin/sh
here=$(dirname "$0")/..
case "$*" in
    -c*) exit 0 ;;
    *pip*) [ -z "${SERVES:-}" ] && cp "$here/../requirements/run.txt" "$here/libraries"; exit ;;
    *--help*) exit 0 ;;
esac
[ "$(cat "$here/libraries")" != newer ] && cmp -s "$here/../requirements/run.txt" "$here/libraries" && echo served
"""
SYSTEMCTL = """#!/bin/sh
if [ "$*" = "restart mutuality" ]; then SERVES=1 exec "$PROGRAM/bin/run"; fi
"""


class Machine:
    """A program that was cloned, with older libraries, and a place where newer versions come from."""

    def __init__(self, place: Path) -> None:
        self._source, self._program, self._tools = place / "source", place / "program", place / "tools"
        (self._source / "bin").mkdir(parents=True)
        for name in ("environment", "run", "mutuality"):
            _put(self._source / "bin" / name, (ROOT / "bin" / name).read_text())
        (self._source / ".gitignore").write_text("/.venv\n")
        self._git("init", "--quiet", "--initial-branch=main")
        self.release("older")
        self._git("clone", "--quiet", str(self._source), str(self._program))
        _put(self._program / ".venv/bin/python", PYTHON)
        for name in ("run.lock", "libraries"):
            (self._program / ".venv" / name).write_text("older\n")
        _put(self._tools / "systemctl", SYSTEMCTL)
        _put(self._tools / "runuser", "#!/bin/sh\n")
        _put(self._tools / "id", "#!/bin/sh\necho 0\n")
        self._script = text_of("update.txt", planned(place, proxy="caddy")).replace(
            str(ROOT), str(self._program)
        )

    def release(self, libraries: str) -> None:
        """Lay a new version where updates come from."""
        (self._source / "requirements").mkdir(exist_ok=True)
        (self._source / "requirements/run.txt").write_text(f"{libraries}\n")
        self._git("add", "--all")
        self._git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", libraries)

    def update(self) -> subprocess.CompletedProcess[str]:
        """What the update script comes to."""
        return self.type(self._script)

    def type(self, words: str) -> subprocess.CompletedProcess[str]:
        """What comes of words that root types."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "MUTUALITY_"))
        }
        surroundings = kept | {"PATH": f"{self._tools}:{os.environ['PATH']}", "PROGRAM": str(self._program)}
        return subprocess.run(
            ["sh", "-c", words], env=surroundings, capture_output=True, text=True, timeout=300
        )

    def _git(self, *words: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        subprocess.run(["git", *words], cwd=self._source, env=kept, check=True, capture_output=True)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which the older version runs."""
    return Machine(tmp_path)


def _way_back(done: subprocess.CompletedProcess[str]) -> str:
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("To go back: "))
    return line.removeprefix("To go back: ")


def test_an_update_installs_what_is_needed_and_starts(machine: Machine) -> None:
    machine.release("newest")
    done = machine.update()
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "served"), done.stderr


def test_the_printed_way_back_leads_back(machine: Machine) -> None:
    machine.release("newer")
    done = machine.update()
    assert done.returncode == 1
    back = machine.type(_way_back(done))
    assert (back.returncode, back.stdout.splitlines()[-1]) == (0, "served"), back.stderr


def test_who_went_back_can_update_again(machine: Machine) -> None:
    machine.release("newer")
    machine.type(_way_back(machine.update()))
    machine.release("newest")
    done = machine.update()
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "served"), done.stderr
