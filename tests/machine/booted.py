"""A machine that runs: its own systemd, its own network, and ways to type there, ask it and look around."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.host.fronts import NAME
from tests.machine.root import CERTIFICATE, QUIETLY
from tests.served import ROOT

PATIENCE = 180
_SURROUNDINGS = (
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/root",
    "LANG=C.UTF-8",
)


@dataclass(frozen=True)
class Answer:
    """What came back to somebody who asked from outside."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Machine:
    """A booted Debian. Nothing of it can be reached but from its own network, where ``address`` is its only number."""

    root: Path
    leader: int
    address: str

    def tries(self, words: str) -> subprocess.CompletedProcess[str]:
        """Type something as root, and see how it goes."""
        inside = ["nsenter", "-t", str(self.leader), "-a", "-r", "-w", "env", "-i", *_SURROUNDINGS]
        return subprocess.run(
            [*inside, "sh", "-ec", words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE * 2,
        )

    def types(self, words: str) -> str:
        """Type something as root that has to work."""
        done = self.tries(words)
        assert done.returncode == 0, f"{words}\n{done.stdout}{self.journal()[-4000:]}"
        return done.stdout

    def asks(self, path: str, *, scheme: str = "https", by: str = NAME) -> Answer:
        """What somebody gets who goes there ``by`` a name, and trusts nothing but the certificate of this place."""
        words = [sys.executable, "-m", "tests.machine.asking", f"{scheme}://{by}{path}", self.address]
        done = subprocess.run(
            [*self._from_outside(), *words, str(self.root / CERTIFICATE[1:])],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        return Answer(**json.loads(done.stdout))

    def state(self, unit: str = "mutuality.service") -> str:
        """What systemd says of a unit: active, activating, failed and so on."""
        return self.tries(f"systemctl is-active {unit}").stdout.strip()

    def journal(self, *options: str) -> str:
        """What the machine wrote down so far."""
        return self.tries(f"journalctl --no-pager -o cat {' '.join(options)}").stdout

    def written(self) -> dict[str, bytes]:
        """Every log on its disk, the journal too, as it lies there, and the journal once more as it is read."""
        logs = {str(file): file.read_bytes() for file in (self.root / "var/log").rglob("*") if file.is_file()}
        return logs | {"the journal": self.tries("journalctl --no-pager -o export").stdout.encode()}

    def founding_link(self) -> str:
        """The one-time link that the journal shows."""
        links = re.findall(rf"https://{re.escape(NAME)}/founding/\S+", self.journal("-u", "mutuality"))
        assert links, self.journal("-u", "mutuality")
        return str(links[-1])

    def browser(self, chromium: str) -> Path:
        """The browser as a program that runs in this machine's network."""
        script = self.root.parent / f"{self.root.name}-browser"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self._from_outside())} {chromium} "$@"\n')
        script.chmod(0o755)
        return script

    def _from_outside(self) -> list[str]:
        return ["nsenter", "-t", str(self.leader), "-n"]


@contextmanager
def booted(root: Path, *, address: str) -> Iterator[Machine]:
    """Boot what lies there, and switch it off when the block ends, however it ends."""
    name = f"{root.name}-{os.getpid()}"
    words = ["systemd-nspawn", "-D", str(root), *QUIETLY, "--boot", "--private-network", "--console=pipe"]
    console = root.with_name(f"{root.name}.console")
    with console.open("wb") as said:
        process = subprocess.Popen(
            [*words, f"--machine={name}"],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    machine = None
    try:
        machine = Machine(root, _leader(process, console), address)
        number = ["ip", "address", "add", f"{address}/32", "dev", "lo"]
        subprocess.run(["nsenter", "-t", str(machine.leader), "-n", *number], check=True)
        _wait_until_up(machine, console)
        yield machine
    finally:
        _switch_off(process, machine)


def _leader(process: subprocess.Popen[bytes], console: Path) -> int:
    """The systemd inside, as this machine numbers it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        for child in children.read_text().split():
            if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                return int(child)
        time.sleep(0.1)
    raise AssertionError(f"It did not boot:\n{console.read_text(errors='replace')}")


def _wait_until_up(machine: Machine, console: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if machine.tries("systemctl is-system-running").stdout.strip() in ("running", "degraded"):
            return
        time.sleep(0.2)
    raise AssertionError(f"It did not come up:\n{console.read_text(errors='replace')}")


def _switch_off(process: subprocess.Popen[bytes], machine: Machine | None) -> None:
    """As the switch of a machine does; one that does not hear it is ended."""
    if machine and process.poll() is None:
        os.kill(machine.leader, signal.SIGRTMIN + 4)
    else:
        process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
