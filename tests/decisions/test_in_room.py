"""Agreed where people met: read aloud, hands raised, in force after seven days unless someone can't agree."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from mutuality.decisions import operations
from mutuality.decisions.models import InRoom, Proposal
from mutuality.groups import queries as groups
from mutuality.kit import clock
from mutuality.kit.refusals import NotHere
from mutuality.ledger import queries as ledger
from tests.decisions.conftest import Circle
from tests.decisions.test_leaving import leave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def nine(db: None, circle: Callable[..., Circle], monkeypatch: pytest.MonkeyPatch) -> Circle:
    """The accounts of a community meeting of forty; starting terms are settled."""
    made = circle("Ada", "Bea", "Cy", "Dov", "Eli", "Fay", "Gus", "Hal", "Ivy")
    terms = Proposal.objects.get(by_itself=True)
    for name in ("Ada", "Bea", "Cy"):
        made.accept(terms, by=name)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def say(circle: Circle, proposal: Proposal, name: str, **sent: object) -> int:
    """Somebody presses the button on the page; what it answers."""
    told = {"round": circle.fresh(proposal).round} | sent
    return circle.people[name].client.post(reverse("hands", args=[proposal.pk]), told).status_code


def test_two_who_were_there_are_enough_and_no_count_is_kept(nine: Circle) -> None:
    asked = nine.propose("Bea", effect="plain", what="We buy a kettle.")
    page = nine.people["Cy"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert "We already agreed on this when we met" in page
    nine.days_pass(5)
    for _click in range(2):
        assert say(nine, asked, "Bea") == 302
    assert not nine.fresh(asked).in_room
    assert say(nine, asked, "Cy") == 302
    row = nine.fresh(asked)
    assert row.in_room and (row.until - nine.now.date()).days == 7
    page = nine.people["Dov"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert "Bea says that this was read aloud" in page and "Cy says that this" in page
    nine.days_pass(7)
    assert nine.fresh(asked).closed_on is None
    nine.days_pass(1)
    assert nine.fresh(asked).outcome == "adopted"
    assert "Agreed with raised hands" in groups.ledger_lines(nine.group)[0].clause
    assert ledger.verify(nine.group.pk) is None
    assert {field.name for field in InRoom._meta.fields} == {"id", "proposal", "membership"}


def test_one_who_cannot_agree_stops_it_as_ever(nine: Circle) -> None:
    asked = nine.propose("Bea", effect="name", group_name="Wednesday")
    for name in ("Bea", "Cy"):
        say(nine, asked, name)
    nine.object_to(asked, by="Hal", because="I was not there, and it tells where we are")
    with pytest.raises(NotHere):
        operations.agree_in_room(asked, round=1, by=nine.of("Hal"), now=nine.now)
    nine.days_pass(8)
    assert nine.fresh(asked).outcome == "over" and nine.settings.name != "Wednesday"


def test_one_and_who_invited_them_are_not_two(nine: Circle) -> None:
    asked = nine.propose("Ada", effect="name", group_name="Wednesday")
    for name in ("Ada", "Bea"):
        say(nine, asked, name)
    assert not nine.fresh(asked).in_room
    say(nine, asked, "Cy")
    assert nine.fresh(asked).in_room


def test_it_belongs_to_the_wording_that_was_read_aloud(nine: Circle) -> None:
    asked = nine.propose("Bea", effect="name", group_name="Wednesday")
    for name in ("Bea", "Cy"):
        say(nine, asked, name)
    nine.amend(asked, by="Bea", group_name="Thursday")
    assert not nine.fresh(asked).in_room and not InRoom.objects.exists()
    assert say(nine, asked, "Cy", round=1) == 422 and say(nine, asked, "Cy", round="x") == 422
    assert not InRoom.objects.exists()


def test_who_came_later_or_has_left_says_nothing_here(nine: Circle) -> None:
    asked = nine.propose("Bea", effect="name", group_name="Wednesday")
    nine.come("Jan")
    assert say(nine, asked, "Jan") == 404
    say(nine, asked, "Cy")
    leave(nine, "Cy")
    assert not InRoom.objects.exists()
    say(nine, asked, "Dov")
    assert not nine.fresh(asked).in_room


def test_where_the_group_decides_otherwise_hands_count_for_nothing(nine: Circle) -> None:
    asked = nine.propose("Bea", effect="name", group_name="Wednesday")
    Proposal.objects.filter(pk=asked.pk).update(kind="majority")
    assert say(nine, asked, "Cy") == 404
    page = nine.people["Cy"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert "where we met" not in page
