"""Two worlds that differ in one act of one person, lived through by the same people with the same names for rows."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from mutuality.kit import clock
from mutuality.kit.rates import rates
from mutuality.live.batch import answer
from mutuality.rooms.fragments import forget_all
from mutuality.safety import queries as safety_queries
from mutuality.site import wiring
from mutuality.vault.ciphers import held
from tests.cast import Cast, Someone

Act = Callable[[Cast], object]
_SAVEPOINT = re.compile(r"SAVEPOINT .*")
_FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@dataclass
class Diary:
    """Everything somebody was answered, byte for byte but for the form tokens, which are new in every answer.

    And what the database was asked meanwhile: other questions, or more of them, take another time.
    """

    cast: Cast
    seen: list[tuple[object, ...]] = field(default_factory=list)
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def get(self, who: Someone, address: str) -> HttpResponse:
        """Let somebody look at a page."""
        return self._note(address, lambda: who.client.get(address))

    def post(self, who: Someone, address: str, **sent: str) -> HttpResponse:
        """Let somebody do something."""
        return self._note(address, lambda: who.client.post(address, sent))

    def stream(self, who: Someone, room_id: str, *, since: int) -> bytes:
        """What this person's open page of a room is told since a moment."""
        room = wiring.LIVE["room"]
        asked = {"view": safety_queries.view_of(safety_queries.hidden_from(who.person.pk))}
        reader = room.admit(room_id, token=who.token, language="en", asked=asked, now=self.cast.now)
        assert reader is not None
        address = f"/live/room/{room_id}/"
        with self._noting_questions(address):
            told = answer(room, "room", room_id, asks=[(reader, since)], now=self.cast.now).answers[0]
        assert told is not None
        self.seen.append((address, told))
        return told

    def _note(self, address: str, ask: Callable[[], HttpResponse]) -> HttpResponse:
        with self._noting_questions(address):
            told = ask()
        body = _FORM_TOKEN.sub(b"", told.content)
        headers = sorted(told.headers.items())
        self.seen.append((address, told.status_code, body, headers, sorted(told.cookies)))
        return told

    @contextmanager
    def _noting_questions(self, address: str) -> Iterator[None]:
        """Without what they are about, and without the names of Django's savepoints."""
        questions: list[str] = []

        def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            questions.append(_SAVEPOINT.sub("savepoint", sql))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(noted):
            yield
        self.asked.append((address, questions))


@dataclass
class Worlds:
    """Lives the same story in a world with an act and in one without, and undoes both."""

    cast: Cast
    begin: Callable[[int], None]

    def live(self, story: Callable[[Diary], None], *, act: Act | None) -> Diary:
        """One world: the act, then the story; afterwards all is as before."""
        diary = Diary(self.cast)
        with transaction.atomic():
            self.begin(10**9)
            if act:
                act(self.cast)
            self.begin(1)
            story(diary)
            transaction.set_rollback(True)
        for someone in self.cast.everybody.values():
            someone.__dict__.pop("_client", None)
        return diary

    def compare(self, story: Callable[[Diary], None], *, act: Act) -> None:
        """Whoever tells this story cannot tell the two worlds apart."""
        with_it, without = self.live(story, act=act), self.live(story, act=None)
        assert len(with_it.seen) > 3
        for one, other in zip(with_it.seen, without.seen, strict=True):
            assert one == other
        for one, other in zip(with_it.asked, without.asked, strict=True):
            assert one == other


@pytest.fixture
def worlds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worlds]:
    """The cast, with names of rows that come again in the same order, and a clock that stands still."""
    numbers = iter(count())

    def begin(first: int) -> None:
        nonlocal numbers
        numbers = iter(count(first))
        held.empty()
        forget_all()
        rates.forget()

    def same_bytes(size: int = 32) -> bytes:
        return next(numbers).to_bytes(size, "big")

    monkeypatch.setattr(clock, "now", lambda: cast.now)
    monkeypatch.setattr(secrets, "token_bytes", same_bytes)
    yield Worlds(cast, begin)
    begin(0)
