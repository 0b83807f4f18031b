"""However members come, go, answer and wait: nothing changes without everybody, nothing of a leaver stays."""

from dataclasses import dataclass
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

from mutuality.ballots import effects
from mutuality.decisions import operations, queries
from mutuality.decisions.models import Decider, Position, Proposal
from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger
from mutuality.people.models import Person
from mutuality.site import ending
from mutuality.vault import sweeping
from mutuality.vault.models import DataKey
from tests.cast import Someone, arrive, bring, found_group

BEGIN = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
CHANGES = {
    "retention": st.sampled_from([{"retention_days": days} for days in (1, 7, 30, 90)]),
    "inviting": st.sampled_from([{"inviting": who} for who in ("members", "nobody")]),
    "name": st.sampled_from([{"group_name": name} for name in ("Monday", "Friday", "Sunday")]),
}
ANY = st.integers(min_value=0, max_value=30)


@dataclass
class Asked:
    """A proposal as the members remember it: who decides, and who has accepted the wording of this round."""

    id: str
    effect: str
    payload: dict
    author: str | None
    deciders: set[str]
    accepted: set[str]
    answered: set[str]
    until: datetime
    opened: datetime
    by_itself: bool = False
    by_three: bool = True
    round: int = 1
    end: str = ""
    kept_days: int = 30
    order: int = 0
    forget_on: date | None = None

    @property
    def whole(self) -> bool:
        return len(self.deciders) >= 2 and self.deciders <= self.accepted


