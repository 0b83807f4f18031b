"""Whatever people answer under any rule: nothing is adopted against it, and one silent person freezes nothing."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mutuality.ballots import rules
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import Ends, Stance

YES, NO, SILENT = Stance.ACCEPT, Stance.NOT_THIS, ""
RESERVED, ASIDE, ADVICE = Stance.RESERVED, Stance.ASIDE, Stance.ADVICE
ANY = st.integers(min_value=0, max_value=30)
# By which rules something was adopted in this run, and whether somebody could not agree: else it would show nothing.
ADOPTED: set[tuple[str, bool]] = set()
NAMES = [rule.name for rule in rules.offered()]


class Ballot(RuleBasedStateMachine):
    """One question under one rule, people who come, go, invite and answer, and days that pass. No database."""

    name: str

    @initialize(here=st.integers(min_value=1, max_value=6), met=st.integers(0, 3))
    def begin(self, here: int, met: int) -> None:
        self.count, self.met = 0, met
        self.over = self.long = False
        self.asker_says = ""
        self.host: dict[str, str] = {}
        for _one in range(here):
            self.somebody_comes(0)
        self.word_it()

    def word_it(self) -> None:
        self.said = dict.fromkeys(self.host, SILENT)
        self.asker = self.one(0)
        self.asker_says = ""

    def possible(self, answer: str) -> str:
        """An answer that this rule knows; what it does not know, nobody can give."""
        return answer if answer in rules.named(self.name).answers else SILENT

    def one(self, number: int) -> str:
        return list(self.host)[number % len(self.host)]

    @rule(number=ANY)
    def somebody_comes(self, number: int) -> None:
        host = self.one(number) if self.host else ""
        self.count += 1
        self.host[f"person {self.count}"] = host

    @rule(number=ANY)
    def somebody_leaves(self, number: int) -> None:
        if len(self.host) > 1:
            gone = self.one(number)
            del self.host[gone]
            self.said.pop(gone, None)

    @rule(
        number=ANY,
        answer=st.sampled_from([YES, NO, SILENT, RESERVED, ASIDE, ADVICE]),
        clicks=st.integers(1, 3),
    )
    def somebody_answers(self, number: int, answer: str, clicks: int) -> None:
        for _click in range(clicks):
            if self.one(number) in self.said:
                self.said[self.one(number)] = self.possible(answer)

    @rule(
        answers=st.lists(
            st.sampled_from([YES, YES, YES, NO, SILENT, RESERVED, ASIDE]), min_size=6, max_size=6
        )
    )
    def everyone_answers_or_not(self, answers: list[str]) -> None:
        self.said.update(zip(list(self.said), map(self.possible, answers), strict=False))

    @rule(number=ANY)
    def a_third_wording_is_weighed(self, number: int) -> None:
        self.met, self.over, self.long = max(self.met, 2), True, True
        self.all_but_one_agree(number)

    @rule(number=ANY)
    def all_but_one_agree(self, number: int) -> None:
        self.said.update(dict.fromkeys(self.said, self.possible(YES)))
        if self.one(number) in self.said:
            self.said[self.one(number)] = self.possible(NO)

    @rule()
    def all_give_advice(self) -> None:
        self.said.update({one: self.possible(ADVICE) for one in self.said if one != self.asker})

    @rule(says=st.sampled_from([YES, NO]))
    def the_asker_decides(self, says: str) -> None:
        self.asker_says = says

    @rule()
    def it_is_worded_again(self) -> None:
        self.met += NO in self.said.values()
        self.over = self.long = False
        self.word_it()

    @rule(long=st.booleans())
    def its_days_are_over(self, long: bool) -> None:
        self.over, self.long = True, long or self.long

    def are_two(self, saying: object) -> bool:
        voices = set(saying)
        if len(self.host) <= 2:
            return len(voices) >= min(2, len(self.host))
        return any(self.host[a] != b and self.host[b] != a for a, b in product(voices, voices) if a != b)

    def standing(self, said: dict[str, str] | None = None, **changed: object) -> Standing:
        told = {"over": self.over, "long": self.long, "met": self.met, **changed}
        told |= {"asker": self.asker, "asker_says": self.asker_says}
        return Standing(self.said if said is None else said, list(self.host), self.are_two, **told)

    def ends(self, **changed: object) -> Ends:
        return rules.named(self.name).ends(self.standing(**changed))

    @invariant()
    def nothing_is_adopted_against_its_rule(self) -> None:
        if self.ends() != Ends.YES:
            return
        yes = [one for one, said in self.said.items() if said == YES]
        no = [one for one, said in self.said.items() if said == NO]
        asked = len(self.said)
        ADOPTED.add((self.name, bool(no)))
        if self.name == rules.TWO:
            assert self.are_two(yes)
            return
        if self.name == rules.ADVICE:
            others = [said for one, said in self.said.items() if one != self.asker]
            assert self.asker in self.said and self.asker_says == YES
            assert self.over or (others and set(others) == {ADVICE})
            return
        assert asked >= 2 and asked >= min(3, len(self.host)) and 2 * asked >= len(self.host)
        if len(yes) == asked:
            return
        if self.name == rules.CONSENSUS:
            self.is_consensus(len(no), asked=asked)
            return
        assert self.name != rules.EVERYONE and self.over and (self.long or self.are_two(yes))
        if self.name == rules.MAJORITY:
            assert len(yes) > len(no) and 2 * (len(yes) + len(no)) >= asked
        elif no:
            assert self.met >= 2 and len(yes) >= 3 * len(no) and 2 * (len(yes) + len(no)) >= asked
        else:
            assert len(yes) >= 3 or 2 * len(yes) >= asked

    def is_consensus(self, no: int, *, asked: int) -> None:
        agree = [one for one, said in self.said.items() if said in (YES, RESERVED)]
        answered = [said for said in self.said.values() if said]
        assert 2 * len(answered) >= asked and len(agree) > sum(said == ASIDE for said in answered)
        assert not no or (self.met >= 2 and len(agree) >= 3 * no)
        assert len(answered) == asked or (self.over and (self.long or self.are_two(agree)))

    @invariant()
    def a_silence_is_no_yes_and_another_yes_never_ends_it(self) -> None:
        """Where somebody who was silent agrees, what was adopted still is."""
        if self.name == rules.ADVICE:
            return
        for one in [one for one, said in self.said.items() if said == SILENT]:
            if self.ends() == Ends.YES:
                assert self.ends(said={**self.said, one: YES}) == Ends.YES
            if self.ends(said={**self.said, one: NO}) == Ends.YES and self.name == rules.EVERYONE:
                raise AssertionError("a no was counted as a yes")

    @invariant()
    def the_order_of_answers_counts_for_nothing(self) -> None:
        assert self.ends(said=dict(reversed(self.said.items()))) == self.ends()

    @invariant()
    def one_who_never_answers_freezes_nothing(self) -> None:
        """From here, with a new wording and all the others agreed, consent is reached when its days are over."""
        for silent in self.host if len(self.host) > 1 else ():
            said = {one: SILENT if one == silent else YES for one in self.host}
            consent = rules.named(rules.CONSENT)
            first = consent.ends(self.standing(said, over=True, long=False))
            assert first in (Ends.YES, Ends.LONGER)
            assert consent.ends(self.standing(said, over=True, long=True)) == Ends.YES
            consensus = rules.named(rules.CONSENSUS)
            assert consensus.ends(self.standing(said, over=True, long=True)) == Ends.YES

    @invariant()
    def who_asked_for_advice_waits_for_nobody_longer_than_the_days(self) -> None:
        """However silent all others are, and whatever they said, the asker can decide once the days are over."""
        told = {"asker": self.asker, "asker_says": YES, "over": True}
        if self.asker in self.said:
            standing = Standing(self.said, list(self.host), self.are_two, **told)
            assert rules.named(rules.ADVICE).ends(standing) == Ends.YES
            assert rules.named(rules.ADVICE).ends(standing._replace(asker_says="")) == Ends.LONGER


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_adopted_against_any_rule(name: str) -> None:
    many = settings(max_examples=60, stateful_step_count=40, deadline=None)
    run_state_machine_as_test(type(name, (Ballot,), {"name": name}), settings=many)
    over_an_objection = {True, False} if name not in (rules.EVERYONE, rules.ADVICE) else {False}
    assert {no for rule, no in ADOPTED if rule == name} == over_an_objection


@given(said=st.lists(st.sampled_from([YES, NO, SILENT]), min_size=2, max_size=9), met=st.integers(0, 4))
@settings(deadline=None)
def test_before_its_days_are_over_consent_takes_everyone(said: list[str], met: int) -> None:
    roll = dict(enumerate(said))
    ends = rules.named(rules.CONSENT).ends(Standing(roll, list(roll), met=met))
    assert (ends == Ends.YES) == (set(said) == {YES})


@pytest.mark.parametrize("name", NAMES)
def test_each_rule_explains_itself_in_two_sentences(name: str) -> None:
    says = str(rules.named(name).says)
    assert 1 <= says.count(". ") + says.endswith(".") <= 2, says
