"""One program asks for more than a place can give; everybody else goes on."""

import socket

import pytest

from tests.cast import Cast
from tests.served import Served

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
