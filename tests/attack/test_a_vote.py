"""Who would decide for all: one person with three accounts, one who floods objections, one who is silent for ever."""

from collections.abc import Callable

import pytest

from mutuality.decisions import operations
from mutuality.decisions.models import Position, Proposal, Untold
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Word
from tests.decisions.conftest import Circle, circle  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
MakeCircle = Callable[..., Circle]


def settled(made: Circle) -> Circle:
    """What came back by itself with the third was accepted."""
    terms = Proposal.objects.get(by_itself=True)
    for name in list(made.people)[:3]:
        made.accept(terms, by=name)
    return made


@pytest.fixture
def six(db: None, circle: MakeCircle) -> Circle:  # noqa: F811
    """Mal with two more accounts of his own, and three others."""
    return settled(circle("Mal", "Mal 2", "Mal 3", "Bea", "Cy", "Dov"))


def test_three_accounts_that_joined_late_do_not_decide_on_what_keeps_others_safe(
    db: None,
    circle: MakeCircle,  # noqa: F811
) -> None:
    made = settled(circle("Bea", "Cy", "Dov"))
    made.days_pass(14)
    for name in ("Mal", "Mal 2", "Mal 3"):
        made.come(name)
    with pytest.raises(operations.TooSoon):
        made.propose("Mal", retention_days=90)
    asked = made.propose("Bea", effect="agreement", agreement="We listen.", in_danger="We ask.")
    for name in ("Mal", "Mal 2", "Mal 3"):
        with pytest.raises(NotHere):
            made.accept(asked, by=name)
        with pytest.raises(NotHere):
            made.object_to(asked, by=name)
    made.accept(asked, by="Cy")
    made.days_pass(15)
    assert made.settings.agreement == "We listen."


def test_three_accounts_change_nothing_over_one_who_cannot_agree_in_time(six: Circle) -> None:
    asked = six.propose("Mal", effect="agreement", agreement="Mal decides", in_danger="We call the police")
    for name in ("Mal 2", "Mal 3"):
        six.accept(asked, by=name)
    six.days_pass(7)
    six.object_to(asked, by="Bea", because="It would harm who can't be found")
    six.days_pass(8)
    assert six.fresh(asked).outcome == "over" and six.settings.agreement != "Mal decides"


def test_three_accounts_that_reword_away_every_objection_need_three_quarters(six: Circle) -> None:
    asked = six.propose("Mal", effect="agreement", agreement="Mal decides", in_danger="We call")
    for number in range(3):
        for name in ("Bea", "Cy"):
            six.object_to(asked, by=name)
        six.amend(asked, by="Mal", agreement=f"Mal decides {number}", in_danger="We call")
        for name in ("Mal 2", "Mal 3"):
            six.accept(asked, by=name)
    for name in ("Bea", "Cy"):
        six.object_to(asked, by=name)
    with pytest.raises(operations.TooSoon):
        six.amend(asked, by="Mal", agreement="Mal decides for good", in_danger="We call")
    six.days_pass(8)
    assert six.fresh(asked).outcome == "declined" and "Mal decides" not in six.settings.agreement
    for effect, told in (("agreement", {}), ("terms", {})):
        with pytest.raises(operations.Rests):
            six.propose("Mal 2", effect=effect, agreement="Mal decides", **told)


def test_one_account_keeps_no_subject_busy_but_one(six: Circle) -> None:
    six.propose("Mal", effect="name", group_name="Mal's")
    for effect, told in (("for-whom", {"for_whom": "Mal"}), ("format", {"starter": "topic"})):
        with pytest.raises(operations.OneEach):
            six.propose("Mal", effect=effect, **told)
    six.propose("Bea", effect="for-whom", for_whom="Whoever walks")


def test_who_floods_objections_holds_up_two_wordings_and_not_the_third(six: Circle) -> None:
    asked = six.propose("Bea", effect="name", group_name="Wednesday")
    for number in range(2):
        six.days_pass(6)
        for _click in range(5):
            six.object_to(asked, by="Mal", because=f"No, and no again {number}")
        assert Position.objects.count() == 1
        six.amend(asked, by="Bea", group_name=f"Wednesday {number}")
        for name in ("Cy", "Dov", "Mal 2"):
            six.accept(asked, by=name)
    six.object_to(asked, by="Mal")
    six.days_pass(8)
    assert six.settings.name == "Wednesday 1"


