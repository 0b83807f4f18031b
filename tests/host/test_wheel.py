"""The package that is built holds everything: unpacked far from the clone, it serves."""

import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.architecture.reading import tracked
from tests.served import ROOT, free_port, surroundings


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both packages, built from what is tracked, so that nothing else can slip in."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for file in tracked():
        target = source / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    words = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return out


def test_the_wheel_serves_from_an_empty_folder(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path / "installed")
        assert [name for name in package.namelist() if name.startswith(("tests/", "bench/"))] == []
    port = free_port()
    environment = surroundings("") | {
        "PYTHONPATH": str(tmp_path / "installed"),
        "XDG_DATA_HOME": str(tmp_path / "share"),
    }
    del environment["DATABASE_URL"]
    process = subprocess.Popen(
        [sys.executable, "-m", "mutuality.host.command", "serve", "--port", str(port)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(4)]
        link = re.search(r"http://\S+/founding/\S+", "".join(said))
        assert link, said
        page = _read(link.group())
        assert "<form" in page
        for part in re.findall(r'(?:href|src)="(/ui/[^"]+)"', page):
            assert _read(f"http://localhost:{port}{part}"), part
        assert _read(f"http://localhost:{port}/support/").count("tel:") > 3
    finally:
        process.terminate()
        rest = process.communicate(timeout=20)[0]
    assert process.returncode == 0, rest
    # Its own folder is replaced by the next version, so nothing of a community lies there.
    assert (tmp_path / "share/mutuality/data/mutuality.sqlite3").exists()


def test_it_prepares_an_installation_too(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path / "installed")
    words = ["publish", "--address", "https://circle.example.org", "--to", str(tmp_path / "to")]
    done = subprocess.run(
        [sys.executable, "-m", "mutuality.host.command", *words, "--data", str(tmp_path / "data")],
        cwd=tmp_path,
        env=surroundings(f"sqlite:///{tmp_path}/none.sqlite3") | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (tmp_path / "to" / "mutuality.service").exists(), done.stdout + done.stderr
    assert "git" not in (tmp_path / "to" / "update").read_text()


def test_the_source_package_holds_what_is_tracked(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as package:
        names = {name.partition("/")[2] for name in package.getnames()}
    ours = {str(file.relative_to(ROOT)) for file in tracked()}
    assert {name for name in ours - names if not name.startswith(".")} == set()


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode(errors="replace")
