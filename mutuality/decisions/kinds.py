"""Ways to decide: who must say what before something is adopted. Each is one class."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.decisions import terms
from mutuality.decisions.terms import Stance


class Kind(Protocol):
    """A way to decide.

    ``stances`` are the answers that can be given; ``rule`` tells people when the proposal is adopted.
    """

    name: str
    label: Promise
    rule: Promise
    offered: bool
    stances: Sequence[Stance]

    def adopted(self, said: Sequence[Stance | None]) -> bool:
        """Whether it is adopted, from what each person who decides has said; None where they said nothing."""


class All:
    """Everybody who decides accepts. One "not like this", or one silence, is enough to leave things as they are."""

    name = "all"
    label: Promise = _("Everybody accepts")
    rule: Promise = _(
        "It is adopted when each of them has accepted it. No answer is not a yes. "
        "If somebody leaves, the others decide."
    )
    offered = True
    stances: Sequence[Stance] = (Stance.ACCEPT, Stance.NOT_THIS)

    def adopted(self, said: Sequence[Stance | None]) -> bool:
        """Nobody decides alone, and nobody is passed over."""
        return len(said) >= terms.FEWEST_DECIDERS and all(one == Stance.ACCEPT for one in said)


KINDS: dict[str, Kind] = {kind.name: kind for kind in (All(),)}
