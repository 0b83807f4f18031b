"""How a request reaches a page, and its answer comes back."""

import gc
import http.client
import json
import logging
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from mutuality.host import bridge, server
from tests.live.feed import Lines
from tests.live.listening import House, open_house, until

EVENTS: list[str] = []
GO_ON = threading.Event()


class Parts:
    """An answer in pieces, which remembers that it was closed."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        EVENTS.append("closed")


def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    acts = {
        "/mirror": mirror,
        "/long": long,
        "/whole": whole,
        "/break": broken,
        "/break-late": broken_late,
        "/quiet": quiet,
        "/waits": waits,
    }
    return acts[environ["PATH_INFO"].partition("?")[0]](environ, start_response)


def mirror(environ, start_response):
    seen = {name: value for name, value in environ.items() if isinstance(value, str)}
    seen["body"] = environ["wsgi.input"].read().decode()
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    )
    return Parts(iter([json.dumps(seen).encode()]))


def long(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Parts(b"x" * 50_000 for _ in range(40))


def whole(environ, start_response):
    """As Django answers: one part, however long."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Parts(iter([b"x" * 400_000]))


def broken(environ, start_response):
    raise ValueError("somebody's words")


def broken_late(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])

    def pieces():
        yield b"x"
        raise ValueError("somebody's words")

    return Parts(pieces())


def quiet(environ, start_response):
    start_response("204 No Content", [])
    return Parts(iter([]))


def waits(environ, start_response):
    """A page that stands still, as when nothing can be written."""
    GO_ON.wait(30)
    return quiet(environ, start_response)


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:
    EVENTS.clear()
    with open_house({"lines": Lines()}, pages=pages) as running:
        yield running


def ask(house: House, method: str, path: str, body: bytes | None = None, **headers: str):
    wire = http.client.HTTPConnection("127.0.0.1", house.port, timeout=90)
    wire.request(
        method, path, body=body, headers={key.replace("_", "-"): text for key, text in headers.items()}
    )
    answer = wire.getresponse()
    content = answer.read()
    wire.close()
    return answer, content


def seen(house: House, method: str = "GET", path: str = "/mirror", body: bytes | None = None, **headers: str):
    return json.loads(ask(house, method, path, body, **headers)[1])


def test_a_page_sees_the_request_as_it_was_sent(house: House):
    got = seen(house, "POST", "/mirror%3Fx?a=1&b=%20", b"words", Cookie="who=ada", Content_Type="text/plain")
    assert got["REQUEST_METHOD"] == "POST"
    assert got["PATH_INFO"] == "/mirror?x"
    assert got["QUERY_STRING"] == "a=1&b=%20"
    assert (got["CONTENT_LENGTH"], got["CONTENT_TYPE"], got["body"]) == ("5", "text/plain", "words")
    assert got["HTTP_COOKIE"] == "who=ada"
    assert got["REMOTE_ADDR"] == "127.0.0.1"
    assert got["wsgi.url_scheme"] == "http"


def test_all_headers_of_an_answer_arrive(house: House):
    answer, _ = ask(house, "GET", "/mirror")
    assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert answer.headers["server"] is None
    assert EVENTS == ["closed"]


def test_without_a_proxy_nobody_can_pose_as_one(house: House):
    got = seen(house, X_Forwarded_Proto="https", X_Forwarded_For="10.0.0.1")
    assert (got["wsgi.url_scheme"], got["REMOTE_ADDR"]) == ("http", "127.0.0.1")
    assert not [name for name in got if "FORWARDED" in name]


def test_behind_a_proxy_its_last_word_counts(transactional_db):
    with open_house({"lines": Lines()}, pages=pages, proxied=True) as house:
        got = seen(house, X_Forwarded_Proto="https", X_Forwarded_For="6.6.6.6, 10.0.0.1")
        assert (got["wsgi.url_scheme"], got["REMOTE_ADDR"]) == ("https", "10.0.0.1")
        assert seen(house)["wsgi.url_scheme"] == "http"


def test_a_header_with_an_underscore_cannot_pose_as_another(house: House):
    wire = http.client.HTTPConnection("127.0.0.1", house.port, timeout=90)
    wire.request("GET", "/mirror", headers={"X_Real": "posing", "X-Other": "real"})
    got = json.loads(wire.getresponse().read())
    wire.close()
    assert got["HTTP_X_OTHER"] == "real"
    assert "HTTP_X_REAL" not in got


def test_a_long_answer_comes_in_pieces_and_is_closed(house: House):
    answer, content = ask(house, "GET", "/long")
    assert content == b"x" * 2_000_000
    assert answer.headers["transfer-encoding"] == "chunked"
    until(lambda: EVENTS == ["closed"])


