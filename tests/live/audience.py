"""Who has a page open, for tests that ask a feed what it renders."""

from mutuality.live.terms import Audience


def audience(*persons: str, only: str = "") -> Audience:
    """Return English readers, these people among them, whose pages show this part, or all."""
    return Audience(languages=frozenset({"en"}), persons=frozenset(persons), only=frozenset({only}))
