"""With a service manager that holds the port, nobody is refused while the server starts anew."""

import os
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.served import ROOT, surroundings

SERVE = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" -m mutuality.host.command serve --data "$1" --port "$2"'


def begin(port: socket.socket, data: Path, *, told: str) -> subprocess.Popen:
    """As systemd would: the port is the third file, and words about it stand in the environment."""
    number = port.getsockname()[1]
    environment = surroundings(f"sqlite:///{data}/mutuality.sqlite3") | {"NOTIFY_SOCKET": told}

    def third() -> None:
        os.dup2(port.fileno(), 3)

    return subprocess.Popen(
        ["/bin/sh", "-c", SERVE, sys.executable, str(data), str(number)],
        cwd=ROOT,
        env=environment,
        pass_fds=(3,),
        preexec_fn=third,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def ear(tmp_path: Path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "ear"))
        ear.settimeout(30)
        yield ear


def test_what_is_sent_between_two_runs_is_answered_by_the_second(tmp_path: Path, ear: socket.socket) -> None:
    answers: list[int] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as port:
        address = f"http://localhost:{port.getsockname()[1]}/support/"

        def visit() -> None:
            with urllib.request.urlopen(address, timeout=30) as answer:
                answers.append(answer.status)

        first = begin(port, tmp_path / "data", told=str(tmp_path / "ear"))
        assert ear.recv(100) == b"READY=1"
        visit()
        first.terminate()
        said, _ = first.communicate(timeout=20)
        assert first.returncode == 0, said
        assert ear.recv(100) == b"STOPPING=1"
        waiting = [threading.Thread(target=visit) for _ in range(5)]
        for each in waiting:
            each.start()
        second = begin(port, tmp_path / "data", told=str(tmp_path / "ear"))
        for each in waiting:
            each.join(30)
        second.terminate()
        second.communicate(timeout=20)
    assert answers == [200] * 6


def test_a_port_meant_for_somebody_else_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from mutuality.host import service_manager

    monkeypatch.setenv("LISTEN_PID", "1")
    monkeypatch.setenv("LISTEN_FDS", "1")
    assert service_manager.handed_over() is None
    assert "LISTEN_PID" not in os.environ and "LISTEN_FDS" not in os.environ