def lazy(house: House, path: str) -> socket.socket:
    """Somebody who asks and takes next to nothing of the answer."""
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    wire.connect(("127.0.0.1", house.port))
    wire.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return wire


def test_whoever_reads_slowly_holds_up_nobody(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bridge, "STALLED_SECONDS", 3.0)
    with ExitStack() as stack:
        for _ in range(2 * bridge.PAGES):
            stack.enter_context(lazy(house, "/whole"))
        until(lambda: len(EVENTS) == 2 * bridge.PAGES, patience=2.0)
        assert ask(house, "GET", "/mirror")[0].status == 200
        slow = stack.enter_context(lazy(house, "/whole"))
        slow.settimeout(10)
        got = bytearray()
        while len(got) < 400_000:
            got += slow.recv(65_536)
    assert b"content-length: 400000" in got


def test_an_answer_that_nobody_takes_is_not_held_for_ever(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "UNTAKEN_SECONDS", 0.2)
    connections = house.server.server_state.connections
    with lazy(house, "/whole"):
        until(lambda: EVENTS == ["closed"])
        until(lambda: not connections)


def test_a_caller_who_goes_away_leaves_no_page_running(house: House):
    wire = http.client.HTTPConnection("127.0.0.1", house.port, timeout=90)
    wire.request("GET", "/long")
    wire.getresponse().read(10)
    wire.close()
    gc.collect()
    until(lambda: EVENTS == ["closed"])


@pytest.mark.parametrize("path", ["/mirror", "/long", "/quiet"])
def test_a_head_has_no_body_and_is_closed(house: House, path: str):
    answer, content = ask(house, "HEAD", path)
    assert answer.status == (204 if path == "/quiet" else 200)
    assert content == b""
    assert EVENTS == ["closed"]


@pytest.mark.parametrize("path", ["/break", "/break-late"])
def test_trouble_is_told_in_one_sentence_and_logged_without_words(house: House, path: str, capfd, caplog):
    with caplog.at_level(logging.DEBUG):
        answer, content = ask(house, "GET", path)
    out, err = capfd.readouterr()
    assert answer.status == 500
    assert b"Something went wrong here" in content
    assert "somebody" not in content.decode() + out + err + caplog.text
    closed = ["closed"] if path == "/break-late" else []
    assert closed == EVENTS


def test_a_body_up_to_a_megabyte_is_taken_and_no_more(house: House):
    _, content = ask(house, "POST", "/mirror", b"x" * bridge.BODY_LIMIT)
    assert len(json.loads(content)["body"]) == bridge.BODY_LIMIT
    answer, _ = ask(house, "POST", "/mirror", iter([b"x" * bridge.BODY_LIMIT, b"x"]))
    assert answer.status == 413


def test_one_connection_serves_one_page_after_another(house: House):
    wire = http.client.HTTPConnection("127.0.0.1", house.port, timeout=90)
    for number in range(3):
        wire.request("POST", "/mirror", body=str(number))
        assert json.loads(wire.getresponse().read())["body"] == str(number)
    wire.close()


def test_what_is_urgent_is_answered_when_nothing_else_is(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    GO_ON.clear()
    monkeypatch.setattr(bridge, "WAITING", 2 * bridge.PAGES)
    with (
        open_house({"lines": Lines()}, pages=pages, urgent=frozenset({"/mirror"})) as house,
        ExitStack() as stack,
    ):
        for _ in range(bridge.WAITING):
            stack.enter_context(lazy(house, "/waits"))
        until(lambda: ask(house, "GET", "/whole")[0].status == 503)
        assert ask(house, "GET", "/mirror?a=1")[0].status == 200
        GO_ON.set()
        until(lambda: ask(house, "GET", "/whole")[0].status == 200)


def test_one_urgent_page_never_waits_for_another(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of numbers to call keeps nobody from leaving."""
    GO_ON.clear()
    monkeypatch.setattr(bridge, "WAITING", 2 * bridge.PAGES)
    with (
        open_house({"lines": Lines()}, pages=pages, urgent=frozenset({"/mirror", "/waits"})) as house,
        ExitStack() as stack,
    ):
        flood = [stack.enter_context(lazy(house, "/waits")) for _ in range(bridge.WAITING + 1)]
        # One too many is told to come later.
        until(lambda: select.select(flood, [], [], 0)[0])
        assert ask(house, "GET", "/mirror?a=1")[0].status == 200
        assert ask(house, "GET", "/whole")[0].status == 200
        GO_ON.set()
