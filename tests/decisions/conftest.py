"""A small group in which the first three know each other, and a way to say what they do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from mutuality.ballots import effects
from mutuality.decisions import operations
from mutuality.decisions.models import Proposal
from mutuality.groups import queries as groups
from mutuality.groups.models import Group, Membership
from mutuality.groups.queries import Settings
from mutuality.kit.ids import new_id
from tests.cast import Someone, arrive, bring, found_group, sign_in


@dataclass
class Circle:
    """A group and the people in it, by their small names. ``now`` moves on when a test says so."""

    now: datetime
    people: dict[str, Someone] = field(default_factory=dict)

    def come(self, name: str) -> Membership:
        """Somebody new arrives and comes in, or founds the group if it is not there."""
        someone = self.people.setdefault(name, Someone(name))
        arrive(someone, now=self.now)
        host = next((s.membership for s in self.people.values() if s.membership), None)
        if host is None:
            someone.membership = found_group(someone, now=self.now)
        else:
            bring(host, someone, now=self.now)
        sign_in(someone, now=self.now)
        return self.of(name)

    def of(self, name: str) -> Membership:
        """The membership of one of them, as it stands."""
        person = self.people[name].person
        assert person is not None
        found = groups.membership_of(person, group_id=self.group.pk)
        assert found is not None
        return found

    @property
    def group(self) -> Group:
        """The group as it stands."""
        return Group.objects.select_related("key", "room").get()

    @property
    def settings(self) -> Settings:
        """What holds in the group."""
        return groups.settings_of(self.group)

    def propose(self, by: str, *, effect: str = "retention", why: str = "", **payload: object) -> Proposal:
        """Somebody asks for a change; by default that words stay for a week."""
        asked = {**effects.named(effect).current(self.group), **(payload or {"retention_days": 7})}
        return operations.propose(
            effect=effect,
            payload=asked,
            why=why,
            days=7,
            review_on=None,
            once=new_id(),
            by=self.of(by),
            now=self.now,
        )

    def accept(self, proposal: Proposal, *, by: str, round: int | None = None) -> None:
        """Somebody accepts the wording that stands, or the one of an earlier round."""
        read = round or self.fresh(proposal).round
        operations.accept(proposal, round=read, by=self.of(by), now=self.now)

    def object_to(self, proposal: Proposal, *, by: str, because: str = "It is too short for me") -> None:
        """Somebody says "not like this"."""
        read = self.fresh(proposal).round
        operations.object_to(proposal, because=because, round=read, by=self.of(by), now=self.now)

    def amend(self, proposal: Proposal, *, by: str, why: str = "", **payload: object) -> Proposal:
        """Somebody words it anew."""
        row = self.fresh(proposal)
        return operations.amend(
            row, payload=payload, why=why, days=7, round=row.round, by=self.of(by), now=self.now
        )

    def fresh(self, proposal: Proposal) -> Proposal:
        """The proposal as it stands."""
        return Proposal.objects.select_related("circle__group__room", "key").get(pk=proposal.pk)

    def days_pass(self, days: int) -> None:
        """Time goes on, and the server is there each day."""
        for _day in range(days):
            self.now += timedelta(days=1)
            operations.sweep(now=self.now)


@pytest.fixture
def circle(now: datetime, cheap_passphrases: None, fresh_memory: None) -> Callable[..., Circle]:
    """Makes a group of these people."""

    def made(*names: str) -> Circle:
        group = Circle(now)
        for name in names:
            group.come(name)
        return group

    return made


@pytest.fixture
def pair(db: None, circle: Callable[..., Circle]) -> Circle:
    """Ada and Bea, who have nothing open."""
    return circle("Ada", "Bea")


@pytest.fixture
def three(pair: Circle) -> Circle:
    """Ada, Bea and Cy, whose starting terms have come back and were accepted."""
    pair.come("Cy")
    terms = Proposal.objects.get(by_itself=True)
    for name in ("Ada", "Bea", "Cy"):
        pair.accept(terms, by=name)
    return pair
