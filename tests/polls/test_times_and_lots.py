"""Finding a time that becomes a proposal in one step, and drawing one of the willing."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mutuality.decisions.models import Proposal
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.ledger import queries as ledger
from mutuality.meetings.models import Turn
from mutuality.polls import asking, operations, queries
from mutuality.polls.models import Asked, Poll
from tests.polls.conftest import Asking
from tests.polls.test_asking import asked_on_the_page
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
BERLIN = ZoneInfo("Europe/Berlin")


def times_of(six: Asking, **sent: str) -> dict[str, str]:
    day = (six.now + timedelta(days=10)).date()
    two = {"day_1": f"{day}", "at_1": "19:00", "day_2": f"{day + timedelta(days=1)}", "at_2": "20:30"}
    return {"question": "The picnic", "sight": "named", "days": "3", "zone": "Europe/Berlin"} | two | sent


def test_a_found_time_is_proposed_to_the_group_in_one_step(six: Asking) -> None:
    poll = asked_on_the_page(six, "times", **times_of(six))
    first, second = (datetime.fromisoformat(each) for each in queries.options_of(poll))
    assert first.astimezone(BERLIN).hour == 19 and second.astimezone(BERLIN).minute == 30
    assert six.post(poll, "answer", by="Bea", option_0="2", option_1="0") == 302
    assert six.post(poll, "answer", by="Cy", option_0="1", option_1="2") == 302
    assert six.post(poll, "answer", by="Dov", option_0="2") == 422
    lines = queries.reading(poll, membership=six.group.of("Ada"), today=six.now.date()).lines
    assert [(line.names, line.could, line.cannot) for line in lines] == [
        (["Bea"], ["Cy"], []),
        (["Cy"], [], ["Bea"]),
    ]
    assert "Propose to meet then" not in six.page(poll, of="Fay")
    six.days_pass(4)
    assert "Propose to meet then" in six.page(poll, of="Fay")
    for _click in range(2):
        assert six.post(poll, "proposal", by="Fay", place="0") == 302
    proposal = Proposal.objects.get(effect="times", closed_on=None)
    page = text(six.group.people["Bea"].client.get(f"/decisions/{proposal.pk}/"))
    assert "The group would meet once" in page and "7 pm (Berlin time)" in page
    for name in ("Ada", "Bea", "Cy", "Dov", "Eli"):
        six.group.accept(proposal, by=name)
    assert six.group.fresh(proposal).outcome == "adopted"
    # Later, another time begins the dates that the group has by then.
    assert six.post(poll, "proposal", by="Fay", place="1") in (302, 422)
    assert six.post(poll, "proposal", by="Fay", place="9") == 404


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"at_2": ""}, "Please give a day and a time."),
        ({"day_2": "", "at_2": ""}, "Please give from two to eight."),
        ({"day_2": "2020-01-01"}, "Please choose days from today on"),
    ],
)
def test_times_that_cannot_be_are_refused_and_nothing_typed_is_lost(
    six: Asking, sent: dict[str, str], says: str
) -> None:
    address = f"/groups/{six.group.group.pk}/polls/kinds/times/"
    answer = six.group.people["Ada"].client.post(address, times_of(six, once="o", **sent))
    assert answer.status_code == 422 and says in text(answer) and "The picnic" in text(answer)
    assert not Poll.objects.exists()


def test_one_of_the_willing_is_drawn_and_how_is_written_down(six: Asking) -> None:
    role = groups_queries.turn_kinds(six.group.group)[0].slug
    poll = asked_on_the_page(six, "lot", question="Who reads the opening?", role=role, days="3")
    for name in ("Bea", "Cy", "Dov"):
        assert six.post(poll, "answer", by=name, answer="1") == 302
    assert six.post(poll, "answer", by="Eli", answer="0") == 302
    assert not Asked.objects.filter(drawn=True).exists()
    six.days_pass(4)
    drawn = Asked.objects.get(drawn=True)
    name = groups_queries.member_name(drawn.membership)
    assert name in ("Bea", "Cy", "Dov")
    assert Turn.objects.get().membership_id == drawn.membership_id
    page = text(six.group.people["Ada"].client.get(f"/groups/{six.group.group.pk}/ledger/"))
    assert (
        "Drawn by lot" in page and "3 people were willing" in page and name in page and "same chance" in page
    )
    assert ledger.verify(six.group.group.pk) is None
    assert f"{name} was drawn" in text(six.group.people["Ada"].client.get(f"/polls/{poll.pk}/"))
    for _click in range(2):
        assert six.post(poll, "next-draw", by=name) == 302
    again = Asked.objects.get(drawn=True)
    assert again.pk != drawn.pk and Turn.objects.get().membership_id == again.membership_id
    other = next(each for each in ("Bea", "Cy", "Dov", "Eli") if each not in (name,))
    groups.leave(six.group.of(name), by=six.group.people[name].person, now=six.now)
    page = text(six.group.people[other].client.get(f"/groups/{six.group.group.pk}/ledger/"))
    assert (
        "Drawn by lot" in page
        and "someone who has left" in page
        and ledger.verify(six.group.group.pk) is None
    )


def test_once_everyone_has_answered_nobody_waits_for_the_days(six: Asking) -> None:
    poll = six.ask(kind="lot", options=())
    six.answer(poll, Ada="0", Bea="1", Cy="0", Dov="0", Eli="0")
    assert not Asked.objects.filter(drawn=True).exists()
    six.answer(poll, Fay="0")
    assert groups_queries.member_name(Asked.objects.get(drawn=True).membership) == "Bea"
    with pytest.raises(operations.Ended):
        six.answer(poll, Cy="1")


def test_where_no_one_is_willing_no_one_is_drawn(six: Asking) -> None:
    poll = six.ask(kind="lot", options=())
    six.answer(poll, Ada="0")
    six.days_pass(8)
    assert not Asked.objects.filter(drawn=True).exists()
    assert "No one was willing this time" in six.page(poll, of="Ada")
    assert six.post(poll, "next-draw", by="Ada") == 302 and not Asked.objects.filter(drawn=True).exists()


def test_each_of_the_willing_has_the_same_chance(six: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever number the server draws, it belongs to exactly one of them, whoever answered first."""
    poll = six.ask(kind="lot", options=())
    six.answer(poll, Dov="1", Bea="1", Cy="1")
    drawn: Counter[str] = Counter()
    for number in range(3):
        monkeypatch.setattr(asking.secrets, "choice", lambda willing, number=number: willing[number])
        chosen = asking.draw(six.fresh(poll), now=six.now)
        assert chosen is not None
        drawn[groups_queries.member_name(chosen.membership)] += 1
        Asked.objects.update(drawn=False)
    assert drawn == {"Bea": 1, "Cy": 1, "Dov": 1}
