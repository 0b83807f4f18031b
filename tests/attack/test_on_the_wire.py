# ruff: noqa: E501
"""A crawler, a flood, an old proxy and a hostile program speak to the real server, which stays calm."""

import http.client
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from mutuality.rooms.models import Word
from mutuality.vault import opening
from tests.cast import Cast
from tests.served import PATIENCE, Served, serving

pytestmark = pytest.mark.fault


@pytest.fixture
def loud(cast_served: Cast, tmp_path: Path) -> Iterator[Served]:
    shared = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE), "MUTUALITY_LOG_PAGES": "1"}
    with serving(tmp_path / "data", database=settings.DATABASES["default"], environment=shared) as community:
        yield community


@pytest.fixture
def unlocked(transactional_db: None, now: datetime) -> None:
    opening.unlock(now=now)


@pytest.fixture
def cast_served(unlocked: None, cast: Cast) -> Cast:
    return cast


def raw(served: Served, sent: bytes, *, seconds: float = 5) -> bytes:
    """What the server answers to these bytes until it closes or falls silent."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=seconds) as wire:
        wire.sendall(sent)
        answer = b""
        try:
            while part := wire.recv(65536):
                answer += part
        except TimeoutError:
            pass
        return answer


def ask(
    served: Served, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, str, str]:
    """Status, headers and body of one request."""
    wire = http.client.HTTPConnection("localhost", served.port, timeout=10)
    try:
        wire.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            wire.putheader(name.replace("_", "-"), value)
        if body is not None:
            wire.putheader("Content-Length", str(len(body)))
        wire.endheaders(body)
        answer = wire.getresponse()
        return answer.status, str(answer.headers), answer.read().decode("utf-8", "replace")
    finally:
        wire.close()


STRANGE = [
    b"GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /groups/%ff%fe/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /groups/\xff\xfe/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /?then=%ff%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /away/?to=%ff%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET //evil.example/groups HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: s=\xff\xfe; f=\x01; \xe9\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Language: "
    + b"x-," * 9000
    + b"\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"OPTIONS /groups/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\nConnection: close\r\n\r\n",
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\nConnection: close\r\n\r\n",
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /live/room/x/?since=1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://[\r\nConnection: close\r\n\r\n",
    b"GET /live/room/x/?since=-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /live/room/x/?since=1e9 HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \xff\r\nConnection: close\r\n\r\n",
    b"GET /live/%00/%ff/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /ui/style/%00.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET / HTTP/9.9\r\n\r\n",
]
BODIES = [
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=b" % n for n in range(10_000))),
    ("application/x-www-form-urlencoded", b"name=%ff%fe&passphrase=%00"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"name=a"),
    ("application/x-www-form-urlencoded; charset=zlib", b"name=a"),
    ("application/x-www-form-urlencoded", b"name=" + b"a" * 400_000),
    ("multipart/form-data", b"name=a"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n--x--'),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!\r\n--x--"),
    ("multipart/form-data; boundary=x; charset=zlib", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--"),
    ("application/json", b"{" * 1000),
]  # fmt: skip


def test_whatever_is_sent_is_answered_calmly_and_nothing_of_it_is_logged(loud: Served, cast: Cast) -> None:
    for sent in STRANGE:
        answer = raw(loud, sent)
        status = int(answer[9:12]) if answer else 400
        assert status < 500 or status == 505, (sent[:80], answer[:200])
        assert not re.search(rb"location: (https?:)?//evil", answer.lower()), sent[:80]
        assert b"Traceback" not in answer and b"Elm Street" not in answer
    for kind, body in BODIES:
        status, _headers, page = ask(loud, "POST", "/sign-in/", body, Content_Type=kind)
        assert 400 <= status < 500, (kind, body[:60], status)
        assert "Traceback" not in page
    for path in ("/", "/sign-in/", f"/groups/{cast.group.pk}/", f"/topics/{cast.topic.pk}/"):
        status, headers, _page = ask(loud, "GET", path, Cookie=f"s={cast.bea.token}")
        assert status == 200 and "no-store" in headers and "etag" not in headers.lower(), path
    ask(loud, "GET", f"/invitation/{cast.doors.link}/")
    ask(loud, "GET", f"/live/room/{cast.room.pk}/?since=0&poll=1", Cookie=f"s={cast.bea.token}")
    with broken():
        status, _headers, page = ask(loud, "GET", f"/topics/{cast.topic.pk}/", Cookie=f"s={cast.bea.token}")
    assert status == 500 and "bridge" not in page
    loud.stop()
    tells_nothing(loud.said, cast)


@contextmanager
def broken() -> Iterator[None]:
    """Meanwhile words cannot be read: the database complains, and names what it was asked for."""
    table = Word._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME COLUMN said_at TO bea_came_home")
        yield
        cursor.execute(f"ALTER TABLE {table} RENAME COLUMN bea_came_home TO said_at")


def tells_nothing(log: str, cast: Cast) -> None:
    assert "pattern=" in log and "error=" in log
    everybody = [s for s in cast.everybody.values() if s.person]
    secrets = ["bridge", "Sunday", "Elm Street", "Tuesday evening", "evil.example", "127.0.0.1"]
    secrets += [s.name for s in everybody] + [s.token for s in everybody if s.token]
    secrets += [s.person.pk for s in everybody] + [cast.group.pk, cast.room.pk, cast.topic.pk]
    secrets += [w.pk for w in cast.words.values()] + [cast.doors.link, cast.doors.many, cast.doors.opened]
    assert [secret for secret in secrets if re.search(rf"\b{re.escape(secret)}\b", log)] == []


def test_half_a_request_is_not_waited_for_without_end(
    cast_served: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shared = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE), "MUTUALITY_PATIENCE": "1"}
    assert settings.PATIENCE_SECONDS >= 10
    halves = [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\nname=",
        b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
        b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n\r\n",
    ]
    here = settings.DATABASES["default"]
    with (
        serving(tmp_path / "d", database=here, environment=shared) as community,
        ThreadPoolExecutor(len(halves)) as asking,
    ):
        list(asking.map(partial(_until_it_closes, community), halves))


def _until_it_closes(served: Served, half: bytes) -> None:
    """The server ends the connection, and not the patience of this test, which would raise."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as wire:
        wire.sendall(half)
        while wire.recv(65536):
            pass


def test_a_stream_outlives_the_patience_for_requests(cast_served: Cast, tmp_path: Path) -> None:
    shared = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE), "MUTUALITY_PATIENCE": "1"}
    with serving(tmp_path / "d", database=settings.DATABASES["default"], environment=shared) as community:
        sent = (
            f"GET /live/room/{cast_served.room.pk}/?since=999999 HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: s={cast_served.bea.token}\r\n\r\n"
        )
        began = time.monotonic()
        assert b"event-stream" in raw(community, sent.encode(), seconds=4)
        assert time.monotonic() - began >= 4
