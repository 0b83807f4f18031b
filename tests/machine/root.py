"""The disk of a machine: an empty Debian, what the guide has installed there, and the program to fetch."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.host.fronts import NAME, certificate
from tests.served import ROOT

NEEDED = ("debootstrap", "systemd-nspawn", "nsenter", "ip", "git")
# Debian 12's own.
PYTHON = "3.11"
# Nothing but what makes it a machine. All else is installed because a guide says so.
ESSENTIAL = ("systemd", "systemd-sysv", "dbus", "ca-certificates")
CERTIFICATE, CERTIFICATE_KEY = "/etc/ssl/circle.pem", "/etc/ssl/circle.key"
ORIGIN = "/srv/origin.git"
QUIETLY = ("-q", "--register=no", "--keep-unit", "--link-journal=no")
_REACHING = re.compile(r"Acquire::(?:Check-|https?::|Force|Retries)")
_COMMITTER = ("-c", "user.name=Rowan", "-c", "user.email=rowan@example.org")


def need_a_machine() -> None:
    """Skip, and say why, where none can be booted."""
    if os.geteuid() != 0:
        pytest.skip("Booting a machine needs root, so the guides were not followed on one.")
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        pytest.skip(
            f"Without {', '.join(missing)} no machine was booted. "
            "On Debian: apt install debootstrap systemd-container"
        )


def empty(folder: Path) -> Path:
    """An empty Debian 12. It is made once for each folder."""
    made = folder / "debian"
    if not made.exists():
        half = folder / "debian.part"
        shutil.rmtree(half, ignore_errors=True)
        wanted = f"--include={','.join(ESSENTIAL)}"
        _done(["debootstrap", "--variant=minbase", wanted, "bookworm", str(half)])
        half.rename(made)
    return made


def prepared(root: Path, *, of: Path, address: str) -> Path:
    """A copy of the empty one that knows its own name, and trusts the certificate that it shows to others.

    ``address``: where the name leads to.
    """
    _done(["cp", "-a", str(of), str(root)])
    (root / "etc/machine-id").write_text("")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n::1 localhost\n{address} {NAME}\n")
    ways = _said(["apt-config", "dump"]).splitlines() if shutil.which("apt-config") else []
    reaching = "".join(f"{line}\n" for line in ways if _REACHING.match(line))
    # Whoever types it says yes as well.
    (root / "etc/apt/apt.conf.d/90-as-outside").write_text(f'{reaching}APT::Get::Assume-Yes "true";\n')
    own, key = certificate(root / "root")
    shutil.copy(own, root / "usr/local/share/ca-certificates/circle.crt")
    own.rename(root / CERTIFICATE[1:])
    key.rename(root / CERTIFICATE_KEY[1:])
    typed_before_boot(root, "update-ca-certificates")
    return root


def typed_before_boot(root: Path, words: str, *options: str) -> str:
    """Type something there while it may still reach the indexes of packages. Nothing that is installed starts yet.

    ``options``: what it sees of this machine besides the network.
    """
    told = [f"--setenv={name}={value}" for name, value in _proxies().items()]
    waits = root / "usr/sbin/policy-rc.d"
    waits.write_text("#!/bin/sh\nexit 101\n")
    waits.chmod(0o755)
    try:
        inside = ["--setenv=DEBIAN_FRONTEND=noninteractive", *told, *options, "sh", "-ec", words]
        return _said(["systemd-nspawn", "-D", str(root), *QUIETLY, "--pipe", *inside])
    finally:
        waits.unlink()


def fetched_debian(folder: Path) -> str:
    """What apt fetches lies outside, so that the next root need not fetch it again."""
    folder.mkdir(exist_ok=True)
    return f"--bind={folder}:/var/cache/apt/archives"


def fetched_python(folder: Path) -> list[str]:
    """What the program needs, fetched by this machine in its own way and for Debian's Python; inside is no index."""
    pip = [sys.executable, "-m", "pip", "download", "-q", "--require-hashes"]
    fitting = ["--only-binary=:all:", f"--python-version={PYTHON}"]
    _done([*pip, *fitting, "-d", str(folder), "-r", str(ROOT / "requirements/run.txt")])
    return [f"--bind-ro={folder}:/mnt", "--setenv=PIP_FIND_LINKS=/mnt", "--setenv=PIP_NO_INDEX=1"]


def origin(root: Path) -> None:
    """What is checked out here, as the place on that machine from which the program is fetched."""
    place = str(root / ORIGIN[1:])
    _done(["git", "init", "-q", "--bare", "-b", "main", place])
    _done(["git", "-C", place, "config", "receive.shallowUpdate", "true"])
    _done(["git", "-C", str(ROOT), "push", "-q", place, "HEAD:refs/heads/main"])


def next_version(root: Path, file: str, change: Callable[[str], str], *, folder: Path) -> None:
    """A new version of the program, with one file changed, to be fetched by whoever updates."""
    work = folder / "next-version"
    shutil.rmtree(work, ignore_errors=True)
    _done(["git", "clone", "-q", str(root / ORIGIN[1:]), str(work)])
    before = (work / file).read_text()
    after = change(before)
    assert after != before, f"{file} has nothing to change in it"
    (work / file).write_text(after)
    _done(["git", "-C", str(work), *_COMMITTER, "commit", "-q", "--all", "--message", "A new version"])
    _done(["git", "-C", str(work), "push", "-q"])


def _proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}


def _said(words: list[str]) -> str:
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout


def _done(words: list[str]) -> None:
    _said(words)
