"""Twenty people whose devices crash, sleep, double-click and return at random, in one round after another."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mutuality.meetings import round as rounds
from mutuality.meetings.round import NotYours, Round, SecondPlace, Stand

PEOPLE = [f"p{number:02}" for number in range(20)]
people = st.sampled_from(PEOPLE)


@dataclass
class Told:
    """What the world outside remembers of this part, to hold the round to it."""

    finished: list[str] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)


class Meeting(RuleBasedStateMachine):
    @initialize(seated=st.integers(0, 20), hands=st.booleans())
    def open(self, seated, hands):
        self.round, self.told, self.gone = Round(), Told(), set()
        for who in PEOPLE[:seated]:
            self.round = rounds.arrive(self.round, who=who)
        self.round = rounds.begin(self.round, hands=hands)
        self.came = set(PEOPLE[:seated])

    def seated(self, who):
        return self.round.has(who)

    @rule(who=people, twice=st.booleans())
    def sit_in(self, who, twice):
        for _ in range(1 + twice):
            self.round = rounds.arrive(self.round, who=who)
        self.came.add(who)
        self.gone.discard(who)

    @rule(who=people)
    def leave_for_good(self, who):
        if self.seated(who):
            self.round = rounds.leave_out(self.round, who=who)
            self.came.discard(who)
            self.told.finished = [name for name in self.told.finished if name != who]
            self.told.passed.discard(who)

    @rule(who=people, act=st.sampled_from(["step_out", "pass_on", "listen", "take_part", "raise_hand", "lower_hand"]),
          twice=st.booleans())  # fmt: skip
    def act(self, who, act, twice):
        if not self.seated(who):
            return
        before = self.round.seat(who).stand
        once = getattr(rounds, act)(self.round, who=who)
        self.round = getattr(rounds, act)(once, who=who) if twice else once
        if act == "pass_on" and before in (Stand.WAITS, Stand.LATER):
            self.told.passed.add(who)

    @rule(who=people, twice=st.booleans())
    def come_back_to_me(self, who, twice):
        for _ in range(1 + twice):
            if self.seated(who):
                try:
                    self.round = rounds.come_back(self.round, who=who)
                except SecondPlace:
                    assert self.round.floor == who

    @rule(who=people, twice=st.booleans())
    def finish(self, who, twice):
        for _ in range(1 + twice):
            if not self.seated(who) or self.round.floor != who:
                with pytest.raises(NotYours):
                    rounds.finish(self.round, who=who)
            else:
                owed = self.round.seat(who).stand in (Stand.WAITS, Stand.LATER)
                assert owed or self.round.hands, "nobody has the floor twice in a round"
                self.round = rounds.finish(self.round, who=who)
                self.told.finished.append(who)

    @rule(twice=st.booleans())
    def connection_is_lost(self, twice):
        holder = self.round.floor
        for _ in range(1 + twice):
            if holder:
                self.round = rounds.offer_on(self.round, who=holder)

    @rule()
    def need_the_group(self):
        held = self.round.floor
        self.round = rounds.rest(self.round)
        assert self.round.floor == held

    @precondition(lambda self: self.round.rests)
    @rule()
    def go_on(self):
        held = self.round.floor
        self.round = rounds.go_on(self.round)
        assert held in (None, self.round.floor)

    @rule(hands=st.booleans())
    def next_part(self, hands):
        self.round, self.told = rounds.begin(self.round, hands=hands), Told()

    @invariant()
    def one_floor_and_somebody_on_it(self):
        if self.round.floor is not None:
            seat = self.round.seat(self.round.floor)
            assert seat.is_here
            assert seat.hand is not None if self.round.hands else seat.is_due
        elif not self.round.rests:
            assert not self.round.coming, "a free floor is offered to whoever waits"

    @invariant()
    def nobody_is_lost_or_there_twice(self):
        seats = [seat.who for seat in self.round.seats]
        assert sorted(seats) == sorted(self.came)

    @invariant()
    def nobody_speaks_twice_in_a_round_and_a_pass_is_final(self):
        if not self.round.hands:
            assert len(self.told.finished) == len(set(self.told.finished))
            assert not [who for who in self.told.passed if self.round.seat(who).is_due]

    @invariant()
    def it_ends(self):
        """From here, however quietly everybody's connection goes, the round is over after a few moves."""
        if self.round.hands:
            return
        left = rounds.go_on(self.round)
        moves = 0
        while left.floor is not None:
            left, moves = rounds.offer_on(left, who=left.floor), moves + 1
            assert moves <= 2 * len(left.seats)
        assert left.is_over

    @invariant()
    def everybody_who_stays_is_heard(self):
        """From here, when each one speaks on their turn, all who are owed the floor have had it at the end."""
        left = rounds.go_on(self.round)
        owed = {seat.who for seat in left.seats if seat.is_due} if not left.hands else set()
        spoke = []
        while left.floor is not None:
            spoke.append(left.floor)
            left = rounds.finish(left, who=left.floor)
        assert owed <= set(spoke) and len(spoke) == len(set(spoke))


Meeting.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
test_a_round_keeps_its_promises = Meeting.TestCase


def five() -> Round:
    round_ = Round()
    for who in "abcde":
        round_ = rounds.arrive(round_, who=who)
    return rounds.begin(round_, hands=False)


def floors(round_: Round) -> list[str]:
    order = []
    while round_.floor is not None:
        order.append(round_.floor)
        round_ = rounds.finish(round_, who=round_.floor)
    return order


def test_come_back_to_me_is_a_second_place_at_the_end():
    round_ = rounds.come_back(five(), who="a")
    assert floors(round_) == ["b", "c", "d", "e", "a"]


def test_late_arrivals_go_last():
    assert floors(rounds.arrive(five(), who="f")) == ["a", "b", "c", "d", "e", "f"]


def test_a_lost_connection_costs_the_first_place_only():
    round_ = rounds.offer_on(five(), who="a")
    assert floors(round_) == ["b", "c", "d", "e", "a"]
    while round_.floor != "a":
        round_ = rounds.finish(round_, who=round_.floor)
    round_ = rounds.offer_on(round_, who="a")
    assert round_.is_over
    assert rounds.arrive(round_, who="a").floor == "a"


def test_on_the_open_floor_whoever_was_not_heard_comes_first():
    round_ = rounds.begin(rounds.finish(five(), who="a"), hands=True)
    for who in "abc":
        round_ = rounds.raise_hand(round_, who=who)
    assert round_.floor == "a"
    round_ = rounds.raise_hand(rounds.finish(round_, who="a"), who="a")
    assert [round_.floor, *(seat.who for seat in round_.coming)] == ["b", "c", "a"]


def test_after_the_group_was_needed_the_same_person_has_the_floor():
    round_ = rounds.finish(five(), who="a")
    assert rounds.go_on(rounds.rest(round_)).floor == "b"
