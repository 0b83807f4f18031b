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
CONSENT, EVERYONE, MAJORITY, TWO = "consent", "all", "majority", "two"
CONSENSUS, ADVICE = "consensus", "advice"
# Under these, who can't agree is met with other words, twice.
MET = (CONSENT, CONSENSUS)
# What a ledger says where someone could not agree, and the wording had been changed for that twice.
MOST = "most"
# And where people met, and raised their hands.
IN_ROOM = "in-room"
IN_ROOM_SAYS: Promise = _("Agreed with raised hands where people met, and no one objected in the days after.")
MOST_SAYS: Promise = _("Three quarters of those who answered agreed.")


class Standing(NamedTuple):
    """How a ballot stands: each voter on the roll with what they said (empty for nothing), and who is here now.

    ``are_two`` tells whether some voters are enough for what takes two, such as not an inviter and who they invited.
    ``over``: the last day of this wording has passed; ``long``: it was open for twice the usual time. ``met``: how
    many wordings that someone could not agree with were followed by another. ``in_room``: two people say that it was
    read aloud where people met, and that enough hands were raised. ``asker``: who asked for advice; ``asker_says``:
    what they decide after it, YES or NO, or empty while they have not.
    """

    said: Mapping[str, str]
    here: Voices
    are_two: Callable[[Voices], bool] = lambda voices: len(voices) >= terms.FEWEST_VOICES
    over: bool = False
    long: bool = False
    met: int = 0
    in_room: bool = False
    asker: str = ""
    asker_says: str = ""

    def saying(self, *answers: str) -> list[str]:
        """Return those who gave one of these answers."""
        return [voter for voter, said in self.said.items() if said in answers]


class Rule(Protocol):
    """A way to decide. ``says`` explains it in two sentences; ``clause`` names what it rests on in a ledger.

    ``answers``: what people can say to a wording, besides saying nothing.
    """

    name: str
    answers: tuple[Stance, ...]
    label: Promise
    says: Promise
    clause: str
    clause_says: Promise

    def ends(self, standing: Standing) -> Ends:
        """Return what the answers come to by now."""


class Everybody:
    """Everyone on the roll accepts. One objection, or one silence, is enough to leave things as they are."""

    name = EVERYONE
    answers: tuple[Stance, ...] = (Stance.ACCEPT, Stance.NOT_THIS)
    label: Promise = _("Everyone agrees")
    says: Promise = _(
        "It takes effect once everyone asked has said yes. If someone leaves, the others decide."
    )
    clause = "together"
    clause_says: Promise = _("Everyone who was asked agreed.")

    def ends(self, standing: Standing) -> Ends:
        """Return YES if all accepted who were asked, and they are enough of those who are here now.

        No one decides alone, and no one is passed over. Enough are three, or all there are, and at least half.
        """
        asked = len(standing.said)
        if asked < terms.FEWEST_VOICES or len(standing.saying(Stance.ACCEPT)) < asked:
            return Ends.OPEN
        return _unless_others_came(standing)


def _unless_others_came(standing: Standing) -> Ends:
    """Return YES if those who were asked are enough of those who are here now."""
    asked, here = len(standing.said), len(standing.here)
    enough = asked >= min(terms.ENOUGH_VOICES, here) and 2 * asked >= here
    return Ends.YES if enough else Ends.OTHERS_CAME


class Consent(Everybody):
    """Enough people agree, no one objects, and its days are over. A silence stops nothing and counts as no yes."""

    name = CONSENT
    label: Promise = _("Consent")
    says: Promise = _(
        "When time is up, it takes effect if three people agreed, or half if that is fewer. If one person "
        "can't agree, it stops until it is reworded."
    )
    says_then: Promise = _(
        "It was reworded twice for people who could not agree. Now three quarters of the answers decide, if at"
        " least half of those asked have answered."
    )
    clause = "consent"
    clause_says: Promise = _("Enough people agreed, and no one objected.")

    def ends(self, standing: Standing) -> Ends:
        """Return at once what ``Everybody`` returns; once its days are over, what the answers come to.

        LONGER where only one person has agreed, or one and who invited them: others get as many days again.
        """
        at_once = super().ends(standing)
        if at_once != Ends.OPEN or not standing.over or len(standing.said) < terms.FEWEST_VOICES:
            return at_once
        yes, no = standing.saying(Stance.ACCEPT), standing.saying(Stance.NOT_THIS)
        if no and standing.met < terms.MOST_MET:
            return Ends.OPEN
        if no and not _most_of(len(yes), len(no), asked=len(standing.said)):
            return Ends.NO
        if not no and len(yes) < enough_of(len(standing.said)) and not standing.in_room:
            return Ends.OPEN
        if not (standing.long or standing.in_room or standing.are_two(yes)):
            return Ends.LONGER
        return _unless_others_came(standing)


