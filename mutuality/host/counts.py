"""What the person who runs this may count: how the machine does, and never what anybody does.

A separate port that only this machine reaches. Trouble is counted exactly; use only in steps so coarse that the
coming of one person cannot be seen in it. Source: DESIGN.md, "Rules that keep people safe".
"""

import asyncio
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from mutuality.host.bridge import Bridge
from mutuality.kit import clock
from mutuality.live.hub import Hub
from mutuality.outbox import queries as outbox_queries
from mutuality.site import maintenance

ANSWERS_STEP = 1_000
PAGES_STEP = 50
MEGABYTE = 1024 * 1024
_LINE = 4_096
_PATIENCE = 5.0
_OURS = ("localhost", "127.0.0.1")
Row = tuple[str, str, float]


class Counts:
    """Answers ``/healthy``, ``/ready`` and ``/metrics`` on a port of its own, to this machine only."""

    def __init__(self, hub: Hub, pages: Bridge, *, port: int) -> None:
        self._hub, self._pages, self._port = hub, pages, port
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._hear, "127.0.0.1", self._port, limit=_LINE)

    def close(self) -> None:
        """Take no more questions."""
        if self._server:
            self._server.close()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError
        ):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _PATIENCE)
            status, said = await self._answer(head.decode("latin-1"))
            kind = "text/plain; version=0.0.4; charset=utf-8"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nCache-Control: no-store\r\nConnection: close\r\n"
                f"Content-Length: {len(said.encode())}\r\n\r\n{said}".encode()
            )
            await writer.drain()
        writer.close()

    async def _answer(self, head: str) -> tuple[str, str]:
        asked, *lines = head.split("\r\n")
        method, path, _ = asked.split(" ")
        hosts = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:")]
        # A page in a browser on this machine may have a name of its own point here; it learns nothing.
        if method != "GET" or len(hosts) != 1 or hosts[0].partition(":")[0] not in _OURS:
            return "403 Forbidden", ""
        if path == "/healthy":
            return "200 OK", "healthy\n"
        if path not in ("/ready", "/metrics"):
            return "404 Not Found", ""
        kept = await self._hub.ask(_looked)
        if path == "/metrics":
            return "200 OK", _written(self._of_the_server() + kept)
        why = "" if self._hub.running else "stopping"
        why = why or ("" if _value(kept, "database_answers") else "the database does not answer")
        why = why or ("maintenance" if maintenance.is_on() else "")
        return ("503 Service Unavailable", f"not ready: {why}\n") if why else ("200 OK", "ready\n")

    def _of_the_server(self) -> list[Row]:
        answered = self._pages.answered
        return [
            (
                "answers_total",
                f"Answers, in steps of {ANSWERS_STEP}.",
                _coarse(sum(answered.values()), ANSWERS_STEP),
            ),
            (
                "failures_total",
                "Answers that say that something failed here.",
                sum(answered[s] for s in answered if s >= 500),
            ),
            (
                "pages_under_way",
                "Requests being answered, in steps of ten.",
                _coarse(self._pages.running, 10),
            ),
            (
                "open_pages",
                f"Open live pages, in steps of {PAGES_STEP}.",
                _coarse(self._hub.open_pages, PAGES_STEP),
            ),
            (
                "proxy_says_who",
                "1 unless the program in front leaves out who asks.",
                float(not self._pages.unsaid),
            ),
        ]


def _looked() -> list[Row]:
    """In a pool thread: what the database and the disk say."""
    now = clock.now()
    rows: list[Row] = [
        (
            "disk_free_bytes",
            "Room on the disk of the data folder.",
            shutil.disk_usage(settings.DATA).free // MEGABYTE * MEGABYTE,
        ),
        ("maintenance", "1 while nothing new is taken.", float(maintenance.is_on())),
    ]
    try:
        return [*rows, ("database_answers", "1 while the database answers.", 1.0), *_of_the_database(now)]
    except DatabaseError:
        return [*rows, ("database_answers", "1 while the database answers.", 0.0)]


def _of_the_database(now: datetime) -> list[Row]:
    first = outbox_queries.next_due_at()
    late = max(0.0, (now - first).total_seconds()) if first else 0.0
    return [
        ("duties_late", "Duties that are more than an hour late.", outbox_queries.overdue(now=now)),
        ("duty_waits_seconds", "For how long the oldest due duty has waited, in minutes.", late // 60 * 60),
        ("database_bytes", "Size of the database, in megabytes.", _size() // MEGABYTE * MEGABYTE),
    ]


def _size() -> int:
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        return sum(part.stat().st_size for part in (file, Path(f"{file}-wal")) if part.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _coarse(number: int, step: int) -> int:
    """Rounded down: one more person changes nothing that can be seen, save once in many."""
    return number // step * step


def _value(rows: list[Row], name: str) -> float:
    return next(value for found, _, value in rows if found == name)


def _written(rows: list[Row]) -> str:
    """In the text format of Prometheus."""
    lines = []
    for name, says, value in rows:
        kind = "counter" if name.endswith("_total") else "gauge"
        lines += [
            f"# HELP mutuality_{name} {says}",
            f"# TYPE mutuality_{name} {kind}",
            f"mutuality_{name} {value:.0f}",
        ]
    return "\n".join(lines) + "\n"
