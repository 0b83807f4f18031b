"""Asking for a change of what belongs to everybody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mutuality.ballots import effects
from mutuality.decisions import operations, queries
from mutuality.decisions.models import Decider, Proposal
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from tests.decisions.conftest import Circle

pytestmark = pytest.mark.django_db(transaction=True)


def deciders(proposal: Proposal) -> set[str]:
    return set(Decider.objects.filter(proposal=proposal).values_list("membership_id", flat=True))


def test_everybody_who_is_there_decides_and_nobody_who_comes_later(three: Circle) -> None:
    asked = three.propose("Ada")
    assert deciders(asked) == {three.of(name).pk for name in ("Ada", "Bea", "Cy")}
    three.come("Dov")
    assert three.of("Dov").pk not in deciders(asked)
    with pytest.raises(NotHere):
        three.accept(asked, by="Dov")


def test_whoever_proposes_accepts_it_and_nothing_changes_yet(three: Circle) -> None:
    asked = three.propose("Ada")
    assert [one for one in queries.stances(asked).values() if one] == ["accept"]
    assert three.settings.retention_days == 30


def test_the_same_form_sent_twice_proposes_once(three: Circle) -> None:
    once = new_id()
    made = [
        operations.propose(
            effect="retention",
            payload={"retention_days": 7},
            why="",
            days=7,
            review_on=None,
            once=once,
            by=three.of("Ada"),
            now=three.now,
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Proposal.objects.filter(effect="retention").count() == 1


def test_what_touches_the_same_thing_cannot_be_open_twice(three: Circle) -> None:
    asked = three.propose("Ada")
    for effect, changed in (("retention", {"retention_days": 1}), ("terms", {"group_name": "Another name"})):
        with pytest.raises(operations.AlreadyOpen) as refused:
            three.propose("Bea", effect=effect, **changed)
        assert refused.value.proposal_id == asked.pk
    three.propose("Bea", effect="name", group_name="Another name")


def test_one_person_has_one_proposal_open_and_others_may_propose(three: Circle) -> None:
    """One member could open all subjects, for 30 days and again, and nobody else could propose anything."""
    asked = three.propose("Ada")
    with pytest.raises(operations.OneEach) as refused:
        three.propose("Ada", effect="name", group_name="Wednesday")
    assert refused.value.proposal_id == asked.pk
    three.propose("Bea", effect="name", group_name="Wednesday")
    operations.take_back(asked, by=three.of("Ada"), now=three.now)
    three.propose("Ada", effect="for-whom", for_whom="Whoever walks")


def test_the_database_itself_holds_one_open_proposal_of_a_kind(three: Circle) -> None:
    asked = three.fresh(three.propose("Ada"))
    asked.pk, asked.once = new_id(), new_id()
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_one_alone_does_not_propose(three: Circle, circle) -> None:
    for name in ("Bea", "Cy"):
        leave(three, name)
    with pytest.raises(operations.Alone):
        three.propose("Ada")


def leave(circle: Circle, name: str) -> None:
    from mutuality.groups import operations as groups

    membership = circle.of(name)
    groups.leave(membership, by=membership.person, now=circle.now)


def test_what_stands_already_is_no_proposal(three: Circle) -> None:
    with pytest.raises(Refusal):
        three.propose("Ada", retention_days=30)
    three.propose("Ada", retention_days=7)


@pytest.mark.parametrize("days", [1, 6, 31, -1, 10_000])
def test_a_proposal_is_open_from_seven_to_thirty_days(three: Circle, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        ask(three, days=days)
    assert refused.value.field == "days"
    assert ask(three, days=7).until == three.now.date() + timedelta(days=7)


@pytest.mark.parametrize("ahead", [-1, 0, 367])
def test_it_is_looked_at_again_within_a_year(three: Circle, ahead: int) -> None:
    with pytest.raises(Refusal) as refused:
        ask(three, review_on=three.now.date() + timedelta(days=ahead))
    assert refused.value.field == "review_on"
    day = three.now.date() + timedelta(days=366)
    assert ask(three, review_on=day).review_on == day


def ask(three: Circle, **changed) -> Proposal:
    asked = {"payload": {"retention_days": 7}, "why": "", "days": 7, "review_on": None, "once": new_id()}
    return operations.propose(effect="retention", **{**asked, **changed}, by=three.of("Ada"), now=three.now)


@pytest.mark.parametrize("text", ["", " \u200b", "a\ud800b", "x" * 6001])
def test_an_unusable_text_is_refused_beside_its_field(three: Circle, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        three.propose("Ada", effect="agreement", agreement=text)
    assert refused.value.field == "agreement"
    assert not Proposal.objects.filter(effect="agreement").exists()


def test_an_unusable_name_is_refused_beside_the_groups_name(three: Circle) -> None:
    with pytest.raises(Refusal) as refused:
        three.propose("Ada", effect="name", group_name="x" * 41)
    assert refused.value.field == "group_name"


def test_an_unknown_effect_is_not_there() -> None:
    with pytest.raises(NotHere):
        effects.named("ownership")


def test_the_words_of_a_proposal_are_sealed(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Walks by the canal", why="The old one tells")
    row = three.fresh(asked)
    assert queries.payload_of(row) == {"group_name": "Walks by the canal"}
    assert b"canal" not in bytes(row.payload) and b"tells" not in bytes(row.why)


def test_an_overdue_proposal_makes_room_for_a_new_one(three: Circle) -> None:
    old = three.propose("Ada")
    three.days_pass(8)
    three.propose("Bea")
    assert three.fresh(old).outcome == "over"
