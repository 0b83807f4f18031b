"""The door to the streams: whoever waits at it is let in together, in one pool job."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from mutuality.kit import clock
from mutuality.live.hub import Hub
from mutuality.live.terms import Reader

_TOGETHER = 64
Question = Callable[[], Reader | None]
Waiting = tuple[Question, "asyncio.Future[Reader | None]"]


class DoorShut(Exception):
    """The server stops, or cannot ask who may come in: come back in a while."""


class Arrivals:
    """When a thousand people come back at once, the pool is asked a few times, not a thousand times."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._waiting: list[Waiting] = []
        self._busy = False

    async def admit(
        self, kind: str, ref: str, *, token: str | None, language: str, asked: Mapping[str, str]
    ) -> Reader | None:
        """Who is at the door; None for whoever may not come in. Raises what the feed raised."""
        admit = self._hub.feeds[kind].admit
        answer: asyncio.Future[Reader | None] = asyncio.get_running_loop().create_future()

        def question() -> Reader | None:
            return admit(ref, token=token, language=language, asked=asked, now=clock.now())

        self._waiting.append((question, answer))
        if not self._busy:
            self._busy = True
            self._hub.spawn(self._let_in())
        return await answer

    async def _let_in(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
                await self._let_in_some(some)
        finally:
            self._busy = False
            _send_away(self._waiting)

    async def _let_in_some(self, some: list[Waiting]) -> None:
        try:
            outcomes = await self._hub.ask(partial(_each, [question for question, _ in some]))
        except BaseException:
            # The hub closes: nobody is left waiting at a door that stays shut.
            _send_away(some)
            raise
        for (_, answer), outcome in zip(some, outcomes, strict=True):
            if answer.done():
                continue
            if isinstance(outcome, Exception):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)


def _send_away(waiting: list[Waiting]) -> None:
    for _, answer in waiting:
        if not answer.done():
            answer.set_exception(DoorShut)


def _each(questions: list[Question]) -> list[Reader | Exception | None]:
    return [_outcome(question) for question in questions]


def _outcome(question: Question) -> Reader | Exception | None:
    try:
        return question()
    except Exception as trouble:
        return trouble
