"""Who leaves holds nobody up and leaves nothing behind."""

from datetime import timedelta

import pytest

from mutuality.decisions import queries
from mutuality.decisions.models import Decider, Position, Proposal
from mutuality.groups import operations as groups
from mutuality.ledger import queries as ledger
from mutuality.people.models import Founding
from mutuality.site import ending
from mutuality.vault.models import DataKey
from tests.at_once import unowned
from tests.decisions.conftest import Circle

pytestmark = pytest.mark.django_db(transaction=True)


def leave(circle: Circle, name: str) -> None:
    membership = circle.of(name)
    groups.leave(membership, by=membership.person, now=circle.now)
    circle.people[name].membership = None


def test_when_all_who_remain_have_accepted_it_is_adopted(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    assert three.settings.retention_days == 30
    leave(three, "Cy")
    assert three.fresh(asked).outcome == "adopted"
    assert three.settings.retention_days == 7
    assert ledger.verify(three.group.pk) is None


def test_when_somebody_who_remains_has_not_accepted_it_stays_open(three: Circle) -> None:
    asked = three.propose("Ada")
    leave(three, "Cy")
    assert three.fresh(asked).closed_on is None
    three.accept(asked, by="Bea")
    assert three.settings.retention_days == 7


def test_with_fewer_than_two_who_decide_it_ends(three: Circle) -> None:
    asked = three.propose("Ada")
    three.come("Dov")
    leave(three, "Bea")
    leave(three, "Cy")
    assert three.fresh(asked).outcome == "too-few"
    assert three.settings.retention_days == 30


def test_past_its_last_day_a_leaving_adopts_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    three.now += timedelta(days=8)
    leave(three, "Cy")
    assert three.settings.retention_days == 30


def test_an_answer_goes_with_its_reason(three: Circle) -> None:
    asked = three.propose("Ada")
    three.object_to(asked, by="Cy", because="I was hurt by this once")
    gone = three.of("Cy").pk
    key = Position.objects.get(decider__membership=gone, decider__proposal=asked).key_id
    leave(three, "Cy")
    assert not Decider.objects.filter(membership=gone).exists()
    assert not DataKey.objects.filter(pk=key).exists()


def test_a_proposal_nobody_answered_goes_with_its_author(three: Circle) -> None:
    asked = three.propose("Ada", why="For me")
    key = three.fresh(asked).key_id
    leave(three, "Ada")
    assert not Proposal.objects.filter(pk=asked.pk).exists()
    assert not DataKey.objects.filter(pk=key).exists()


def test_a_proposal_somebody_only_objected_to_goes_with_its_author(three: Circle) -> None:
    """Anyone could keep the words of another here by objecting to them quickly."""
    asked = three.propose("Ada", effect="agreement", agreement="What happened to me in May", why="For me")
    three.object_to(asked, by="Bea")
    key = three.fresh(asked).key_id
    leave(three, "Ada")
    assert not Proposal.objects.filter(pk=asked.pk).exists() and unowned() == set()
    assert not DataKey.objects.filter(pk=key).exists()


def test_a_proposal_somebody_accepted_goes_on_unsigned_and_others_may_word_it(three: Circle) -> None:
    asked = three.propose("Ada", why="For me")
    three.accept(asked, by="Bea")
    key = three.fresh(asked).key_id
    leave(three, "Ada")
    row = three.fresh(asked)
    assert (row.author_id, row.why, queries.payload_of(row)) == (None, None, {"retention_days": 7})
    assert not DataKey.objects.filter(pk=key).exists()
    three.amend(asked, by="Cy", retention_days=90)
    three.accept(asked, by="Bea")
    assert three.settings.retention_days == 90


def test_words_of_ended_proposals_go_with_their_author(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Wednesday", why="For me")
    for name in ("Bea", "Cy"):
        three.accept(asked, by=name)
    key = three.fresh(asked).key_id
    leave(three, "Ada")
    row = three.fresh(asked)
    assert (row.outcome, row.payload, row.author_id) == ("adopted", None, None)
    assert not DataKey.objects.filter(pk=key).exists()
    assert three.settings.name == "Wednesday"


def test_one_who_is_left_finds_no_words_of_others_and_starting_terms(three: Circle) -> None:
    three.propose("Ada")
    three.propose("Bea", effect="name", group_name="Wednesday")
    leave(three, "Ada")
    leave(three, "Bea")
    assert not Proposal.objects.exists()
    assert not Position.objects.exists()
    cy = three.of("Cy")
    groups.settle_terms(
        cy, wording=groups.queries.terms_of(three.group), retention_days=1, meetings=None, by=cy.person,
        now=three.now,
    )  # fmt: skip
    assert three.settings.retention_days == 1


def test_the_last_one_out_leaves_no_key(three: Circle) -> None:
    three.propose("Ada", why="A reason")
    for name in ("Ada", "Bea", "Cy"):
        person = three.people[name].person
        ending.leave_community(by=person, now=three.now)
    # All that is sealed now is what waits for whoever begins here next.
    assert set(DataKey.objects.values_list("pk")) == set(Founding.objects.values_list("key"))
    assert not Proposal.objects.exists()


def test_leaving_the_community_leaves_nothing_in_any_decision(three: Circle) -> None:
    asked = three.propose("Bea", why="Because of Bea")
    three.accept(asked, by="Cy")
    keys = set(DataKey.objects.values_list("pk", flat=True))
    gone = three.of("Bea")
    ending.leave_community(by=gone.person, now=three.now)
    assert not Decider.objects.filter(membership=gone.pk).exists()
    assert not Proposal.objects.filter(author=gone.pk).exists()
    used = set(Proposal.objects.exclude(payload=None).values_list("key_id", flat=True))
    used |= set(Position.objects.values_list("key_id", flat=True))
    assert used <= set(DataKey.objects.values_list("pk", flat=True))
    assert three.fresh(asked).key_id not in keys


def test_how_it_was_worded_before_goes_with_whoever_worded_it(pair: Circle) -> None:
    """Ada worded what came back by itself, Bea words it anew, and Ada leaves. The others read only what stands."""
    pair.come("Cy")
    asked = Proposal.objects.get(by_itself=True)
    stands = queries.payload_of(asked)
    pair.amend(asked, by="Ada", **{**stands, "agreement": "Ada was hurt on Sunday, so no calls then"})
    pair.amend(asked, by="Bea", why="So that it fits all", **{**stands, "agreement": "Bea words it so"})
    address = f"/decisions/{asked.pk}/"
    assert "Ada was hurt" in pair.people["Bea"].client.get(address).content.decode()
    leaver = pair.of("Ada")
    groups.leave(leaver, by=leaver.person, now=pair.now)
    page = pair.people["Bea"].client.get(address).content.decode()
    assert "Ada was hurt" not in page
    assert "Bea words it so" in page and "So that it fits all" in page
    assert Proposal.objects.get(pk=asked.pk).earlier is None and unowned() == set()
