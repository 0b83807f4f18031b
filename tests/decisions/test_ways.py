"""In a group's own words, and by which rule it decides."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mutuality.ballots import rules
from mutuality.decisions import operations, queries
from mutuality.decisions.models import Deciding, Proposal, Untold
from mutuality.kit.refusals import Refusal
from tests.decisions.conftest import Circle

pytestmark = pytest.mark.django_db(transaction=True)
KETTLE = "We buy a kettle.\nIt costs twenty."


def adopt(three: Circle, proposal: Proposal) -> None:
    for name in ("Ada", "Bea", "Cy"):
        three.accept(proposal, by=name)


def test_what_no_setting_holds_is_decided_kept_and_changes_nothing(three: Circle) -> None:
    before = three.settings
    asked = three.propose("Bea", effect="plain", what=KETTLE)
    other = three.propose("Cy", effect="plain", what="We write a letter.")
    page = three.people["Ada"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert "We buy a kettle." in page and "It costs twenty." in page
    listed = three.people["Ada"].client.get(reverse("decisions", args=[three.group.pk])).content.decode()
    assert "We buy a kettle." in listed and "It costs" not in listed and "We write a letter." in listed
    three.accept(asked, by="Cy")
    three.days_pass(8)
    assert three.fresh(asked).outcome == "adopted" and three.fresh(other).outcome == "over"
    assert three.settings == before
    assert Untold.objects.get().membership_id == three.of("Ada").pk
    # It rests nothing: another kettle may be proposed at once.
    assert three.propose("Bea", effect="plain", what="We buy another.").kind == "consent"


def test_minutes_say_what_was_decided_without_names_until_words_go(three: Circle) -> None:
    asked = three.propose("Bea", effect="plain", what=KETTLE, why="Bea's own reason")
    adopt(three, asked)
    three.come("Dov")
    address = reverse("minutes", args=[three.group.pk])
    page = three.people["Ada"].client.get(address).content.decode()
    for says in ("We buy a kettle.", "It costs twenty.", "Adopted"):
        assert says in page
    for name in ("Bea", "Cy", "own reason"):
        assert name not in page
    assert "kettle" not in three.people["Dov"].client.get(address).content.decode()
    three.days_pass(30)
    page = three.people["Cy"].client.get(address).content.decode()
    assert "kettle" not in page and "Something in your own words" in page


@pytest.mark.parametrize("what", ["", " \u200b", "a\ud800b", "x" * 2001])
def test_words_that_cannot_be_kept_are_refused_beside_their_field(three: Circle, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        three.propose("Ada", effect="plain", what=what)
    assert refused.value.field == "what"


def test_a_group_chooses_how_it_decides_and_what_is_open_keeps_its_rule(three: Circle) -> None:
    still = three.propose("Cy", effect="name", group_name="Wednesday")
    adopt(three, three.propose("Ada", effect="deciding", rule=rules.MAJORITY))
    assert queries.way_of(three.group) == rules.MAJORITY and three.fresh(still).kind == rules.CONSENT
    asked = three.propose("Ada", retention_days=7)
    assert asked.kind == rules.MAJORITY
    page = three.people["Bea"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert str(rules.named(rules.MAJORITY).says).split(".")[0] in page
    three.object_to(asked, by="Cy")
    three.days_pass(8)
    assert three.fresh(asked).outcome == "declined"
    three.days_pass(30)
    again = three.propose("Ada", retention_days=7)
    three.accept(again, by="Bea")
    three.object_to(again, by="Cy")
    three.days_pass(15)
    assert three.fresh(again).outcome == "adopted" and three.settings.retention_days == 7


def test_no_choice_of_a_rule_freezes_a_group(three: Circle) -> None:
    adopt(three, three.propose("Ada", effect="deciding", rule=rules.EVERYONE))
    asked = three.propose("Bea", effect="name", group_name="Wednesday")
    three.accept(asked, by="Cy")
    three.days_pass(31)
    assert three.fresh(asked).outcome == "over"
    back = three.propose("Bea", effect="deciding", rule=rules.CONSENT)
    assert back.kind == rules.CONSENT
    three.accept(back, by="Cy")
    three.days_pass(8)
    assert queries.way_of(three.group) == rules.CONSENT


def test_each_way_is_explained_where_it_is_chosen_and_goes_with_its_group(three: Circle) -> None:
    about = (
        three.people["Ada"].client.get(reverse("group", args=[three.group.pk]) + "?about").content.decode()
    )
    assert "How we decide: Consent" in about
    address = reverse("proposing", args=[three.group.pk, "deciding"])
    page = three.people["Ada"].client.get(address).content.decode()
    for name in (rules.CONSENT, rules.EVERYONE, rules.MAJORITY):
        assert str(rules.named(name).label) in page
        assert str(rules.named(name).says).split(".")[0].replace("'", "&#x27;") in page
    adopt(three, three.propose("Ada", effect="deciding", rule=rules.MAJORITY))
    operations.erase_all(three.group, now=three.now + timedelta(days=1))
    assert not Deciding.objects.exists()
