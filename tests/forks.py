"""Processes of ours that start at once: forked from one that has Django and all of our modules loaded already.

A start costs a second of work, nearly all of it for imports, and the suite starts hundreds. What is forked is a real
process with an environment, settings and files of its own: it can be killed, and it ends as any other does.
"""

import array
import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import django

from tests.clocks import BEHIND, go_behind

ROOT = Path(__file__).resolve().parent.parent
# What would still be read from the parent's own environment must fail, and not be shared by its children.
NOWHERE = "/proc/nowhere"
# What asks the settings as it is read.
_SETTINGS = ("mutuality.host.settings", "tests.settings", "mutuality.site.urls")


class Forked:
    """A process that was forked; used as one would use ``subprocess.Popen``."""

    def __init__(self, parent: "Parent", pid: int) -> None:
        self._parent, self.pid = parent, pid
        self._ended = os.pidfd_open(pid)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or None while the process lives."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(timeout=0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and return the exit code; as with Popen, that of a killed process is negative."""
        if self.returncode is None:
            if not select.select([self._ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = self._parent.ask(reap=self.pid)
            os.close(self._ended)
        return self.returncode

    def send_signal(self, what: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, what)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Parent:
    """The process that has loaded ``module`` with these settings, and forks on request.

    ``more`` names modules that ``module`` loads only when it is asked to.
    """

    def __init__(self, module: str, settings: str, *more: str) -> None:
        ours, theirs = socket.socketpair()
        told = {"DJANGO_SETTINGS_MODULE": settings, "MUTUALITY_DATA": NOWHERE}
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", str(theirs.fileno()), module, *more],
            env={**kept, **told, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._wire = ours
        self._answers = ours.makefile()
        atexit.register(self.close)

    def fork(self, *words: str, environment: Mapping[str, str], out: int, err: int) -> Forked:
        """Begin ``python -m module words`` in this environment, writing to these open files."""
        asked = {"words": words, "environment": dict(environment)}
        files = array.array("i", [out, err]).tobytes()
        pid = self.ask(asked, [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        return Forked(self, pid)

    def run(self, *words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Do the same to its end, and return what was printed."""
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = self.fork(*words, environment=environment, out=out.fileno(), err=err.fileno())
            code = process.wait()
            out.seek(0), err.seek(0)
            return subprocess.CompletedProcess(words, code, out.read(), err.read())

    def ask(self, asked: Mapping[str, Any] | None = None, files: Any = (), *, reap: int = 0) -> int:
        """Send one request and return the number that answers it."""
        line = json.dumps(asked or {"reap": reap}) + "\n"
        self._wire.sendmsg([len(line.encode()).to_bytes(4, "big")], files)
        self._wire.sendall(line.encode())
        answer = self._answers.readline()
        assert answer, "The process that forks has ended by itself; its last words are above."
        return int(answer)

    def close(self) -> None:
        """Let it end, and with it what it has forked."""
        self._answers.close()
        self._wire.close()
        self._process.wait()


@cache
def parent_of(module: str, settings: str, *more: str) -> Parent:
    """Return the one process of this worker that forks for this module."""
    return Parent(module, settings, *more)


def _main(wire: socket.socket, module: str, *more: str) -> None:
    """Load the module, then fork for each request. A child comes out of the loop and is that module's process."""
    django.setup()
    for name in (module, *more):
        importlib.import_module(name)
    # What is there already is shared with each child, and not looked through by it.
    gc.collect()
    gc.freeze()
    living: set[int] = set()
    while head := socket.recv_fds(wire, 4, 2):
        if not head[0]:
            break
        asked = json.loads(_exactly(wire, int.from_bytes(head[0], "big")))
        if "reap" in asked:
            _pid, status = os.waitpid(asked["reap"], 0)
            living.discard(asked["reap"])
            answer = os.waitstatus_to_exitcode(status)
        elif not (answer := os.fork()):
            wire.close()
            _begin(asked["words"], asked["environment"], *head[1])
            _forget_settings(module)
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return
        else:
            living.add(answer)
            for file in head[1]:
                os.close(file)
        wire.sendall(f"{answer}\n".encode())
    for pid in living:
        os.kill(pid, signal.SIGKILL)


def _exactly(wire: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        found += wire.recv(length - len(found))
    return found


def _begin(words: list[str], environment: dict[str, str], out: int, err: int) -> None:
    """Be a process that has just begun: nothing is left of what the parent was told."""
    for number, file in ((1, out), (2, err)):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = words
    if behind := environment.get(BEHIND):
        go_behind(float(behind))


def _forget_settings(module: str) -> None:
    """What was read from the parent's environment is read again: settings, databases, and the tests' own modules."""
    from django.conf import empty, settings
    from django.db import connections
    from django.urls import clear_url_caches

    settings._wrapped = empty
    clear_url_caches()
    for alias in [name for name in connections if hasattr(connections._connections, name)]:
        del connections[alias]
    connections._settings = None
    vars(connections).pop("settings", None)
    read_again = [
        name for name in sys.modules if name in (*_SETTINGS, module) or name.startswith("tests.fault.")
    ]
    for name in read_again:
        package, short = name.rsplit(".", 1)
        vars(sys.modules[package]).pop(short, None)
        del sys.modules[name]


if __name__ == "__main__":
    _main(socket.socket(fileno=int(sys.argv[1])), *sys.argv[2:])
