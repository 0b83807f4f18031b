"""Being asked to stop: streams end politely, requests under way finish, and it is quick."""

import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.live.listening import PATIENCE, OpenPage
from tests.served import ROOT, free_port

pytestmark = pytest.mark.fault


@pytest.fixture
def small_house(tmp_path) -> Iterator[tuple[subprocess.Popen, int]]:
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MUTUALITY_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/small.sqlite3",
    }
    command = [sys.executable, "-m", "tests.live.small_house", str(port)]
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    yield process, port
    process.kill()
    process.wait()
    process.stdout.close()


def post(port: int, words: str, *, seconds: float, answers: list[str]) -> threading.Thread:
    def act() -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        wire.request("POST", f"/{seconds}/", body=words)
        answers.append(wire.getresponse().read().decode())
        wire.close()

    thread = threading.Thread(target=act)
    thread.start()
    return thread


def says(process: subprocess.Popen) -> str:
    """The next line that the server prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ask_to_stop(process: subprocess.Popen) -> tuple[int, str]:
    """How it ended and what it said. Nothing here lasts as long as a page that never answers."""
    process.send_signal(signal.SIGTERM)
    code = process.wait(PATIENCE)
    assert process.stdout is not None
    return code, process.stdout.read()


def test_whoever_was_let_in_at_the_last_moment_is_heard(small_house):
    process, port = small_house
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    wire.connect()
    answers: list[str] = []
    # Connections are taken in the order in which they come, so by now the first one is in.
    post(port, "before", seconds=0, answers=answers).join()
    assert (answers, says(process)) == (["before"], "asked: before")
    process.send_signal(signal.SIGTERM)
    assert says(process) == "stopping"
    wire.request("POST", "/0.0/", body="kept")
    assert wire.getresponse().read() == b"kept"
    wire.close()
    assert process.wait(PATIENCE) == 0


def test_five_hundred_streams_and_a_post_under_way_end_well(small_house):
    process, port = small_house
    pages = [OpenPage(port, token=f"ada.{number // 2}") for number in range(500)]
    for page in pages:
        page.knock()
    for page in pages:
        assert page.enter().status == 200
    answers: list[str] = []
    thread = post(port, "kept", seconds=1.5, answers=answers)
    assert says(process) == "asked: kept"
    code, said = ask_to_stop(process)
    thread.join()
    assert (code, answers) == (0, ["kept"])
    assert said == "stopping\nended\n"
    for page in pages:
        (last,) = page.hear_the_end()
        assert last.event == "retry"
        assert 1_000 <= int(last.data) <= 5_000
        page.__exit__()


def test_a_request_that_does_not_end_holds_nothing_up(small_house):
    process, port = small_house
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    wire.request("POST", f"/{10 * PATIENCE}/", body="too slow")
    assert says(process) == "asked: too slow"
    code, said = ask_to_stop(process)
    wire.close()
    assert code == 0 and said.startswith("stopping\n")


def test_whoever_waits_at_the_door_is_told_to_come_back(small_house):
    process, port = small_house
    pages = [OpenPage(port, token=f"ada.{number}") for number in range(50)]
    for page in pages:
        page.knock()
    code, said = ask_to_stop(process)
    assert code == 0 and said.startswith("stopping\n")
    for page in pages:
        page._socket.close()


def test_what_was_said_before_a_kill_is_kept(small_house):
    process, port = small_house
    answers: list[str] = []
    with OpenPage(port) as ada:
        post(port, "said", seconds=0, answers=answers).join()
        assert ada.words() == answers == ["said"]
        process.kill()
        with pytest.raises((EOFError, OSError)):
            ada.hear()