def test_an_objection_on_the_last_day_leaves_time_for_other_words(six: Circle) -> None:
    asked = six.propose("Bea", effect="name", group_name="Wednesday")
    six.days_pass(7)
    six.object_to(asked, by="Mal")
    six.days_pass(3)
    six.amend(asked, by="Bea", group_name="Thursday")
    for name in ("Cy", "Dov"):
        six.accept(asked, by=name)
    six.days_pass(8)
    assert six.settings.name == "Thursday"


def test_who_rewords_what_is_not_theirs_cannot_end_it_and_has_two_turns(six: Circle) -> None:
    asked = six.propose("Bea", effect="name", group_name="Wednesday")
    for number in range(2):
        six.object_to(asked, by="Mal")
        six.amend(asked, by="Mal", group_name=f"Mal's {number}")
        with pytest.raises(NotHere):
            operations.take_back(six.fresh(asked), by=six.of("Mal"), now=six.now)
    six.object_to(asked, by="Mal 2")
    with pytest.raises(NotHere):
        six.amend(asked, by="Mal 2", group_name="Mal's for ever")
    six.amend(asked, by="Bea", group_name="Wednesday")
    for name in ("Cy", "Dov"):
        six.accept(asked, by=name)
    six.days_pass(8)
    assert six.settings.name == "Wednesday"


def test_one_who_is_silent_for_ever_stops_nothing(six: Circle) -> None:
    changed = [
        ("retention", {"retention_days": 7}),
        ("agreement", {"agreement": "We speak one at a time.", "in_danger": "We ask."}),
        ("inviting", {"inviting": "nobody"}),
        ("meetings", {"meetings": 12}),
    ]
    for effect, told in changed:
        asked = six.propose("Bea", effect=effect, **told)
        for name in ("Cy", "Dov"):
            six.accept(asked, by=name)
        six.days_pass(8)
        assert six.fresh(asked).outcome == "adopted"
    silent = six.of("Mal 3")
    assert Untold.objects.filter(membership=silent).count() == len(changed)


def test_no_decision_shows_wider_or_keeps_longer_what_was_said_before_it(six: Circle) -> None:
    """The ratchet protects whoever is away."""
    mal = six.of("Mal 3").place
    topic = rooms.begin_topic(title="Here", by=mal, now=six.now)
    said = rooms.say(topic, words="Said under thirty days", once="a", by=mal, now=six.now)
    asked = six.propose("Bea", effect="terms", retention_days=90, inviting="members", group_name="Other")
    for name in ("Cy", "Dov"):
        six.accept(asked, by=name)
    six.days_pass(8)
    assert six.settings.retention_days == 90 and Word.objects.get(pk=said.pk).ends_at == said.ends_at
    six.come("Gus")
    page = six.people["Gus"].client.get(f"/topics/{topic.pk}/")
    assert "Said under thirty days" not in page.content.decode()


def test_what_somebody_has_not_read_is_theirs_alone_to_read(six: Circle) -> None:
    asked = six.propose("Bea", effect="name", group_name="Wednesday")
    for name in ("Cy", "Dov"):
        six.accept(asked, by=name)
    six.days_pass(8)
    mine = Untold.objects.get(membership=six.of("Mal"))
    six.people["Mal 2"].client.post("/decisions/meanwhile/", {"read": [mine.pk, "\0", "x" * 300]})
    assert Untold.objects.filter(pk=mine.pk).exists()
    for _click in range(2):
        six.people["Mal"].client.post("/decisions/meanwhile/", {"read": [mine.pk], "then": "//evil.example/"})
    assert not Untold.objects.filter(pk=mine.pk).exists()
    with pytest.raises(Refusal):
        six.propose("Mal", effect="name", group_name="Wednesday")
