"""Consensus (agree, with reservations, stand aside, block), and advice (ask everyone, then decide and say why)."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from mutuality.ballots import rules
from mutuality.ballots.terms import Stance
from mutuality.decisions import operations, queries
from mutuality.decisions.models import Decider, Deciding, Proposal, Untold
from mutuality.groups import queries as groups
from mutuality.kit import clock
from mutuality.kit.refusals import NotHere
from tests.decisions.conftest import Circle
from tests.decisions.test_leaving import leave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def five(db: None, circle: Callable[..., Circle], monkeypatch: pytest.MonkeyPatch) -> Circle:
    """Five who decide by consensus; their starting terms are settled."""
    made = circle("Ada", "Bea", "Cy", "Dov", "Eli")
    terms = Proposal.objects.get(by_itself=True)
    for name in ("Ada", "Bea", "Cy"):
        made.accept(terms, by=name)
    Deciding.objects.create(circle_id=made.group.circle_id, rule=rules.CONSENSUS)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def send(circle: Circle, proposal: Proposal, where: str, *, by: str, **sent: object) -> int:
    """Somebody sends a form on the page; what it answers."""
    told = {"round": circle.fresh(proposal).round} | sent
    return circle.people[by].client.post(reverse(where, args=[proposal.pk]), told).status_code


def page(circle: Circle, proposal: Proposal, *, of: str) -> str:
    return circle.people[of].client.get(reverse("decision", args=[proposal.pk])).content.decode()


def test_reservations_and_standing_aside_are_said_and_stop_nothing(five: Circle) -> None:
    asked = five.propose("Ada", effect="name", group_name="Wednesday")
    assert asked.kind == rules.CONSENSUS and "Another answer" in page(five, asked, of="Bea")
    assert send(five, asked, "otherwise", by="Bea", stance="reserved", because="It is a long name") == 302
    assert send(five, asked, "otherwise", by="Cy", stance="aside", because="") == 302
    shown = page(five, asked, of="Dov")
    for says in ("agrees, with reservations", "It is a long name", "steps aside"):
        assert says in shown
    # Ada invited Bea, so that others get as many days again.
    five.days_pass(15)
    assert five.fresh(asked).outcome == "adopted" and five.settings.name == "Wednesday"
    assert "some of them perhaps with reservations" in groups.ledger_lines(five.group)[0].clause
    # Who did not say a plain yes reads it once.
    assert Untold.objects.filter(proposal=asked).count() == 4


def test_one_who_blocks_says_the_harm_and_stops_it(five: Circle) -> None:
    asked = five.propose("Ada", effect="name", group_name="Wednesday")
    for name in ("Bea", "Cy", "Dov"):
        five.accept(asked, by=name)
    assert send(five, asked, "otherwise", by="Eli", stance="not-this", because="") == 422
    assert (
        send(five, asked, "otherwise", by="Eli", stance="not-this", because="It tells where we meet") == 302
    )
    five.days_pass(11)
    assert five.fresh(asked).outcome == "over" and five.settings.name != "Wednesday"


def test_when_everyone_has_answered_nobody_waits(five: Circle) -> None:
    asked = five.propose("Ada", effect="name", group_name="Wednesday")
    for name, stance in (("Bea", "reserved"), ("Cy", "aside"), ("Dov", "accept")):
        if stance == "accept":
            five.accept(asked, by=name)
        else:
            send(five, asked, "otherwise", by=name, stance=stance, because="")
    assert five.fresh(asked).closed_on is None
    send(five, asked, "otherwise", by="Eli", stance="aside", because="")
    assert five.fresh(asked).outcome == "adopted"


def test_an_answer_that_the_rule_does_not_know_is_not_there(five: Circle) -> None:
    Deciding.objects.all().delete()
    asked = five.propose("Ada", effect="name", group_name="Wednesday")
    with pytest.raises(NotHere):
        operations.say_otherwise(asked, stance="aside", because="", round=1, by=five.of("Bea"), now=five.now)
    advised = five.propose("Bea", effect="advice", what="I paint the door.")
    for act in (operations.accept, lambda row, **told: operations.object_to(row, because="No", **told)):
        with pytest.raises(NotHere):
            act(advised, round=1, by=five.of("Cy"), now=five.now)
    assert set(Decider.objects.filter(proposal=advised).values_list("answer", flat=True)) == {"accept", ""}


def test_advice_is_asked_of_all_and_then_one_decides_and_says_why(five: Circle) -> None:
    address = reverse("proposing", args=[five.group.pk, "advice"])
    shown = five.people["Ada"].client.get(address).content.decode()
    assert "Everyone can give advice" in shown
    before = five.settings
    asked = five.propose("Ada", effect="advice", what="I paint the door blue.")
    assert asked.kind == rules.ADVICE
    assert send(five, asked, "otherwise", by="Bea", stance="advice", because="") == 422
    assert send(five, asked, "otherwise", by="Bea", stance="advice", because="Not blue, green") == 302
    assert send(five, asked, "otherwise", by="Ada", stance="advice", because="My own") == 404
    assert "Not blue, green" in page(five, asked, of="Ada")
    # Others can still be heard.
    assert send(five, asked, "deciding-alone", by="Ada", because="Green it is", act="do") == 422
    assert send(five, asked, "deciding-alone", by="Bea", because="I say", act="do") == 404
    for name in ("Cy", "Dov", "Eli"):
        send(five, asked, "otherwise", by=name, stance="advice", because="Fine")
    for _click in range(2):
        assert send(five, asked, "deciding-alone", by="Ada", because="Green it is", act="do") == 302
    assert five.fresh(asked).outcome == "adopted" and five.settings == before
    minutes = five.people["Dov"].client.get(reverse("minutes", args=[five.group.pk])).content.decode()
    assert (
        "I paint the door blue." in minutes and "Green it is" in minutes and "Not blue, green" not in minutes
    )
    assert "asking everyone for advice" in groups.ledger_lines(five.group)[0].clause
    assert not Untold.objects.filter(proposal=asked).exists()


def test_silence_does_not_keep_the_asker_waiting_and_nothing_passes_by_itself(five: Circle) -> None:
    asked = five.propose("Ada", effect="advice", what="I paint the door.")
    five.days_pass(9)
    assert five.fresh(asked).closed_on is None
    assert send(five, asked, "deciding-alone", by="Ada", because="No one minds", act="drop") == 302
    assert five.fresh(asked).outcome == "dropped"
    other = five.propose("Bea", effect="advice", what="I write to the mayor.")
    five.days_pass(31)
    assert five.fresh(other).outcome == "over"


def test_what_was_asked_goes_with_the_asker(five: Circle) -> None:
    asked = five.propose("Ada", effect="advice", what="I paint the door.")
    send(five, asked, "otherwise", by="Bea", stance="advice", because="Not blue")
    leave(five, "Ada")
    assert not Proposal.objects.filter(pk=asked.pk).exists()


def test_each_can_be_chosen_with_its_two_sentences(five: Circle) -> None:
    shown = (
        five.people["Ada"].client.get(reverse("proposing", args=[five.group.pk, "deciding"])).content.decode()
    )
    assert str(rules.named(rules.CONSENSUS).says).split(".")[0] in shown
    assert str(rules.named(rules.ADVICE).says).split(".")[0] not in shown
    assert queries.way_of(five.group) == rules.CONSENSUS
    back = five.propose("Bea", effect="deciding", rule=rules.CONSENT)
    assert back.kind == rules.CONSENT and Stance.ASIDE not in rules.named(back.kind).answers
