"""Ways to decide: what each rule makes of the answers, and that none of them counts a silence or a voice twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutuality.ballots import effects, rules
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import Ends, Stance

YES, NO, SILENT = Stance.ACCEPT, Stance.NOT_THIS, ""
NAMES = "abcdefghij"


def ends(*said: str, here: int | None = None, rule: str = "all") -> Ends:
    """What it comes to where these are the answers of the roll, and so many are here by now."""
    roll = dict(zip(NAMES, said, strict=False))
    return rules.named(rule).ends(Standing(roll, NAMES[: here or len(said)]))


@pytest.mark.parametrize("said", [(YES, YES), (YES, YES, YES)])
def test_everybody_has_to_accept(said: tuple[str, ...]) -> None:
    assert ends(*said) == Ends.YES
    for number in range(len(said)):
        for other in (SILENT, NO):
            assert ends(*said[:number], other, *said[number + 1 :]) == Ends.OPEN


def test_nobody_decides_alone() -> None:
    assert ends() == ends(YES) == Ends.OPEN


@pytest.mark.parametrize(("asked", "here"), [(2, 3), (2, 5), (3, 7), (4, 9)])
def test_too_few_of_those_who_are_here_end_it(asked: int, here: int) -> None:
    assert ends(*[YES] * asked, here=here) == Ends.OTHERS_CAME
    assert ends(*[YES] * (asked - 1), SILENT, here=here) == Ends.OPEN


@pytest.mark.parametrize(("asked", "here"), [(2, 2), (3, 3), (3, 4), (3, 6), (5, 10)])
def test_three_or_all_and_half_are_enough(asked: int, here: int) -> None:
    assert ends(*[YES] * asked, here=here) == Ends.YES


def consent(yes: int, no: int = 0, silent: int = 0, **told: object) -> Ends:
    """What consent comes to when the days are over, where so many have said this."""
    roll = dict(zip(range(yes + no + silent), [YES] * yes + [NO] * no + [SILENT] * silent, strict=True))
    return rules.named(rules.CONSENT).ends(Standing(roll, list(roll), **{"over": True, **told}))


@pytest.mark.parametrize(("asked", "enough"), [(2, 1), (3, 2), (4, 2), (5, 3), (7, 3), (150, 3)])
def test_three_or_half_are_enough_and_one_fewer_is_not(asked: int, enough: int) -> None:
    assert consent(enough, silent=asked - enough, long=True) == Ends.YES
    assert consent(enough - 1, silent=asked - enough + 1, long=True) == Ends.OPEN
    assert consent(enough, silent=asked - enough, long=True, over=False) == Ends.OPEN


def test_one_objection_stops_a_wording_until_it_was_changed_twice() -> None:
    for met in (0, 1):
        assert consent(9, 1, met=met) == Ends.OPEN
    assert consent(9, 1, met=2) == consent(3, 1, 3, met=2) == Ends.YES
    assert consent(2, 1, met=2) == consent(5, 2, met=2) == consent(3, 1, 5, met=2) == Ends.NO


def test_who_may_be_one_person_gives_others_as_many_days_again() -> None:
    assert consent(1, silent=1) == Ends.LONGER and consent(1, silent=1, long=True) == Ends.YES
    assert consent(2, silent=1, are_two=lambda saying: False) == Ends.LONGER
    assert consent(2, silent=1) == Ends.YES


def test_consent_of_too_few_of_those_who_are_here_ends_it() -> None:
    roll = {"a": YES, "b": YES, "c": SILENT}
    ends_with = rules.named(rules.CONSENT).ends
    assert ends_with(Standing(roll, "abcdef", over=True)) == Ends.YES
    assert ends_with(Standing(roll, "abcdefg", over=True)) == Ends.OTHERS_CAME


def test_a_ledger_says_what_a_decision_rests_on() -> None:
    for said, clause in (("accept", "together"), ("", "consent"), ("not-this", "most")):
        assert rules.clause_of(rules.CONSENT, {"a": YES, "b": said}) == clause
        assert str(rules.clause_says(clause))


def test_two_who_say_the_same_are_enough() -> None:
    assert ends(YES, here=3, rule="two") == ends(YES, NO, here=3, rule="two") == Ends.OPEN
    assert ends(YES, NO, YES, here=5, rule="two") == Ends.YES
    assert ends(NO, YES, NO, here=5, rule="two") == Ends.NO
    apart = Standing(
        {"a": YES, "b": YES}, "abc", lambda saying: set(saying) != {"a", "b"} and len(saying) > 1
    )
    assert rules.named("two").ends(apart) == Ends.OPEN


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    said=st.dictionaries(st.sampled_from(NAMES), st.sampled_from([YES, NO, SILENT]), max_size=8),
    here=st.sets(st.sampled_from(NAMES)),
)
def test_no_rule_takes_a_silence_or_an_objection_for_a_yes(said: dict[str, str], here: set[str]) -> None:
    accepted = sum(one == YES for one in said.values())
    if rules.named("all").ends(Standing(said, here)) == Ends.YES:
        assert accepted == len(said) >= min(3, max(2, len(here))) and 2 * accepted >= len(here)
    if rules.named("two").ends(Standing(said, here)) == Ends.YES:
        assert accepted >= 2
    more = Standing({voter: one or NO for voter, one in said.items()}, here)
    for name in ("all", "two"):
        if rules.named(name).ends(Standing(said, here)) != Ends.YES:
            assert rules.named(name).ends(more) != Ends.YES


def test_what_was_adopted_is_said_in_words_and_other_entries_are_not(db: None) -> None:
    effect = effects.named("retention")
    said = str(effects.said_in_ledger(effects.ledger_kind(effect)))
    assert said == f"Adopted: {effect.label}"
    assert effects.said_in_ledger("adopted-ownership") is None and effects.said_in_ledger("retention") is None
