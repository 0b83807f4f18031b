"""A group of six with nothing open, and a way to ask it something."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from mutuality.decisions.models import Proposal
from mutuality.kit import clock
from mutuality.kit.ids import new_id
from mutuality.polls import operations
from mutuality.polls.models import Poll
from tests.decisions.conftest import Circle, circle

__all__ = ["circle"]
NAMES = ("Ada", "Bea", "Cy", "Dov", "Eli", "Fay")


class Asking:
    """A group, and what is asked there."""

    def __init__(self, group: Circle) -> None:
        self.group = group

    @property
    def now(self) -> datetime:
        """The moment at which it is."""
        return self.group.now

    def ask(
        self,
        by: str = "Ada",
        *,
        kind: str = "one",
        sight: str = "named",
        question: str = "Which tea?",
        options: Sequence[str] = ("Mint", "Black", "None"),
        days: int = 7,
        once: str = "",
        **also: str,
    ) -> Poll:
        """Somebody asks the group."""
        return operations.ask(
            kind=kind, sight=sight, question=question, options=options, days=days,
            once=once or new_id(), by=self.group.of(by), now=self.now, **also,
        )  # fmt: skip

    def answer(self, poll: Poll, **codes: str) -> None:
        """People answer, in this order."""
        for name, code in codes.items():
            operations.answer(poll, code=code, by=self.group.of(name), now=self.now)

    def days_pass(self, days: int) -> None:
        """Time goes on, and the server is there each day."""
        for _day in range(days):
            self.group.now += timedelta(days=1)
            operations.sweep(now=self.now)

    def page(self, poll: Poll, *, of: str) -> str:
        """The page of a question as somebody reads it."""
        return self.group.people[of].client.get(f"/polls/{poll.pk}/").content.decode()

    def post(self, poll: Poll, act: str, *, by: str, **sent: object) -> int:
        """Somebody sends a form; what it answers."""
        return self.group.people[by].client.post(f"/polls/{poll.pk}/{act}/", sent).status_code

    def fresh(self, poll: Poll) -> Poll:
        """The poll as it stands."""
        return Poll.objects.select_related("key", "circle__group__room").get(pk=poll.pk)


@pytest.fixture
def six(db: None, circle: Callable[..., Circle], monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Six people whose starting terms are settled."""
    group = circle(*NAMES)
    terms = Proposal.objects.get(by_itself=True)
    for name in NAMES[:3]:
        group.accept(terms, by=name)
    monkeypatch.setattr(clock, "now", lambda: group.now)
    return Asking(group)
