"""The command line: what it says when something is in the way, and that it changes nothing then."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from mutuality.host import command, data_folder
from tests.served import ROOT, free_port


def typed(*words: object, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = ("MUTUALITY_", "DJANGO_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-m", "mutuality.host.command", *map(str, words), "--data", str(data)],
        env={**kept, **environment, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def refusal(*words: object, data: Path) -> str:
    """The one sentence that was said, and nothing but it."""
    answer = typed(*words, data=data)
    assert answer.returncode == 2, answer
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1, answer.stderr
    return answer.stderr.strip()


def test_help_names_every_command():
    said = typed("--help", data=Path("unused")).stdout
    assert [name for name in command.COMMANDS if name not in said] == []


def test_the_name_that_older_crontabs_call_still_answers():
    """Guides for containers told people to write it there, and a backup that ends in silence is found out too late."""
    earlier = [sys.executable, "-m", "mutuality.site.command", "--help"]
    answer = subprocess.run(earlier, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (answer.returncode, answer.stdout) == (0, typed("--help", data=Path("unused")).stdout)


def test_the_folder_is_made_and_closed_to_others(tmp_path):
    data = data_folder.made(tmp_path / "new" / "data")
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    assert "Could not create" in refusal("serve", data=tmp_path / "file" / "data")


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o555)
        yield Path(place)
        Path(place).chmod(0o700)


def test_a_folder_that_may_not_be_written_is_said(closed_folder, as_nobody):
    with pytest.raises(data_folder.Trouble, match="Could not write to the data folder"):
        data_folder.made(closed_folder)


def test_a_taken_port_is_said_and_another_offered(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refusal("serve", "--port", port, data=tmp_path)
    assert said == f"Port {port} is in use. Choose another: --port {port + 1}"
    assert not (tmp_path / "mutuality.sqlite3").exists()


def test_a_port_that_is_none_is_said(tmp_path):
    assert "not a port number" in refusal("serve", "--port", 70_000, data=tmp_path)


def test_a_second_copy_on_the_same_folder_is_refused(tmp_path):
    with data_folder.held(tmp_path):
        said = refusal("serve", "--port", free_port(), data=tmp_path)
    assert said.startswith("Mutuality is already running with the data folder")


def test_the_folder_falls_free_when_a_copy_dies(tmp_path):
    holds = "import sys, os, pathlib; from mutuality.host import data_folder; "
    holds += "kept = data_folder.held(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", holds, str(tmp_path)], cwd=ROOT)
    data_folder.held(tmp_path).close()


def test_an_address_without_a_scheme_is_said(tmp_path):
    assert "must begin with https://" in refusal("serve", "--address", "example.org", data=tmp_path)


def test_the_demo_does_not_mix_with_a_folder_that_has_data(tmp_path):
    (tmp_path / "mutuality.sqlite3").write_text("a real community")
    assert "is not empty" in refusal("serve", "--demo", data=tmp_path)
    assert (tmp_path / "mutuality.sqlite3").read_text() == "a real community"


def test_the_demo_takes_an_empty_folder_and_knows_it_again(tmp_path):
    data_folder.for_demo(tmp_path)
    (tmp_path / "mutuality.sqlite3").write_text("an invented community")
    data_folder.for_demo(tmp_path)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        (["serve"], "http://localhost:8000"),
        (["serve", "--port", "9000"], "http://localhost:9000"),
        (["serve", "--address", "https://example.org/"], "https://example.org"),
    ],
)
def test_the_address_follows_from_what_was_typed(words: Sequence[str], address: str, monkeypatch):
    monkeypatch.setenv("MUTUALITY_DATA", "before")
    monkeypatch.delenv("MUTUALITY_ADDRESS", raising=False)
    asked = vars(command._parser().parse_args(words))
    command._set_environment(asked)
    assert (asked["address"], os.environ["MUTUALITY_ADDRESS"]) == (address, address)
    assert Path(os.environ["MUTUALITY_DATA"]).is_absolute()