def enough_of(asked: int) -> int:
    """Return how many have to agree where so many are asked and no one objects."""
    return min(terms.ENOUGH_VOICES, -(-asked // 2))


def _most_of(yes: int, no: int, *, asked: int) -> bool:
    """Return whether three quarters of the answers are a yes, and half of those asked have answered."""
    return 4 * yes >= 3 * (yes + no) and 2 * (yes + no) >= asked


class Majority(Everybody):
    """More agree than not, and at least half have answered, when its days are over."""

    name = MAJORITY
    label: Promise = _("A majority")
    says: Promise = _(
        "When time is up, it takes effect if more people agreed than not. At least half of those asked have"
        " to answer."
    )
    clause = "majority"
    clause_says: Promise = _("More people agreed than not.")

    def ends(self, standing: Standing) -> Ends:
        """Return at once what ``Everybody`` returns; once its days are over, what more people have said."""
        at_once, asked = super().ends(standing), len(standing.said)
        yes, no = standing.saying(Stance.ACCEPT), standing.saying(Stance.NOT_THIS)
        if at_once != Ends.OPEN or not standing.over or asked < terms.FEWEST_VOICES:
            return at_once
        if 2 * (len(yes) + len(no)) < asked:
            return Ends.OPEN
        if len(yes) <= len(no):
            return Ends.NO
        if not (standing.long or standing.are_two(yes)):
            return Ends.LONGER
        return _unless_others_came(standing)


class Consensus(Everybody):
    """Most who answer agree, some perhaps with reservations, others stand aside, and no one blocks."""

    name = CONSENSUS
    answers = (Stance.ACCEPT, Stance.RESERVED, Stance.ASIDE, Stance.NOT_THIS)
    label: Promise = _("Consensus")
    says: Promise = _(
        "You agree, agree with reservations, step aside, or block. When time is up, it takes effect if half"
        " have answered, most of them agree, and no one blocks."
    )
    clause = "consensus"
    clause_says: Promise = _(
        "Most who answered agreed, some of them perhaps with reservations. No one blocked it."
    )

    def ends(self, standing: Standing) -> Ends:
        """Return YES at once if everyone has answered so; once its days are over, what the answers come to.

        A block that two rewordings could not meet is weighed like an objection under consent: three quarters decide.
        """
        asked = len(standing.said)
        yes = standing.saying(Stance.ACCEPT, Stance.RESERVED)
        aside, no = standing.saying(Stance.ASIDE), standing.saying(Stance.NOT_THIS)
        answered = len(yes) + len(aside) + len(no)
        if asked < terms.FEWEST_VOICES:
            return Ends.OPEN
        if answered == asked and not no and len(yes) > len(aside):
            return _unless_others_came(standing)
        if not standing.over or (no and standing.met < terms.MOST_MET) or 2 * answered < asked:
            return Ends.OPEN
        if len(yes) <= len(aside) or (no and not _most_of(len(yes), len(no), asked=asked)):
            return Ends.NO
        if not (standing.long or standing.are_two(yes)):
            return Ends.LONGER
        return _unless_others_came(standing)


class Advice:
    """One person asks everyone for advice, and then decides. It is only for what changes nothing in the software."""

    name = ADVICE
    answers: tuple[Stance, ...] = (Stance.ADVICE,)
    label: Promise = _("Advice")
    says: Promise = _(
        "Everyone can give advice."
        " When all have, or after seven days, the person who asked decides and says why."
    )
    clause = "advice"
    clause_says: Promise = _("One person decided, after asking everyone for advice.")

    def ends(self, standing: Standing) -> Ends:
        """Return what the asker decides, once everyone has given advice or its days are over.

        LONGER while the days are over and the asker has not decided.
        """
        others = [voter for voter in standing.said if voter != standing.asker]
        heard = bool(others) and all(standing.said[voter] == Stance.ADVICE for voter in others)
        if not (heard or standing.over) or standing.asker not in standing.said:
            return Ends.OPEN
        if not standing.asker_says:
            return Ends.LONGER if standing.over else Ends.OPEN
        return Ends.YES if standing.asker_says == Stance.ACCEPT else Ends.NO


class Two:
    """Two who say the same are enough. The roll is everyone who is here at that moment."""

    name = TWO
    answers: tuple[Stance, ...] = (Stance.ACCEPT, Stance.NOT_THIS)
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


def offered() -> list[Rule]:
    """Return every rule, in the order in which it was registered."""
    return list(_rules.values())


def named(name: str) -> Rule:
    """Return the rule of this name. Raises KeyError: a ballot names only rules that there are."""
    return _rules[name]


def explained(rule: str, *, met: int) -> Promise:
    """Return how a rule is explained beside a wording; ``met``: as in ``Standing``."""
    return Consent.says_then if rule in MET and met >= terms.MOST_MET else named(rule).says


def clause_of(rule: str, said: Mapping[str, str], *, in_room: bool = False) -> str:
    """Return what a decision by this rule rests on in a ledger, by what was answered, and whether people met."""
    answers = set(said.values())
    if rule != ADVICE and answers == {Stance.ACCEPT}:
        return Everybody.clause
    if rule in MET and Stance.NOT_THIS in answers:
        return MOST
    return IN_ROOM if in_room else named(rule).clause


def clause_says(clause: str) -> Promise:
    """Return how a ledger says what a decision rests on. Raises KeyError for what no rule rests on."""
    said = {rule.clause: rule.clause_says for rule in _rules.values()}
    return {MOST: MOST_SAYS, IN_ROOM: IN_ROOM_SAYS, **said}[clause]


for rule in (Consent(), Everybody(), Majority(), Consensus(), Advice(), Two()):
    register(rule)
