"""What a step came to, and how it is said."""

from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """What a step came to."""

    DONE = "done"
    AS_BEFORE = "as before"
    YOURS = "yours"
    WRONG = "wrong"


SAID: dict[Outcome, Promise] = {
    Outcome.DONE: _("done"),
    Outcome.AS_BEFORE: _("unchanged"),
    Outcome.YOURS: _("for you"),
    Outcome.WRONG: _("to fix"),
}


class Step(NamedTuple):
    """One step of publishing: what it came to, in one sentence."""

    outcome: Outcome
    says: str

    def __str__(self) -> str:
        """One line for the person who typed the command."""
        return f"[{SAID[self.outcome]}] {self.says}"
