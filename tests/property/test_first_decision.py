"""However members come, go and answer: nothing changes against the rule, and one who is silent freezes nothing."""

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

from mutuality.ballots import effects
from mutuality.decisions import operations, queries
from mutuality.decisions.models import Decider, Position, Proposal, Untold
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
PARTS = {"group_name": "name"}
ANY = st.integers(min_value=0, max_value=30)


def plain(value: object) -> object:
    """A value as it comes back from JSON."""
    return list(value) if isinstance(value, tuple) else value


@dataclass
class Asked:
    """A proposal as the members remember it: who decides, and who has accepted the wording of this round."""

    id: str
    effect: str
    payload: dict
    author: str | None
    opener: str | None
    deciders: set[str]
    until: date
    opened: date
    seen: date
    worded: date
    accepted: set[str] = field(default_factory=set)
    objected: set[str] = field(default_factory=set)
    everyone: bool = False
    met: int = 0
    by_others: int = 0
    changed: set[str] = field(default_factory=set)
    closed: date | None = None
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

    @property
    def latest(self) -> date:
        return max(self.opened + timedelta(days=30), self.until)


class FirstDecision(RuleBasedStateMachine):
    """One group. What is expected is kept beside the rows, in plain sets."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.here: dict[str, Membership] = {}
        self.host: dict[str, str | None] = {}
        self.joined: dict[str, date] = {}
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
        self.remember(founder.membership, host=None)
        self.stands = self.settings()

    def remember(self, member: Membership, *, host: str | None) -> None:
        self.here[member.pk], self.host[member.pk], self.joined[member.pk] = member, host, self.today

    @property
    def today(self) -> date:
        return self.now.date()

    def voters(self, effect: str) -> set[str]:
        """Whoever is here; on what keeps people safe, whoever has been for two weeks, if there are three of them."""
        longer = {one for one in self.here if (self.today - self.joined[one]).days >= 14}
        return longer if effect != "name" and len(longer) >= 3 else set(self.here)

    def are_two(self, saying: set[str]) -> bool:
        if len(self.here) <= 2:
            return len(saying) == 2
        return any(self.host[a] != b and self.host[b] != a for a in saying for b in saying if a != b)

    def rests(self, changed: set[str], outcome: str) -> bool:
        lately = [
            one for one in self.asked.values() if one.end == outcome and (self.today - one.closed).days < 30
        ]
        return any(changed & one.changed for one in lately)

    def changes(self, payload: dict) -> set[str]:
        stands = {"name": self.stands["name"], **self.stands}
        parts = {PARTS.get(part, part): value for part, value in payload.items()}
        return {part for part, value in parts.items() if plain(stands[part]) != plain(value)}

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
        return not one.end and self.today <= one.until

    def worded(self, one: Asked) -> None:
        """The latest wording stands last; where one leaving adopts several, they follow in this order."""
        self.wordings += 1
        one.order = self.wordings

    def expect_end(self, one: Asked, outcome: str) -> None:
        """Its words stay by the shorter of the two rules, counted from the day on which somebody ended it."""
        kept = min(one.kept_days, self.stands["retention_days"])
        one.end, one.closed, one.forget_on = outcome, self.today, self.today + timedelta(days=kept)

    def expect_forgetting(self, one: Asked) -> None:
        one.author, one.forget_on = None, None
        one.deciders, one.accepted, one.objected = set(), set(), set()

    def expect_adoption(self, one: Asked) -> None:
        one.changed = self.changes(one.payload)
        self.expect_end(one, "adopted")
        self.adopted += 1
        self.stands |= {PARTS.get(part, part): value for part, value in one.payload.items()}

    def expect_decision(self, one: Asked) -> None:
        """The answers come to a yes. Nothing changes where those asked are too few of those who are in now."""
        voices, here = len(one.deciders), len(self.voters(one.effect))
        if voices < min(3, here) or 2 * voices < here:
            self.expect_end(one, "others-came")
        else:
            one.by_three = voices >= 3
            self.expect_adoption(one)

    def expect_last_day_over(self, one: Asked) -> None:
        """What the answers come to when its days are over, told in other words than the rule's."""
        asked, yes, no = len(one.deciders), len(one.accepted), len(one.objected)
        if one.everyone or (no and one.met < 2) or (not no and yes < min(3, (asked + 1) // 2)):
            self.expect_end(one, "over")
        elif no and (yes < 3 * no or yes + no < asked - yes - no):
            one.changed = self.changes(one.payload)
            self.expect_end(one, "declined")
        elif self.are_two(one.accepted) or (one.until - one.worded).days >= 14:
            self.expect_decision(one)
        elif one.until + timedelta(days=7) <= one.latest:
            one.until += timedelta(days=7)
        else:
            self.expect_end(one, "over")

    def expect_sweep(self) -> None:
        """Days on which the server was away are given back; then what is over ends, one by one."""
        for one in self.open():
            away = self.today - one.seen - timedelta(days=1)
            if away > timedelta(0):
                one.until, one.worded = one.until + away, one.worded + away
            one.seen = self.today
        over = sorted((one for one in self.open() if not self.in_time(one)), key=lambda one: one.id)
        for one in over:
            if not one.end:
                self.expect_last_day_over(one)
                self.expect_terms_to_come_back()

    def expect_terms_to_come_back(self) -> None:
        """What fewer than three have settled opens by itself, as soon as nothing open is in its way."""
        settled = any(
            one.effect == "terms" and (one.end != "adopted" or one.by_three) for one in self.asked.values()
        )
        due = len(self.here) >= 3 and not settled and not any(self.in_time(one) for one in self.open())
        own = Proposal.objects.filter(by_itself=True).exclude(pk__in=self.asked).first()
        assert (own is not None) >= due
        if own is None or not due:
            return
        for one in sorted(self.open(), key=lambda one: one.order):
            self.expect_last_day_over(one)
        payload = dict(queries.payload_of(own) or {})
        told = {"by_itself": True, "kept_days": self.stands["retention_days"]}
        self.asked[own.pk] = self.new(own.pk, "terms", payload, None, days=7, **told)

    def new(self, id: str, effect: str, payload: dict, by: str | None, *, days: int, **told: object) -> Asked:
        until = self.today + timedelta(days=days)
        one = Asked(
            id,
            effect,
            payload,
            by,
            by,
            self.voters(effect),
            until,
            self.today,
            self.today,
            self.today,
            **told,
        )
        one.accepted = {by} - {None}
        self.worded(one)
        return one

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
        self.remember(newcomer.membership, host=host.pk)
        self.expect_terms_to_come_back()

    @rule(number=ANY, days=st.sampled_from([7, 12, 30]), data=st.data())
    def somebody_proposes(self, number: int, days: int, data: st.DataObject) -> None:
        effect = data.draw(st.sampled_from(sorted(CHANGES)))
        payload, by = data.draw(CHANGES[effect]), self.one(number)
        touched, changed = effects.named(effect).touches, self.changes(payload)
        busy = any(touched & effects.named(one.effect).touches for one in self.open())
        has_one = any(one.opener == by.pk for one in self.open())
        refused = busy or has_one or not changed or self.rests(changed, "declined")
        told = {"why": f"Because {by.pk}", "days": days, "review_on": None, "once": new_id()}
        if len(self.here) < 2 or refused or by.pk not in self.voters(effect):
            with pytest.raises(Refusal):
                operations.propose(effect=effect, payload=payload, **told, by=by, now=self.now)
            return
        row = operations.propose(effect=effect, payload=payload, **told, by=by, now=self.now)
        one = self.new(row.pk, effect, payload, by.pk, days=days, everyone=self.rests(changed, "adopted"))
        one.kept_days = self.stands["retention_days"]
        self.asked[row.pk] = one

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
                one.objected.discard(by.pk)
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
            one.objected.add(by.pk)
            if not one.everyone and one.met < 2:
                one.until = max(one.until, min(self.today + timedelta(days=3), one.latest))
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
        may = one.by_itself or one.opener in (None, by.pk) or (by.pk in one.objected and one.by_others < 2)
        late = self.today + timedelta(days=7) > one.latest
        too_many = one.round > 3 and one.worded >= self.today
        rests = self.rests(self.changes(payload), "declined")
        can = self.in_time(one) and may and by.pk in one.deciders and by.pk in self.voters(one.effect)
        if not can or late or too_many or rests:
            with pytest.raises((Refusal, NotHere)):
                operations.amend(row, payload=payload, **told)
            return
        operations.amend(row, payload=payload, **told)
        one.met += bool(one.objected)
        one.by_others += one.opener not in (None, by.pk)
        one.everyone = self.rests(self.changes(payload), "adopted")
        one.payload, one.author, one.round = payload, by.pk, one.round + 1
        one.deciders, one.accepted, one.objected = self.voters(one.effect), {by.pk}, set()
        self.worded(one)
        one.until, one.worded = min(self.today + timedelta(days=7), one.latest), self.today

    @precondition(lambda self: self.asked)
    @rule(number=ANY, which=ANY)
    def somebody_takes_back(self, number: int, which: int) -> None:
        by, one = self.one(number), self.some(which)
        row = Proposal.objects.select_related("circle__group__room", "key").get(pk=one.id)
        mine = one.author == one.opener == by.pk
        if mine and not one.by_itself and (self.in_time(one) or one.end == "taken-back"):
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
        self.host = {one: None if host == gone.pk else host for one, host in self.host.items()}
        for one in list(self.asked.values()):
            for voices in (one.deciders, one.accepted, one.objected):
                voices.discard(gone.pk)
            one.opener = None if one.opener == gone.pk else one.opener
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
        for _day in range(days):
            self.the_server_is_away(0)

    @rule(days=st.integers(min_value=1, max_value=20))
    def the_server_is_away(self, days: int) -> None:
        """So many days no duty runs and nobody can answer; then it is there again."""
        self.now += timedelta(days=days + 1)
        operations.sweep(now=self.now)
        self.expect_sweep()
        for one in list(self.asked.values()):
            if one.forget_on is not None and one.forget_on <= self.today:
                self.expect_forgetting(one)

    # -- what always holds

    @invariant()
    def nothing_changes_against_the_rule_and_ended_proposals_change_nothing(self) -> None:
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

    @invariant()
    def only_who_did_not_agree_reads_it_once(self) -> None:
        for told in Untold.objects.all():
            assert told.membership_id in self.here and self.asked[told.proposal_id].end == "adopted"
            assert told.membership_id not in self.asked[told.proposal_id].accepted

    def teardown(self) -> None:
        """Whatever happened, one who never answers freezes nothing, and the ledger is as it was written."""
        if self.here and sys.exc_info()[0] is None:
            assert self.changes_without(min(self.here)) or len(self.here) == 1
            assert ledger.verify(self.group_id) is None

    def changes_without(self, silent: str) -> bool:
        """Whether the others can still change something: what is open ends, and then one of them proposes."""
        others = [one for one in self.here.values() if one.pk != silent]
        if not others:
            return False
        self.days(75)
        asked = {"effect": "name", "payload": {"group_name": "A name for all"}, "why": "", "days": 7}
        row = operations.propose(**asked, review_on=None, once=new_id(), by=others[0], now=self.now)
        for one in others[1:]:
            operations.accept(queries.fresh(row.pk), round=1, by=one, now=self.now)
        self.days(16)
        return self.settings()["name"] == "A name for all"

    def days(self, count: int) -> None:
        for _day in range(count):
            self.now += timedelta(days=1)
            operations.sweep(now=self.now)


@pytest.mark.django_db
def test_nothing_is_decided_against_the_rule_and_nothing_freezes(
    cheap_passphrases: None, fresh_memory: None
) -> None:
    quick = settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(FirstDecision, settings=quick)