class FirstDecision(RuleBasedStateMachine):
    """One group. What is expected is kept beside the rows, in plain sets."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.here: dict[str, Membership] = {}
        self.asked: dict[str, Asked] = {}
        self.adopted = 0
        self.wordings = 0
        self.gone: list[str] = []

    @initialize()
    def somebody_founds(self) -> None:
        for person in Person.objects.all():
            ending.leave_community(by=person, now=self.now)
        founder = Someone(new_id())
        arrive(founder, now=self.now)
        founder.membership = found_group(founder, now=self.now)
        self.group_id = founder.membership.group_id
        self.here[founder.membership.pk] = founder.membership
        self.stands = self.settings()

    def group(self) -> Group:
        return Group.objects.select_related("key", "room").get(pk=self.group_id)

    def settings(self) -> dict:
        return group_queries.settings_of(self.group())._asdict()

    def one(self, number: int) -> Membership:
        return list(self.here.values())[number % len(self.here)]

    def open(self) -> list[Asked]:
        return [one for one in self.asked.values() if not one.end]

    def some(self, number: int) -> Asked:
        return list(self.asked.values())[number % len(self.asked)]

    def in_time(self, one: Asked) -> bool:
        return not one.end and self.now.date() <= one.until.date()

    def worded(self, one: Asked) -> None:
        """The latest wording stands last; where one leaving adopts several, they follow in this order."""
        self.wordings += 1
        one.order = self.wordings

    def expect_end(self, one: Asked, outcome: str) -> None:
        """Its words stay by the shorter of the two rules, counted from the day on which somebody ended it."""
        kept = min(one.kept_days, self.stands["retention_days"])
        one.end, one.forget_on = outcome, self.now.date() + timedelta(days=kept)

    def expect_forgetting(self, one: Asked) -> None:
        one.author, one.forget_on = None, None
        one.deciders, one.accepted, one.answered = set(), set(), set()

    def expect_adoption(self, one: Asked) -> None:
        self.expect_end(one, "adopted")
        self.adopted += 1
        names = {"group_name": "name"}
        self.stands |= {names.get(part, part): value for part, value in one.payload.items()}

    def expect_decision(self, one: Asked) -> None:
        """All who were asked said yes. Nothing changes where these are too few of those who are in now."""
        voices, here = len(one.deciders), len(self.here)
        if voices < min(3, here) or 2 * voices < here:
            self.expect_end(one, "others-came")
        else:
            one.by_three = voices >= 3
            self.expect_adoption(one)

    def expect_terms_to_come_back(self) -> None:
        """What fewer than three have settled opens by itself, as soon as nothing open is in its way."""
        settled = any(
            one.effect == "terms" and (one.end != "adopted" or one.by_three) for one in self.asked.values()
        )
        due = len(self.here) >= 3 and not settled and not any(self.in_time(one) for one in self.open())
        own = Proposal.objects.filter(by_itself=True).exclude(pk__in=self.asked).first()
        assert (own is not None) == due
        if own is None:
            return
        for one in self.open():
            self.expect_end(one, "over")
        until, payload = self.now + timedelta(days=7), dict(queries.payload_of(own) or {})
        told = {"by_itself": True, "kept_days": self.stands["retention_days"]}
        self.asked[own.pk] = Asked(
            own.pk, "terms", payload, None, set(self.here), set(), set(), until, self.now, **told
        )
        self.worded(self.asked[own.pk])

    # -- what people do

    @precondition(lambda self: len(self.here) < 5)
    @rule(number=ANY)
    def somebody_comes(self, number: int) -> None:
        newcomer, host = Someone(new_id()), self.one(number)
        arrive(newcomer, now=self.now)
        if self.stands["inviting"] == "nobody":
            with pytest.raises(groups.NobodyInvites):
                bring(host, newcomer, now=self.now)
            return
        bring(host, newcomer, now=self.now)
        self.here[newcomer.membership.pk] = newcomer.membership
        self.expect_terms_to_come_back()

    @rule(number=ANY, days=st.sampled_from([2, 7, 30]), data=st.data())
    def somebody_proposes(self, number: int, days: int, data: st.DataObject) -> None:
        effect = data.draw(st.sampled_from(sorted(CHANGES)))
        payload, by = data.draw(CHANGES[effect]), self.one(number)
        touched = effects.named(effect).touches
        busy = any(self.in_time(one) and touched & effects.named(one.effect).touches for one in self.open())
        same = all(self.stands[{"group_name": "name"}.get(k, k)] == v for k, v in payload.items())
        told = {"why": f"Because {by.pk}", "days": days, "review_on": None, "once": new_id()}
        if len(self.here) < 2 or busy or same:
            with pytest.raises(Refusal):
                operations.propose(effect=effect, payload=payload, **told, by=by, now=self.now)
            return
        row = operations.propose(effect=effect, payload=payload, **told, by=by, now=self.now)
        for one in self.open():
            if not self.in_time(one):
                self.expect_end(one, "over")
        until = self.now + timedelta(days=days)
        voices = set(self.here)
        self.asked[row.pk] = Asked(row.pk, effect, payload, by.pk, voices, {by.pk}, {by.pk}, until, self.now)
        self.asked[row.pk].kept_days = self.stands["retention_days"]
        self.worded(self.asked[row.pk])

    @precondition(lambda self: self.asked)
    @rule(number=ANY, which=ANY, stale=st.booleans(), twice=st.booleans())
    def somebody_accepts(self, number: int, which: int, stale: bool, twice: bool) -> None:
        by, one = self.one(number), self.some(which)
        round = one.round - 1 if stale and one.round > 1 else one.round
        row = Proposal.objects.select_related("circle__group__room", "key").get(pk=one.id)
        for _click in range(2 if twice else 1):
            can = self.in_time(one) and by.pk in one.deciders and round == one.round
            if not can and not (by.pk in one.accepted and round == one.round):
                with pytest.raises((Refusal, NotHere)):
                    operations.accept(row, round=round, by=by, now=self.now)
                return
            operations.accept(row, round=round, by=by, now=self.now)
            if can:
                one.accepted.add(by.pk)
                one.answered.add(by.pk)
                if one.whole:
                    self.expect_decision(one)
                self.expect_terms_to_come_back()

    @precondition(lambda self: self.asked)
    @rule(number=ANY, which=ANY)
    def somebody_says_not_like_this(self, number: int, which: int) -> None:
        by, one = self.one(number), self.some(which)
        row = Proposal.objects.select_related("circle__group__room", "key").get(pk=one.id)
        told = {"because": f"Because {by.pk}", "round": one.round, "by": by, "now": self.now}
        if self.in_time(one) and by.pk in one.deciders:
            operations.object_to(row, **told)
            one.accepted.discard(by.pk)
            one.answered.add(by.pk)
        else:
            with pytest.raises((Refusal, NotHere)):
                operations.object_to(row, **told)

    @precondition(lambda self: self.asked)
    @rule(number=ANY, which=ANY, data=st.data())
    def somebody_words_it_anew(self, number: int, which: int, data: st.DataObject) -> None:
        by, one = self.one(number), self.some(which)
        part = data.draw(st.sampled_from(sorted(CHANGES))) if one.effect == "terms" else one.effect
        payload = {**one.payload, **data.draw(CHANGES[part])}
        row = Proposal.objects.select_related("circle__group__room", "key").get(pk=one.id)
        told = {"why": f"Because {by.pk}", "days": 7, "round": one.round, "by": by, "now": self.now}
        mine = by.pk in one.deciders and (one.by_itself or one.author in (None, by.pk))
        if not (mine and self.in_time(one)):
            with pytest.raises((Refusal, NotHere)):
                operations.amend(row, payload=payload, **told)
            return
        operations.amend(row, payload=payload, **told)
        one.payload, one.author, one.round = payload, by.pk, one.round + 1
        one.deciders, one.accepted, one.answered = set(self.here), {by.pk}, {by.pk}
        self.worded(one)
        latest = max(one.until, one.opened + timedelta(days=30))
        one.until = min(self.now + timedelta(days=7), latest)

    @precondition(lambda self: self.asked)
    @rule(number=ANY, which=ANY)
    def somebody_takes_back(self, number: int, which: int) -> None:
        by, one = self.one(number), self.some(which)
        row = Proposal.objects.select_related("circle__group__room", "key").get(pk=one.id)
        if one.author == by.pk and not one.by_itself and (self.in_time(one) or one.end == "taken-back"):
            operations.take_back(row, by=by, now=self.now)
            if not one.end:
                self.expect_end(one, "taken-back")
                self.expect_terms_to_come_back()
        else:
            with pytest.raises((Refusal, NotHere)):
                operations.take_back(row, by=by, now=self.now)

    @precondition(lambda self: len(self.here) > 1)
    @rule(number=ANY)
    def somebody_leaves(self, number: int) -> None:
        gone = self.one(number)
        groups.leave(gone, by=gone.person, now=self.now)
        del self.here[gone.pk]
        self.gone.append(gone.pk)
        for one in list(self.asked.values()):
            for voices in (one.deciders, one.accepted, one.answered):
                voices.discard(gone.pk)
            if one.author == gone.pk:
                one.author = None
                if one.end:
                    self.expect_forgetting(one)
                elif not one.accepted:
                    del self.asked[one.id]
        if len(self.here) == 1:
            self.asked.clear()
        for one in sorted(self.open(), key=lambda one: one.order):
            if len(one.deciders) < 2:
                self.expect_end(one, "too-few")
            elif self.in_time(one) and one.whole:
                self.expect_decision(one)
        self.expect_terms_to_come_back()

    @rule(days=st.integers(min_value=1, max_value=9))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        operations.sweep(now=self.now)
        overdue = [one for one in self.open() if not self.in_time(one)]
        for one in overdue:
            self.expect_end(one, "over")
        if overdue:
            self.expect_terms_to_come_back()
        for one in list(self.asked.values()):
            if one.forget_on is not None and one.forget_on <= self.now.date():
                self.expect_forgetting(one)

    @rule(days=st.integers(min_value=1, max_value=9))
    def time_passes_and_no_duty_runs(self, days: int) -> None:
        self.now += timedelta(days=days)

    # -- what always holds

    @invariant()
    def nothing_changes_without_everybody_and_ended_proposals_change_nothing(self) -> None:
        if self.here:
            assert self.settings() == self.stands

    @invariant()
    def every_proposal_is_where_the_members_remember_it(self) -> None:
        rows = {row.pk: row for row in Proposal.objects.all()}
        assert set(rows) == set(self.asked)
        for one in self.asked.values():
            row = rows[one.id]
            assert (row.outcome, row.round, row.author_id) == (one.end, one.round, one.author)
            assert (row.closed_on is None) == (not one.end)

    @invariant()
    def only_those_who_were_there_decide(self) -> None:
        for one in self.open():
            voices = Decider.objects.filter(proposal=one.id)
            assert set(voices.values_list("membership_id", flat=True)) == one.deciders <= set(self.here)
            yes = voices.filter(answer="accept")
            assert set(yes.values_list("membership_id", flat=True)) == one.accepted

    @invariant()
    def nothing_is_open_twice(self) -> None:
        touched: set[str] = set()
        for one in self.open():
            if self.in_time(one):
                parts = effects.named(one.effect).touches
                assert not touched & parts
                touched |= parts

    @invariant()
    def each_adoption_stands_once_in_the_ledger(self) -> None:
        if self.here:
            kinds = [line.kind for line in ledger.entries(self.group_id)]
            assert sum(kind.startswith("adopted-") for kind in kinds) == self.adopted

    @invariant()
    def nothing_of_who_left_is_there(self) -> None:
        assert not Decider.objects.filter(membership__in=self.gone).exists()
        for row in Proposal.objects.select_related("key"):
            assert not any(gone in queries.text_of(row, part="why") for gone in self.gone)
        for position in Position.objects.select_related("key"):
            assert not any(gone in queries.because(position) for gone in self.gone)

    @invariant()
    def every_key_is_used(self) -> None:
        """A key that nothing points to would keep words that nobody can find and forget."""
        used: set[str] = set()
        for model, column in sweeping._sealed_fields():
            used |= set(model._base_manager.values_list(column.attname, flat=True))
        assert set(DataKey.objects.values_list("pk", flat=True)) == used - {None}

    def teardown(self) -> None:
        """Whatever happened, the ledger is as it was written."""
        if self.here:
            assert ledger.verify(self.group_id) is None


@pytest.mark.django_db
def test_nothing_is_decided_over_anybody(cheap_passphrases: None, fresh_memory: None) -> None:
    quick = settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(FirstDecision, settings=quick)
