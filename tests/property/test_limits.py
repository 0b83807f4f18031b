"""However people arrive, answer and leave: the limits change only as their rule says, and no voice counts twice."""

import sys
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
from mutuality.safety.models import Rewording, RewordingReason, RewordingRest, RewordingVoice
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
    opened: date
    until: date
    worded: date
    seen: date
    everyone: bool
    accepted: set[str]
    objected: set[str] = field(default_factory=set)
    met: int = 0
    round: int = 1

    @property
    def latest(self) -> date:
        return max(self.opened + timedelta(days=30), self.until)


class Limits(RuleBasedStateMachine):
    """One place. What is expected is kept beside the rows, in plain sets."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.asked, self.version, self.host = BEGIN, None, 1, "Ada"
        self.here: dict[str, Person] = {}
        self.joined: dict[str, date] = {}
        self.rests: dict[str, date] = {}
        self.changed: date | None = None

    @initialize()
    def two_begin(self) -> None:
        for person in Person.objects.all():
            ending.leave_community(by=person, now=self.now)
        people.found_community(name=COMMUNITY, now=self.now)
        answers = queries.starter() | {"run_by": self.host}
        safety.state_limits(answers=answers, numbers=list(shipped().numbers[:2]), now=self.now)
        for _one in range(2):
            self.somebody_arrives()

    @property
    def today(self) -> date:
        return self.now.date()

    def one(self, number: int) -> Person:
        return list(self.here.values())[number % len(self.here)]

    def voters(self) -> set[str]:
        longer = {one for one in self.here if (self.today - self.joined[one]).days >= 14}
        return longer if len(longer) >= 3 else set(self.here)

    def expect_new_limits(self, host: str) -> None:
        self.version, self.host, self.asked, self.changed = self.version + 1, host, None, self.today

    def expect_decision(self) -> None:
        """The answers come to a yes. Nothing changes where those asked are too few of those who are here now."""
        asked, here = len(self.asked.roll), len(self.voters())
        if asked >= min(3, here) and asked >= here - asked:
            self.expect_new_limits(self.asked.host)
        else:
            self.expect_no_change()

    def expect_no_change(self) -> None:
        if self.asked.objected:
            self.rests[self.asked.author] = self.today + timedelta(days=30)
        self.asked = None

    def expect_end(self) -> None:
        """What the answers come to, told in other words than the rule's."""
        one = self.asked
        if one is None:
            return
        asked, yes, no = len(one.roll), len(one.accepted), len(one.objected)
        if asked >= 2 and yes == asked:
            self.expect_decision()
            return
        if self.today <= one.until:
            return
        stopped = one.everyone or (no and one.met < 2) or (not no and yes < min(3, (asked + 1) // 2))
        outvoted = no and one.met >= 2 and (yes < 3 * no or yes + no < asked - yes - no)
        # One alone is enough after two weeks; a wording of the last days is open for less.
        enough = yes >= 2 or (one.until - one.worded).days >= 14
        if stopped or outvoted or not enough:
            self.expect_no_change()
        else:
            self.expect_decision()

    @precondition(lambda self: len(self.here) < 7)
    @rule()
    def somebody_arrives(self) -> None:
        name = new_id()
        person = people.arrive(
            name=name, passphrase=f"{name} walks along", community_name=COMMUNITY, now=self.now
        )
        self.here[person.pk], self.joined[person.pk] = person, self.today

    @rule(number=ANY)
    def somebody_proposes(self, number: int) -> None:
        by, host, one = self.one(number), new_id(), self.asked
        told = queries.kept() | {"run_by": host}
        refused = self.rests.get(by.pk, self.today) > self.today or by.pk not in self.voters()
        if one is not None:
            refused |= by.pk != one.author or self.today + timedelta(days=7) > one.latest
            refused |= one.round > 3 and one.worded >= self.today
        if len(self.here) == 1:
            together.change(told, by=by, now=self.now)
            self.expect_new_limits(host)
        elif refused:
            with pytest.raises(Refusal):
                together.change(told, by=by, now=self.now)
        elif one is None:
            together.change(told, by=by, now=self.now)
            rests = self.changed is not None and (self.today - self.changed).days < 30
            until = self.today + timedelta(days=14)
            days = (self.today, until, self.today, self.today)
            self.asked = Asked(by.pk, host, self.voters(), *days, rests, {by.pk})
        else:
            together.change(told, by=by, now=self.now)
            one.met += bool(one.objected)
            one.host, one.roll, one.accepted, one.objected = host, self.voters(), {by.pk}, set()
            one.until = min(max(one.until, self.today + timedelta(days=14)), one.latest)
            one.worded, one.round = self.today, one.round + 1

    @precondition(lambda self: self.asked is not None)
    @rule(number=ANY, accepts=st.booleans(), clicks=st.integers(1, 2))
    def somebody_answers(self, number: int, accepts: bool, clicks: int) -> None:
        by, asked = self.one(number), self.asked
        row = Rewording.objects.get()
        if by.pk not in asked.roll:
            with pytest.raises(NotHere):
                together.own_voice(by, rewording_id=row.pk, now=self.now)
            return
        voice = together.own_voice(by, rewording_id=row.pk, round=asked.round, now=self.now)
        for _click in range(clicks):
            if accepts:
                together.accept(voice, by=by, now=self.now)
            else:
                together.object_to(voice, because=f"Because {by.pk}", by=by, now=self.now)
        (asked.accepted if accepts else asked.objected).add(by.pk)
        (asked.objected if accepts else asked.accepted).discard(by.pk)
        if accepts:
            self.expect_end()
        elif not asked.everyone and asked.met < 2:
            asked.until = max(asked.until, min(self.today + timedelta(days=3), asked.latest))

    @precondition(lambda self: len(self.here) > 1)
    @rule(number=ANY)
    def somebody_leaves(self, number: int) -> None:
        gone = self.one(number)
        ending.leave_community(by=gone, now=self.now)
        del self.here[gone.pk]
        self.rests.pop(gone.pk, None)
        if self.asked is None:
            return
        for voices in (self.asked.roll, self.asked.accepted, self.asked.objected):
            voices.discard(gone.pk)
        if gone.pk == self.asked.author or len(self.asked.roll) < 2:
            self.asked = None
        else:
            self.expect_end()

    @rule(days=st.integers(min_value=1, max_value=20))
    def days_pass(self, days: int) -> None:
        for _day in range(days):
            self.the_server_is_away(0)

    @rule(days=st.integers(min_value=1, max_value=20))
    def the_server_is_away(self, days: int) -> None:
        """So many days nobody can answer; then it is there again."""
        self.now += timedelta(days=days + 1)
        together.sweep(now=self.now)
        if self.asked is not None:
            away = self.today - self.asked.seen - timedelta(days=1)
            self.asked.until, self.asked.worded = self.asked.until + away, self.asked.worded + away
            self.asked.seen = self.today
            self.expect_end()

    @invariant()
    def the_limits_say_what_was_adopted_and_nothing_else(self) -> None:
        if self.here:
            found = queries.limits()
            assert (found.number, found.host) == (self.version, self.host)

    @invariant()
    def everybody_on_the_roll_has_one_voice_and_nobody_else_has_any(self) -> None:
        voices = list(RewordingVoice.objects.values_list("person_id", "answer"))
        roll, accepted, objected = (
            (self.asked.roll, self.asked.accepted, self.asked.objected)
            if self.asked
            else (set(), set(), set())
        )
        assert len(voices) == len(roll) and {person for person, _answer in voices} == roll
        assert {person for person, answer in voices if answer == "accept"} == accepted
        assert {person for person, answer in voices if answer == "not-this"} == objected
        reasons = RewordingReason.objects.values_list("voice__person_id", flat=True)
        assert sorted(reasons) == sorted(objected)

    @invariant()
    def nothing_of_who_left_is_there(self) -> None:
        kept = {*RewordingRest.objects.values_list("person_id", flat=True)}
        assert kept | {*Rewording.objects.values_list("author_id", flat=True)} <= set(self.here)

    def teardown(self) -> None:
        """Whatever happened, one who never answers does not keep the limits as they are for ever."""
        if len(self.here) > 1 and sys.exc_info()[0] is None:
            self.days(75)
            _silent, author, *others = sorted(self.here.values(), key=lambda one: one.pk)
            together.change(queries.kept() | {"run_by": "All but one"}, by=author, now=self.now)
            for one in others:
                voice = together.own_voice(one, rewording_id=Rewording.objects.get().pk, now=self.now)
                together.accept(voice, by=one, now=self.now)
            self.days(16)
            assert queries.limits().host == "All but one"

    def days(self, count: int) -> None:
        for _day in range(count):
            self.now += timedelta(days=1)
            together.sweep(now=self.now)


@pytest.mark.django_db
def test_the_limits_change_only_by_their_rule(cheap_passphrases: None, fresh_memory: None) -> None:
    quick = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Limits, settings=quick)
