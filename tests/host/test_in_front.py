"""Behind a real Caddy and nginx: streams come at once, nobody can pose, leaving works, nothing is written down."""

import html
import http.server
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from mutuality.kit import clock
from mutuality.people.terms import SESSION_COOKIE
from mutuality.publishing.plan import PROXIES
from mutuality.vault import opening
from tests.cast import Cast
from tests.host.fronts import NAME, PATIENCE, SOMEBODY, Front, front_of
from tests.served import Served, free_port, start, url_of, wait_until_open

SECRET = "elderflower"


@pytest.fixture(params=PROXIES)
def proxy(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def echo() -> Iterator[int]:
    """Something behind that answers with what it was told about the caller."""

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(front: Front, path: str, **headers: str) -> HTTPResponse:
    return front.ask(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_nobody_can_say_who_they_are_or_that_they_came_safely(proxy: str, echo: int, tmp_path: Path) -> None:
    with front_of(proxy, upstream=echo, folder=tmp_path) as front:
        answer = ask(front, "/", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="http", Forwarded="for=6.6.6.6")
        told = json.loads(answer.read())
    assert told["x-forwarded-for"].rpartition(",")[2].strip() == SOMEBODY
    assert told["x-forwarded-proto"] == "https"
    assert told["host"].partition(":")[0] == NAME


def test_when_nothing_answers_leaving_works_and_the_page_is_calm(proxy: str, tmp_path: Path) -> None:
    with front_of(proxy, upstream=free_port(), folder=tmp_path) as front:
        leaving = ask(front, "/exit")
        page = ask(front, f"/topics/?{SECRET}")
        said = page.read().decode()
    assert (leaving.status, leaving.headers["Location"]) == (303, settings.EXIT_TO)
    assert "cookies" in leaving.headers["Clear-Site-Data"]
    assert page.status == 503 and page.headers["Content-Type"].startswith("text/html")
    assert "not available right now" in said and settings.EXIT_TO in said
    assert SOMEBODY not in front.written and SECRET not in front.written and "/exit" not in front.written


@pytest.fixture(params=["gone", "silent"])
def nobody(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port where nothing listens; or one where all waits, as while systemd holds it and the service starts anew."""
    if request.param == "gone":
        yield free_port()
        return
    with socket.create_server(("127.0.0.1", 0), backlog=64) as port:
        yield port.getsockname()[1]


def test_who_leaves_does_not_wait_for_what_does_not_answer(proxy: str, nobody: int, tmp_path: Path) -> None:
    """Whoever asks here gives up before the patience for pages is over."""
    with front_of(proxy, upstream=nobody, folder=tmp_path, patience=3 * PATIENCE) as front:
        leaving = ask(front, "/exit")
    assert (leaving.status, leaving.headers["Location"]) == (303, settings.EXIT_TO)
    assert "cookies" in leaving.headers["Clear-Site-Data"]


def test_what_is_sent_while_it_starts_anew_waits(echo: int, tmp_path: Path) -> None:
    """Caddy waits by itself; behind nginx it is systemd that holds the port (see test_machine)."""
    port = free_port()
    answers: list[int] = []
    with front_of("caddy", upstream=port, folder=tmp_path) as front:
        waiting = threading.Thread(target=lambda: answers.append(ask(front, "/").status))
        waiting.start()
        time.sleep(0.5)
        assert answers == []
        server = http.server.HTTPServer(("127.0.0.1", port), http.server.SimpleHTTPRequestHandler)
        server.RequestHandlerClass.log_message = lambda *_: None  # type: ignore[method-assign]
        server.handle_request()
        waiting.join(10)
        server.server_close()
    assert answers == [200]


@contextmanager
def behind(front: Front, folder: Path) -> Iterator[Served]:
    """The community of this test, at the port that the program in front asks."""
    community = start(
        folder / "data",
        database_url=url_of(settings.DATABASES["default"]),
        port=front.plan.port,
        options=("--address", front.plan.address),
        environment={"MUTUALITY_KEY_FILE": str(settings.KEY_FILE)},
    )
    try:
        yield wait_until_open(community)
    finally:
        community.stop()


@pytest.fixture
def unlocked(transactional_db: None) -> None:
    """The key file of this database, before anybody has said anything in it."""
    opening.unlock(now=clock.now())


def test_words_come_within_a_second_and_nothing_is_written_down(
    proxy: str, unlocked: None, cast: Cast, tmp_path: Path
) -> None:
    with front_of(proxy, upstream=free_port(), folder=tmp_path) as front:
        with behind(front, tmp_path) as community:
            reader = Reader(front, cast.ada.token)
            page = reader.read(f"/topics/{cast.topic.pk}/")
            source, since = re.search(r'<live-feed src="([^"]+)" since="(\d+)"', page).groups()
            stream = reader.open(html.unescape(source), since=since)
            begun = time.monotonic()
            said = reader.say(page, f"/topics/{cast.topic.pk}/", SECRET)
            heard = b""
            while SECRET.encode() not in heard:
                heard += stream.readline()
            waited = time.monotonic() - begun
        # The server went while the page was open: that, too, is written down by nobody.
        logs = front.written + community.said
    assert said in (302, 303)
    assert waited < 1, f"The words came after {waited:.2f} s"
    assert SOMEBODY not in logs and SECRET not in logs and cast.topic.pk not in logs


class Reader:
    """Somebody signed in, behind the program in front."""

    def __init__(self, front: Front, token: str) -> None:
        self._front = front
        self._cookies = {f"__Host-{SESSION_COOKIE}": token}

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def read(self, path: str) -> str:
        answer = ask(self._front, path, **self._headers())
        assert answer.status == 200, (answer.status, answer.headers["Location"])
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.read().decode()

    def open(self, source: str, *, since: str) -> HTTPResponse:
        answer = ask(self._front, f"{source}{'&' if '?' in source else '?'}since={since}", **self._headers())
        assert answer.status == 200
        return answer

    def say(self, page: str, path: str, words: str) -> int:
        form = re.search(r"<form[^>]*data-speak.*?</form>", page, re.DOTALL)[0]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        body = urlencode({**hidden, "csrfmiddlewaretoken": token, "words": words})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._front.plan.address}
        answer = self._front.ask(path, method="POST", body=body, headers={**self._headers(), **kind})
        answer.read()
        return answer.status
