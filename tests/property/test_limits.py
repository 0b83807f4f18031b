"""However people arrive, answer and leave: the limits change only as their rule says, and no voice counts twice."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.safety import operations as safety
from mutuality.safety import queries, together
from mutuality.safety.models import Rewording, RewordingRest, RewordingVoice
from mutuality.safety.terms import shipped
from mutuality.site import ending
from tests.cast import COMMUNITY

BEGIN = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ANY = st.integers(min_value=0, max_value=30)


@dataclass
class Asked:
    """A proposal as those who are here remember it."""

    author: str
    host: str
    roll: set[str]
    until: date
    accepted: set[str] = field(default_factory=set)


class Limits(RuleBasedStateMachine):
    """One place. What is expected is kept beside the rows, in plain sets."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.asked, self.version, self.host = BEGIN, None, 1, "Ada"
        self.here: dict[str, Person] = {}
        self.rests: dict[str, date] = {}

    @initialize()
    def two_begin(self) -> None:
        for person in Person.objects.all():
            ending.leave_community(by=person, now=self.now)
        people.found_community(name=COMMUNITY, now=self.now)
        answers = queries.starter() | {"run_by": self.host}
        safety.state_limits(answers=answers, numbers=list(shipped().numbers[:2]), now=self.now)
        for _one in range(2):
            self.somebody_arrives()

    def one(self, number: int) -> Person:
        return list(self.here.values())[number % len(self.here)]

    def in_time(self) -> bool:
        return self.asked is not None and self.now.date() <= self.asked.until

    def expect_end(self) -> None:
        """What the answers come to, told in other words than the rule's."""
        asked = self.asked
        if not self.in_time() or asked.roll != asked.accepted:
            return
        self.asked = None
        if (
            len(asked.roll) >= 2
            and len(asked.roll) >= min(3, len(self.here))
            and (len(asked.roll) >= len(self.here) - len(asked.roll))
        ):
            self.version, self.host = self.version + 1, asked.host

    @precondition(lambda self: len(self.here) < 7)
    @rule()
    def somebody_arrives(self) -> None:
        name = new_id()
        person = people.arrive(
            name=name, passphrase=f"{name} walks along", community_name=COMMUNITY, now=self.now
        )
        self.here[person.pk] = person

    @rule(number=ANY)
    def somebody_proposes(self, number: int) -> None:
        by, host = self.one(number), new_id()
        told = queries.kept() | {"run_by": host}
        resting = self.rests.get(by.pk, self.now.date()) > self.now.date()
        if len(self.here) == 1:
            together.change(told, by=by, now=self.now)
            self.version, self.host, self.asked = self.version + 1, host, None
        elif self.in_time() or resting:
            with pytest.raises(Refusal):
                together.change(told, by=by, now=self.now)
        else:
            together.change(told, by=by, now=self.now)
            until = self.now.date() + timedelta(days=30)
            self.asked = Asked(by.pk, host, set(self.here), until, {by.pk})

    @precondition(lambda self: self.asked is not None)
    @rule(number=ANY, accepts=st.booleans(), clicks=st.integers(1, 2))
    def somebody_answers(self, number: int, accepts: bool, clicks: int) -> None:
        by, asked = self.one(number), self.asked
        row = Rewording.objects.latest("until")
        if not self.in_time() or by.pk not in asked.roll:
            with pytest.raises(NotHere):
                together.own_voice(by, rewording_id=row.pk, now=self.now)
            return
        voice = together.own_voice(by, rewording_id=row.pk, now=self.now)
        for _click in range(clicks):
            (together.accept if accepts else together.decline)(voice, by=by, now=self.now)
        if accepts:
            asked.accepted.add(by.pk)
            self.expect_end()
            return
        self.asked = None
        if by.pk != asked.author:
            self.rests[asked.author] = self.now.date() + timedelta(days=30)

    @precondition(lambda self: len(self.here) > 1)
    @rule(number=ANY)
    def somebody_leaves(self, number: int) -> None:
        gone = self.one(number)
        ending.leave_community(by=gone, now=self.now)
        del self.here[gone.pk]
        self.rests.pop(gone.pk, None)
        if self.asked is None:
            return
        for voices in (self.asked.roll, self.asked.accepted):
            voices.discard(gone.pk)
        if gone.pk == self.asked.author or (self.in_time() and len(self.asked.roll) < 2):
            self.asked = None
        else:
            self.expect_end()

    @rule(days=st.integers(min_value=1, max_value=20))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        together.sweep(now=self.now)
        if not self.in_time():
            self.asked = None

    @invariant()
    def the_limits_say_what_was_adopted_and_nothing_else(self) -> None:
        if self.here:
            found = queries.limits()
            assert (found.number, found.host) == (self.version, self.host)

    @invariant()
    def everybody_on_the_roll_has_one_voice_and_nobody_else_has_any(self) -> None:
        voices = list(RewordingVoice.objects.values_list("person_id", "answer"))
        asked = self.asked or Asked("", "", set(), self.now.date())
        assert len(voices) == len(asked.roll) and {person for person, _answer in voices} == asked.roll
        assert {person for person, answer in voices if answer == "accept"} == asked.accepted

    @invariant()
    def nothing_of_who_left_is_there(self) -> None:
        kept = {*RewordingRest.objects.values_list("person_id", flat=True)}
        assert kept | {*Rewording.objects.values_list("author_id", flat=True)} <= set(self.here)


@pytest.mark.django_db
def test_the_limits_change_only_by_their_rule(cheap_passphrases: None, fresh_memory: None) -> None:
    quick = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Limits, settings=quick)
