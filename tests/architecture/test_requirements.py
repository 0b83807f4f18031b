"""What is installed is exact, checked by hash, and explained."""

import re
from pathlib import Path

from tests.architecture.reading import ROOT

LOCKS = [ROOT / "requirements/run.txt", ROOT / "requirements/dev.txt"]
DIRECT = [ROOT / "requirements/run.in", ROOT / "requirements/dev.in"]


def pinned(text: str) -> list[str]:
    """Each requirement with everything that belongs to it."""
    return re.split(r"\n(?=[A-Za-z0-9])", text.strip())


def without_hash(text: str) -> list[str]:
    return [entry.split()[0] for entry in pinned(text) if "==" not in entry or "--hash=sha256:" not in entry]


def addresses_in(text: str) -> list[str]:
    return re.findall(r"(?:https?|file)://\S+|--(?:extra-)?index-url.*|--find-links.*|--trusted-host.*", text)


def names(path: Path) -> list[str]:
    """The packages that this file asks for by name."""
    lines = path.read_text().split("\n")
    return [re.match(r"[\w.-]+", line).group() for line in lines if line and not line.startswith("-")]


def test_every_requirement_is_exact_and_hashed():
    assert [without_hash(lock.read_text()) for lock in LOCKS] == [[], []]


def test_no_lock_names_an_index():
    assert [addresses_in(lock.read_text()) for lock in LOCKS] == [[], []]


def test_both_locks_agree():
    run, dev = ({entry.split()[0] for entry in pinned(lock.read_text())} for lock in LOCKS)
    assert run <= dev


def test_every_direct_dependency_is_locked():
    locked = [
        {entry.split("==")[0].split("[")[0].lower() for entry in pinned(lock.read_text())} for lock in LOCKS
    ]
    missing = [
        name
        for path, lock in zip(DIRECT, locked, strict=True)
        for name in names(path)
        if name.lower() not in lock
    ]
    assert not missing


def test_every_direct_dependency_is_explained():
    explained = (ROOT / "docs/reference/dependencies.md").read_text().lower()
    assert not [name for path in DIRECT for name in names(path) if f"| {name.lower()} |" not in explained]


def test_faults_would_be_found():
    assert without_hash("django==5.2 \\\n    --hash=sha256:aa\nuvicorn==1\nredis>=2") == [
        "uvicorn==1",
        "redis>=2",
    ]
    assert addresses_in("--index-url https://example.org/simple")
