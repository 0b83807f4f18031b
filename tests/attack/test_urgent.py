"""While nothing can be written and every page waits: leaving, and numbers to call, do not wait with them."""

import http.client
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse

from mutuality.host import bridge
from mutuality.kit import always_answered
from mutuality.people.models import Session
from mutuality.vault import opening
from tests.attack.test_on_the_wire import ask
from tests.cast import Cast, cookie
from tests.live.listening import until
from tests.served import Served, serving

pytestmark = pytest.mark.fault

OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def unlocked(transactional_db: None, now: datetime) -> None:
    opening.unlock(now=now)


@pytest.fixture
def community(unlocked: None, cast: Cast, tmp_path: Path) -> Iterator[Served]:
    """The real server, with the cast in it."""
    shared = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE)}
    with serving(tmp_path / "data", database=settings.DATABASES["default"], environment=shared) as served:
        yield served


@contextmanager
def somebody_writes_for_ever() -> Iterator[None]:
    """Another program holds all that could be written; everything can be read."""
    where: Any = connection.settings_dict
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(where["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    way = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    with psycopg.connect(**{name: where[ours] for name, ours in way.items() if where[ours]}) as other:
        tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_models())
        other.execute(f"LOCK TABLE {tables} IN SHARE MODE".encode())
        yield
        other.rollback()


class Waiting:
    """People who say something while nothing can be written, more than there are threads for pages."""

    def __init__(self, community: Served, cast: Cast) -> None:
        assert cast.topic is not None
        self._community, self._path = community, f"/topics/{cast.topic.pk}/"
        self._who = f"{cookie('s')}={cast.ada.token}"
        _, headers, page = self._ask("GET")
        self._form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        self._who += f"; {headers['Set-Cookie'].partition(';')[0]}"
        self.answered: list[int] = []
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Say it, all at once."""
        self._threads = [
            threading.Thread(target=self._say, args=(number,)) for number in range(2 * bridge.PAGES)
        ]
        for thread in self._threads:
            thread.start()

    def _ask(self, method: str, **more: str) -> tuple[int, Message, str]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if more else {}
        with closing(http.client.HTTPConnection("localhost", self._community.port, timeout=60)) as wire:
            wire.request(method, self._path, body=urlencode(more), headers={"Cookie": self._who, **kind})
            answer = wire.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def _say(self, number: int) -> None:
        words = {**self._form, "once": f"{number:016}", "words": f"number {number}"}
        self.answered.append(self._ask("POST", **words)[0])

    def all_answered(self) -> list[int]:
        for thread in self._threads:
            thread.join()
        return self.answered


def test_leaving_and_numbers_to_call_wait_for_nobody(community: Served, cast: Cast) -> None:
    bea = f"{cookie('s')}={cast.bea.token}"
    waiting = Waiting(community, cast)
    with somebody_writes_for_ever():
        waiting.begin()
        until(lambda: threading.active_count() > 2 * bridge.PAGES)
        status, headers, _ = ask(community, "GET", "/exit", Cookie=bea, **OURS)
        assert status == 303 and settings.EXIT_TO in headers and waiting.answered == []
        status, _, page = ask(community, "GET", "/support/", Cookie=f"{cookie('s')}={cast.cy.token}")
        assert status == 200 and "tel:" in page and waiting.answered == []
        assert Session.objects.filter(pk=cast.bea.session.pk).exists()
    assert set(waiting.all_answered()) == {302}
    assert cast.topic is not None
    status, headers, page = ask(community, "GET", f"/topics/{cast.topic.pk}/", Cookie=bea)
    assert status == 302 and "/sign-in/" in headers and not page


def test_what_could_not_end_ends_when_the_server_stops(community: Served, cast: Cast) -> None:
    """Nobody would know of it afterwards, and a copy of the cookie would open everything."""
    with somebody_writes_for_ever():
        status, _, _ = ask(community, "GET", "/exit", Cookie=f"{cookie('s')}={cast.bea.token}", **OURS)
    assert status == 303 and Session.objects.filter(pk=cast.bea.session.pk).exists()
    assert community.stop() == 0
    assert not Session.objects.filter(pk=cast.bea.session.pk).exists()


def test_what_is_urgent_is_what_it_is_called() -> None:
    assert {reverse("exit"), reverse("support")} == always_answered.ADDRESSES
