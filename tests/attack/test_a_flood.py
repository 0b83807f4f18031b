"""One program asks for more than a place can give; everybody else goes on."""

import socket
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.served import Served, serving

pytestmark = pytest.mark.fault

ENDLESS = {
    "an address": (b"GET /", b"a" * 60_000),
    "one header": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"a" * 60_000),
    "many headers": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X: " + b"a" * 9_000 + b"\r\n"),
    "a cookie": (b"GET /live/room/x/ HTTP/1.1\r\nHost: localhost\r\nCookie: s=", b"a" * 60_000),
    "what follows a body": (
        b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"X: " + b"a" * 9_000 + b"\r\n",
    ),
    "names of parts": (
        b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"1;" + b"a" * 9_000 + b"\r\nx\r\n",
    ),
    "empty lines": (b"\r\n", b"\r\n" * 9_000),
}
TOO_MUCH = 4_000_000


@pytest.fixture
def community(served_here: Served, cast: Cast) -> Served:
    return served_here


def test_a_request_without_end_is_ended(community: Served) -> None:
    for what, (beginning, more) in ENDLESS.items():
        with socket.create_connection(("127.0.0.1", community.port), timeout=10) as wire:
            wire.sendall(beginning)
            assert sent_until_ended(wire, more) < TOO_MUCH, what


def sent_until_ended(wire: socket.socket, more: bytes) -> int:
    """How many bytes of this were taken before the other end had enough."""
    sent = 0
    while sent < TOO_MUCH:
        try:
            wire.sendall(more)
        except OSError:
            break
        sent += len(more)
    return sent


def test_under_https_every_answer_asks_for_https(tmp_path: Path) -> None:
    asked = [
        b"GET /support/ HTTP/1.1\r\nHost: name.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n",
        b"GET /live/nothing/x/ HTTP/1.1\r\nHost: name.example\r\nConnection: close\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: name.example\r\nContent-Length: 9000000\r\nConnection: close\r\n\r\n",
        b"no request at all\r\n\r\n",
    ]
    with serving(tmp_path / "data", options=("--address", "https://name.example")) as community:
        answers = [answer_to(community, sent) for sent in asked]
    assert [int(answer[9:12]) for answer in answers] == [200, 404, 413, 400]
    for answer in answers:
        assert answer.lower().count(b"strict-transport-security: max-age=31536000") == 1, answer[:80]


def answer_to(served: Served, sent: bytes) -> bytes:
    """What is answered to these bytes, until the other end closes."""
    port = int(served.address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(sent)
        return b"".join(iter(lambda: wire.recv(65_536), b""))
