"""Ways to decide: which answers make something so. Each is one small class, registered by its name.

A rule knows neither groups nor people: only who is on the roll, what each of them said, and who is here by now.
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.ballots import terms
from mutuality.ballots.terms import Ends, Stance

Voices = Collection[str]


class Standing(NamedTuple):
    """How a ballot stands: each voter on the roll with what they said (empty for nothing), and who is here now.

    ``are_two`` tells whether some voters are enough for what takes two, such as not an inviter and who they invited.
    """

    said: Mapping[str, str]
    here: Voices
    are_two: Callable[[Voices], bool] = lambda voices: len(voices) >= terms.FEWEST_VOICES

    def saying(self, answer: str) -> list[str]:
        """Return those who gave this answer."""
        return [voter for voter, said in self.said.items() if said == answer]


class Rule(Protocol):
    """A way to decide. ``says`` explains it in two sentences; ``clause`` names what it rests on in a ledger."""

    name: str
    label: Promise
    says: Promise
    clause: str
    clause_says: Promise

    def ends(self, standing: Standing) -> Ends:
        """Return what the answers come to by now."""


class Everybody:
    """Everyone on the roll accepts. One objection, or one silence, is enough to leave things as they are."""

    name = "all"
    label: Promise = _("Everyone agrees")
    says: Promise = _(
        "It takes effect once everyone asked has said yes. If someone leaves, the others decide. If more "
        "people join than were asked, it ends, and you can start again."
    )
    clause = "together"
    clause_says: Promise = _("Everyone who was asked agreed.")

    def ends(self, standing: Standing) -> Ends:
        """Return YES if all accepted who were asked, and they are enough of those who are here now.

        No one decides alone, and no one is passed over. Enough are three, or all there are, and at least half.
        """
        asked, here = len(standing.said), len(standing.here)
        if asked < terms.FEWEST_VOICES or len(standing.saying(Stance.ACCEPT)) < asked:
            return Ends.OPEN
        enough = asked >= min(terms.ENOUGH_VOICES, here) and 2 * asked >= here
        return Ends.YES if enough else Ends.OTHERS_CAME


class Unopposed(Everybody):
    """Everyone on the roll accepts, and the first objection ends it: no one has to look at it any longer."""

    name = "unopposed"
    label: Promise = _("Everyone agrees, and one objection ends it")
    says: Promise = _(
        "It takes effect once everyone asked has said yes, and silence doesn't count as a yes. It ends with"
        " one objection, or if more people join than were asked."
    )

    def ends(self, standing: Standing) -> Ends:
        """Return NO for any objection, and otherwise what ``Everybody`` returns."""
        return Ends.NO if standing.saying(Stance.NOT_THIS) else super().ends(standing)


class Two:
    """Two who say the same are enough. The roll is everyone who is here at that moment."""

    name = "two"
    label: Promise = _("Two together")
    says: Promise = _(
        "Two people who say the same are enough, or one person who is alone. "
        "If a third person is here, the two must not be an inviter and the person they invited."
    )
    clause = "two"
    clause_says: Promise = _("Two people did it together.")

    def ends(self, standing: Standing) -> Ends:
        """Return YES or NO as soon as two who may act together say so."""
        if standing.are_two(standing.saying(Stance.ACCEPT)):
            return Ends.YES
        return Ends.NO if standing.are_two(standing.saying(Stance.NOT_THIS)) else Ends.OPEN


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Let ballots be decided by this rule from now on."""
    _rules[rule.name] = rule


def named(name: str) -> Rule:
    """Return the rule of this name. Raises KeyError: a ballot names only rules that there are."""
    return _rules[name]


for rule in (Everybody(), Unopposed(), Two()):
    register(rule)
