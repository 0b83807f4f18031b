"""Why something cannot be proposed, answered or reworded now."""

from mutuality.kit.refusals import Refusal


class AlreadyOpen(Refusal):
    """Another open proposal would change the same thing. ``proposal_id`` says which."""

    def __init__(self, sentence: str, *, proposal_id: str) -> None:
        super().__init__(sentence)
        self.proposal_id = proposal_id


class Alone(Refusal):
    """Nobody else is in the group: its terms are starting terms."""


class OneEach(Refusal):
    """The same person has another proposal open. ``proposal_id`` says which."""

    def __init__(self, sentence: str, *, proposal_id: str) -> None:
        super().__init__(sentence)
        self.proposal_id = proposal_id


class Rests(Refusal):
    """It was declined a short time ago."""


class TooSoon(Refusal):
    """Who has just joined does not decide on this yet, or a day of rest is not over."""


class Ended(Refusal):
    """The proposal has ended, or its last day is over."""


class Reworded(Refusal):
    """The wording that a person read is not the one that stands there now."""
