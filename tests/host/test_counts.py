"""What the person who runs this may count: trouble exactly, use so coarsely that nobody's coming shows."""

import http.client
import urllib.error
import urllib.request

import pytest

from mutuality.host import counts
from mutuality.site import maintenance
from tests.served import Served, free_port, serving


@pytest.fixture
def counted(tmp_path):
    port = free_port()
    with serving(tmp_path / "data", options=("--counts", str(port))) as community:
        yield community, port


def asked(port: int, path: str, **headers: str) -> tuple[int, str]:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    wire.request("GET", path, headers=headers)
    answer = wire.getresponse()
    said = answer.status, answer.read().decode()
    wire.close()
    return said


def numbers(port: int) -> dict[str, float]:
    lines = asked(port, "/metrics")[1].splitlines()
    return {name: float(value) for name, value in (line.split() for line in lines if line[0] != "#")}


def visit(community: Served, path: str, times: int) -> None:
    for _ in range(times):
        try:
            urllib.request.urlopen(community.address + path, timeout=90).close()
        except urllib.error.HTTPError as answer:
            answer.close()


def test_it_says_that_it_runs_and_is_ready(counted):
    _, port = counted
    assert asked(port, "/healthy") == (200, "healthy\n")
    assert asked(port, "/ready") == (200, "ready\n")
    assert asked(port, "/")[0] == 404


def test_a_pause_is_not_ready(counted):
    community, port = counted
    (community.data / maintenance.MARK).touch()
    assert asked(port, "/ready") == (503, "not ready: maintenance\n")
    assert numbers(port)["mutuality_maintenance"] == 1


def test_a_few_visits_cannot_be_seen(counted):
    community, port = counted
    before = numbers(port)
    visit(community, "/support/", 30)
    after = numbers(port)
    volatile = {"mutuality_disk_free_bytes", "mutuality_duty_waits_seconds", "mutuality_database_bytes"}
    assert {name for name in before if before[name] != after[name]} <= volatile
    assert after["mutuality_answers_total"] == 0 and after["mutuality_open_pages"] == 0
    assert after["mutuality_database_answers"] == 1


def test_use_is_counted_in_coarse_steps():
    assert [counts._coarse(number, 50) for number in (0, 1, 49, 50, 99, 100)] == [0, 0, 0, 50, 50, 100]


def test_no_words_names_or_ids_are_in_it(counted):
    _, port = counted
    lines = [line for line in asked(port, "/metrics")[1].splitlines() if line[0] != "#"]
    assert all(line.split()[0].startswith("mutuality_") and "{" not in line for line in lines)


def test_a_page_in_a_browser_here_learns_nothing(counted):
    _, port = counted
    assert asked(port, "/metrics", Host="evil.example") == (403, "")


def test_the_public_port_knows_nothing_of_it(counted):
    community, _ = counted
    for path in ("/metrics", "/ready", "/healthy"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(community.address + path, timeout=90)
        assert refused.value.code == 404
        refused.value.close()


def test_a_taken_second_port_is_said(tmp_path):
    import socket

    from tests.host.test_command import refusal

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is in use" in refusal(
            "serve", "--port", free_port(), "--counts", port, data=tmp_path
        )
