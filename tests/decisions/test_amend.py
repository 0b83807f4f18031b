"""Wording a proposal anew, and taking it back."""

import pytest

from mutuality.decisions import operations, queries
from mutuality.decisions.models import Decider, Position, Proposal
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger
from mutuality.vault import queries as vault
from mutuality.vault.models import DataKey
from tests.decisions.conftest import Circle

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_wording_begins_all_answers_anew(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    three.object_to(asked, by="Cy")
    three.amend(asked, by="Ada", retention_days=1)
    assert sorted(queries.stances(asked).values()) == ["", "", "accept"]
    three.accept(asked, by="Bea")
    assert three.settings.retention_days == 30
    three.accept(asked, by="Cy")
    assert three.settings.retention_days == 1


def test_an_answer_to_the_earlier_wording_counts_for_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    three.amend(asked, by="Ada", retention_days=1)
    for late in (
        lambda: three.accept(asked, by="Cy", round=1),
        lambda: operations.object_to(asked, because="No", round=1, by=three.of("Cy"), now=three.now),
    ):
        with pytest.raises(operations.Reworded):
            late()
    assert three.settings.retention_days == 30
    assert not Decider.objects.filter(membership=three.of("Cy"), proposal=asked).exclude(answer="").exists()


def test_everybody_sees_what_was_changed_and_reasons_of_the_first_wording_are_gone(three: Circle) -> None:
    asked = three.propose("Ada", why="So that nothing piles up")
    three.object_to(asked, by="Bea", because="A week is too short")
    old = three.fresh(asked)
    reason = Position.objects.get()
    three.amend(asked, by="Ada", why="A day more or less", retention_days=90)
    reading = queries.reading(three.fresh(asked), membership=three.of("Cy"), today=three.now.date())
    assert [(c.before, c.after) for c in reading.amended] == [("One week", "90 days")]
    assert reading.why == "A day more or less"
    assert not DataKey.objects.filter(pk__in=[old.key_id, reason.key_id]).exists()
    with pytest.raises(vault.Gone):
        vault.open_sealed(old.why, key=old.key_id, about=f"decisions.proposal.why:{old.pk}")


def test_only_its_author_words_it_anew(three: Circle) -> None:
    asked = three.propose("Ada")
    with pytest.raises(NotHere):
        three.amend(asked, by="Bea", retention_days=1)
    three.amend(asked, by="Ada", retention_days=1)


def test_who_cannot_agree_may_reword_it_twice_and_never_take_it_back(three: Circle) -> None:
    asked = three.propose("Ada")
    for name, days in (("Bea", 1), ("Cy", 90)):
        with pytest.raises(NotHere):
            three.amend(asked, by=name, retention_days=days)
        three.object_to(asked, by=name)
        three.amend(asked, by=name, retention_days=days)
        with pytest.raises(NotHere):
            operations.take_back(three.fresh(asked), by=three.of(name), now=three.now)
    three.object_to(asked, by="Bea")
    with pytest.raises(NotHere):
        three.amend(asked, by="Bea", retention_days=1)
    three.amend(asked, by="Ada", retention_days=7)
    operations.take_back(three.fresh(asked), by=three.of("Ada"), now=three.now)


def test_after_three_other_wordings_there_is_one_a_day(three: Circle) -> None:
    """An author could word it again without end, and all answers began again each time."""
    asked = three.propose("Ada")
    for days in (1, 90, 1):
        three.amend(asked, by="Ada", retention_days=days)
    with pytest.raises(operations.TooSoon):
        three.amend(asked, by="Ada", retention_days=90)
    three.days_pass(1)
    three.amend(asked, by="Ada", retention_days=90)


def test_everyone_who_is_in_when_it_is_reworded_decides_on_the_new_wording(pair: Circle) -> None:
    """Two who were in first had changed the agreement of five: only they had a voice, whatever it said by then."""
    asked = pair.propose("Ada", effect="agreement", agreement="We take turns")
    for name in ("Cy", "Dov", "Eli"):
        pair.come(name)
    pair.amend(asked, by="Ada", agreement="Ada decides", in_danger="We call")
    pair.accept(asked, by="Bea")
    assert pair.fresh(asked).closed_on is None and pair.settings.agreement != "Ada decides"
    pair.object_to(asked, by="Dov", because="Not one of us alone")
    for name in ("Cy", "Eli"):
        pair.accept(asked, by=name)
    assert pair.settings.agreement != "Ada decides"
    pair.accept(asked, by="Dov")
    assert pair.settings.agreement == "Ada decides"


@pytest.mark.parametrize(("newcomers", "outcome"), [(1, "others-came"), (3, "others-came"), (0, "adopted")])
def test_two_of_many_adopt_nothing_that_holds_for_all(newcomers: int, outcome: str, pair: Circle) -> None:
    asked = pair.propose("Ada", effect="agreement", agreement="Ada decides", in_danger="We call")
    for name in ("Cy", "Dov", "Eli")[:newcomers]:
        pair.come(name)
    pair.accept(asked, by="Bea")
    assert pair.fresh(asked).outcome == outcome
    assert (pair.settings.agreement == "Ada decides") == (outcome == "adopted")
    back = Proposal.objects.filter(by_itself=True, closed_on=None)
    assert back.exists() == (newcomers > 0)


def test_fewer_than_half_of_those_who_are_in_adopt_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    for name in ("Dov", "Eli", "Fay"):
        three.come(name)
    three.accept(asked, by="Bea")
    three.accept(asked, by="Cy")
    assert three.fresh(asked).outcome == "adopted"
    again = three.propose("Ada", retention_days=1)
    for name in ("Gus", "Hal", "Ivy", "Jan", "Kit", "Lou", "Mia"):
        three.come(name)
    for name in ("Bea", "Cy", "Dov", "Eli", "Fay"):
        three.accept(again, by=name)
    assert three.fresh(again).outcome == "others-came" and three.settings.retention_days == 7


def test_a_new_wording_never_holds_a_proposal_open_beyond_thirty_days(three: Circle) -> None:
    """It could be held open without end: each new wording began its days again, and no one else could propose."""
    asked, begun = three.propose("Ada"), three.now.date()
    for days in (1, 90, 1):
        three.days_pass(6)
        three.amend(asked, by="Ada", retention_days=days)
    three.days_pass(6)
    with pytest.raises(operations.TooSoon):
        three.amend(asked, by="Ada", retention_days=90)
    assert (three.fresh(asked).until - begun).days <= 30
    three.days_pass(2)
    assert three.fresh(asked).outcome == "over"
    three.propose("Bea")


def test_a_reason_is_never_put_under_the_name_of_another(pair: Circle) -> None:
    """The form of the person who reworded it was filled with the reasons of the one before, and kept them as theirs."""
    pair.come("Cy")
    row = Proposal.objects.get(by_itself=True)
    stands = queries.payload_of(row)
    pair.amend(row, by="Bea", why="Because of my sister", **{**stands, "retention_days": 7})
    address = f"/decisions/{row.pk}/wording/"
    asked = {name: pair.people[name].client.get(address).content.decode() for name in ("Bea", "Cy")}
    assert "Because of my sister" in asked["Bea"] and "Because of my sister" not in asked["Cy"]


def test_a_second_click_words_it_anew_once(three: Circle) -> None:
    asked = three.propose("Ada")
    for _ in range(2):
        operations.amend(
            asked, payload={"retention_days": 1}, why="", days=7, round=1, by=three.of("Ada"), now=three.now
        )
    assert three.fresh(asked).round == 2


def test_an_unusable_wording_leaves_everything_as_it_was(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Wednesday")
    three.accept(asked, by="Bea")
    with pytest.raises(Refusal):
        three.amend(asked, by="Ada", group_name=" ")
    assert three.fresh(asked).round == 1
    assert list(queries.stances(asked).values()).count("accept") == 2


def test_taking_back_ends_it_and_changes_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    for _ in range(2):
        operations.take_back(asked, by=three.of("Ada"), now=three.now)
    assert three.fresh(asked).outcome == "taken-back"
    with pytest.raises(operations.Ended):
        three.accept(asked, by="Cy")
    assert three.settings.retention_days == 30
    assert three.propose("Bea").pk != asked.pk


def test_nobody_takes_back_what_another_proposed(three: Circle) -> None:
    asked = three.propose("Ada")
    with pytest.raises(NotHere):
        operations.take_back(asked, by=three.of("Bea"), now=three.now)
    operations.take_back(asked, by=three.of("Ada"), now=three.now)


def test_an_adopted_proposal_cannot_be_taken_back(pair: Circle) -> None:
    asked = pair.propose("Ada")
    pair.accept(asked, by="Bea")
    with pytest.raises(operations.Ended):
        operations.take_back(asked, by=pair.of("Ada"), now=pair.now)
    assert pair.settings.retention_days == 7


def test_words_of_an_ended_proposal_go_when_words_here_go(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Wednesday", why="Tuesday is full")
    three.object_to(asked, by="Bea", because="I cannot come then")
    operations.take_back(asked, by=three.of("Ada"), now=three.now)
    key = three.fresh(asked).key_id
    three.days_pass(29)
    operations.sweep(now=three.now)
    assert DataKey.objects.filter(pk=key).exists()
    three.days_pass(1)
    operations.sweep(now=three.now)
    assert not DataKey.objects.filter(pk=key).exists()
    assert not Position.objects.filter(decider__proposal=asked).exists()
    row = three.fresh(asked)
    assert (row.payload, row.why, row.outcome) == (None, None, "taken-back")
    reading = queries.reading(row, membership=three.of("Cy"), today=three.now.date())
    assert (reading.changes, reading.why, reading.said) == ([], "", [])


def test_a_longer_rule_never_keeps_words_of_a_proposal_longer(pair: Circle) -> None:
    asked = pair.propose("Ada", effect="name", group_name="Wednesday")
    longer = pair.propose("Bea", retention_days=90)
    pair.accept(longer, by="Ada")
    operations.take_back(asked, by=pair.of("Ada"), now=pair.now)
    assert (pair.fresh(asked).forget_on - pair.now.date()).days == 30


def test_the_ledger_says_nothing_of_what_was_not_adopted(three: Circle) -> None:
    before = len(ledger.entries(three.group.pk))
    asked = three.propose("Ada")
    three.object_to(asked, by="Bea")
    operations.take_back(asked, by=three.of("Ada"), now=three.now)
    assert len(ledger.entries(three.group.pk)) == before
    assert Proposal.objects.filter(effect="retention").count() == 1
