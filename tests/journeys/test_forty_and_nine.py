"""A community meeting of forty, nine of them with an account, asks, hears, decides by hands, and prints it.

On plain pages, as they are without scripts.
"""

from collections.abc import Callable, Iterator

import pytest

from mutuality.decisions.models import Proposal
from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.ledger import queries as ledger
from mutuality.polls import operations as polls
from mutuality.polls.models import Asked, Poll
from tests.decisions.conftest import Circle, circle  # noqa: F401
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
NINE = ("Ada", "Bea", "Cy", "Dov", "Eli", "Fay", "Gus", "Hal", "Ivy")
KETTLE = "We buy a kettle for the kitchen.\nIt costs forty."


@pytest.fixture
def nine(
    db: None,
    circle: Callable[..., Circle],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Circle]:
    """The nine; starting terms are settled."""
    made = circle(*NINE)
    for name in NINE[:3]:
        made.accept(Proposal.objects.get(by_itself=True), by=name)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    yield made


def sent(circle: Circle, name: str, address: str, **told: str) -> str:  # noqa: F811
    """Somebody opens a page, fills in its form and sends it; where they are led."""
    client = circle.people[name].client
    page = client.get(address).content.decode()
    if 'name="once" value="' in page:
        told["once"] = page.split('name="once" value="')[1].split('"')[0]
    answer = client.post(address, told)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def days_pass(circle: Circle, days: int) -> None:  # noqa: F811
    """Time goes on, and the server is there each day."""
    for _day in range(days):
        circle.days_pass(1)
        polls.sweep(now=circle.now)


def read(circle: Circle, name: str, address: str) -> str:  # noqa: F811
    return text(circle.people[name].client.get(address))


def test_forty_decide_by_hands(nine: Circle) -> None:
    group = f"/groups/{nine.group.pk}"
    # First Bea asks in secret what people think; silence is fine.
    poll = sent(
        nine, "Bea", f"{group}/polls/kinds/one/",
        question="What do we need most?", choices="A kettle\nA lamp", sight="secret", days="3",
    )  # fmt: skip
    for name, choice in zip(NINE[1:8], "0001000", strict=True):
        # Home, the question, the answer: three taps.
        assert f'href="{poll}"' in nine.people[name].client.get("/").content.decode()
        sent(nine, name, f"{poll}answer/", answer=choice)
    days_pass(nine, 4)
    page = read(nine, "Ada", poll)
    assert "A kettle 6" in page and "A lamp 1" in page and not Asked.objects.exists()

    # Then she proposes it, it is read aloud where forty meet, and two who were there say that enough hands were raised.
    asked = sent(
        nine, "Bea", f"{group}/decisions/subjects/plain/", what=KETTLE, why="", days="7", review_on=""
    )
    proposal = Proposal.objects.get(effect="plain")
    for name in ("Cy", "Dov"):
        sent(nine, name, f"{asked}hands/", round="1")
    page = read(nine, "Hal", asked)
    assert "Cy says that this was read aloud" in page and "unless someone can't agree" in page
    days_pass(nine, 8)
    assert nine.fresh(proposal).outcome == "adopted"
    assert "raised hands" in groups_queries.ledger_lines(nine.group)[0].clause

    # Who was silent reads it once, before they are next among the others.
    for name in NINE:
        then = nine.people[name].client.get(f"{group}/", follow=True).content.decode()
        told = [part.split('"')[0] for part in then.split('name="read" value="')[1:]]
        assert ("We buy a kettle" in then and told) or name == "Bea"
        nine.people[name].client.post("/decisions/meanwhile/", {"read": told, "then": "/"})

    # Who buys it is drawn among the willing.
    lot = sent(nine, "Bea", f"{group}/polls/kinds/lot/", question="Who buys it?", role="", days="2")
    for name in ("Eli", "Fay", "Gus"):
        sent(nine, name, f"{lot}answer/", answer="1")
    days_pass(nine, 3)
    drawn = groups_queries.member_name(Asked.objects.get(drawn=True).membership)
    assert drawn in ("Eli", "Fay", "Gus") and f"{drawn} was drawn" in read(nine, "Ivy", lot)
    assert "Drawn by lot" in read(nine, "Ivy", f"{group}/ledger/") and ledger.verify(nine.group.pk) is None

    # It prints without names.
    minutes = read(nine, "Ada", f"{group}/decisions/minutes/")
    assert "We buy a kettle" in minutes and not any(
        name in minutes.split("What we decided")[1] for name in NINE
    )
    days_pass(nine, 90)
    assert not Poll.objects.exists()
