"""Starting terms come back to all, as the first thing three people decide."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from mutuality.decisions import operations, queries
from mutuality.decisions.models import Decider, Proposal
from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere
from mutuality.meetings.operations import when
from tests.decisions.conftest import Circle
from tests.decisions.test_leaving import leave
from tests.meetings.table import times

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_nothing_opens_by_itself_for_two(pair: Circle) -> None:
    assert not Proposal.objects.exists()


def test_with_the_third_our_terms_open_by_themselves_and_whole(pair: Circle) -> None:
    pair.come("Cy")
    row = Proposal.objects.get()
    assert (row.effect, row.by_itself, row.author_id) == ("terms", True, None)
    assert Decider.objects.filter(proposal=row).count() == 3
    for name in ("Ada", "Bea", "Cy"):
        reading = queries.reading(pair.fresh(row), membership=pair.of(name), today=pair.now.date())
        assert reading.readable and reading.may_amend and not reading.mine
        assert {change.label for change in reading.same} >= {
            "Agreement",
            "How long messages are kept",
            "Who may invite",
        }
        assert reading.whole and not reading.changes


def test_it_opens_once(pair: Circle) -> None:
    pair.come("Cy")
    row = Proposal.objects.get()
    pair.days_pass(8)
    operations.sweep(now=pair.now)
    assert pair.fresh(row).outcome == "over"
    pair.come("Dov")
    assert Proposal.objects.count() == 1


def test_what_two_decided_comes_back_with_the_third(pair: Circle) -> None:
    """Two accounts of one person had settled the terms of all who came later, and no one else had a voice."""
    asked = pair.propose("Ada", effect="terms", group_name="Wednesday")
    pair.accept(asked, by="Bea")
    pair.come("Cy")
    assert Proposal.objects.get(by_itself=True).closed_on is None


def test_it_does_not_open_over_what_three_decided(pair: Circle) -> None:
    pair.come("Cy")
    row = Proposal.objects.get(by_itself=True)
    for name in ("Ada", "Bea", "Cy"):
        pair.accept(row, by=name)
    pair.come("Dov")
    assert not Proposal.objects.filter(closed_on=None).exists()


def test_it_does_not_open_over_what_is_open_and_opens_once_that_has_ended(pair: Circle) -> None:
    asked = pair.propose("Ada")
    pair.come("Cy")
    assert not Proposal.objects.filter(by_itself=True).exists()
    operations.take_back(asked, by=pair.of("Ada"), now=pair.now)
    assert Proposal.objects.get(by_itself=True).closed_on is None


def test_a_proposal_whose_day_is_over_is_not_in_its_way(pair: Circle) -> None:
    asked = pair.propose("Ada", effect="terms", group_name="Wednesday")
    Proposal.objects.filter(pk=asked.pk).update(
        counted_on=pair.now.date() + timedelta(days=7), worded_on=pair.now.date() - timedelta(days=7)
    )
    pair.now += timedelta(days=8)
    pair.come("Cy")
    assert [row.by_itself for row in Proposal.objects.filter(closed_on=None)] == [True]


def test_anybody_who_decides_words_it_anew_and_nobody_takes_it_back(pair: Circle) -> None:
    pair.come("Cy")
    row = Proposal.objects.get()
    payload = dict(queries.payload_of(pair.fresh(row)) or {})
    pair.amend(row, by="Bea", **payload | {"retention_days": 7})
    pair.amend(row, by="Cy", **payload | {"retention_days": 1})
    for name in ("Ada", "Cy"):
        with pytest.raises(NotHere):
            operations.take_back(row, by=pair.of(name), now=pair.now)
    pair.accept(row, by="Ada")
    pair.accept(row, by="Bea")
    assert pair.settings.retention_days == 1


def test_once_one_was_alone_again_terms_come_back_again(pair: Circle) -> None:
    pair.come("Cy")
    for name in ("Bea", "Cy"):
        leave(pair, name)
    pair.come("Dov")
    pair.come("Eli")
    assert Proposal.objects.get().by_itself


def test_when_and_how_the_group_meets_come_back_too_if_somebody_said_it_alone(
    db: None, circle: Callable[..., Circle]
) -> None:
    alone = circle("Ada")
    ada = alone.of("Ada")
    when.settle_times(ada, parts=times(alone.now), now=alone.now)
    when.settle_manner(ada, parts={"stays_hours": 24, "gentle_minutes": 3}, now=alone.now)
    alone.come("Bea")
    assert not Proposal.objects.exists()
    alone.come("Cy")
    rows = {row.effect: row for row in Proposal.objects.filter(by_itself=True)}
    assert set(rows) == {"terms", "times", "manner"}
    for name in ("Ada", "Bea", "Cy"):
        alone.accept(rows["times"], by=name)
    assert alone.fresh(rows["times"]).outcome == "adopted"
    alone.come("Dov")
    assert Proposal.objects.count() == 3


def test_nobody_settles_terms_over_others(pair: Circle) -> None:
    ada = pair.of("Ada")
    with pytest.raises(groups.DecidedTogether):
        groups.settle_terms(
            ada, wording=groups.queries.terms_of(pair.group), retention_days=1, meetings=None, by=ada.person,
            now=pair.now,
        )  # fmt: skip
