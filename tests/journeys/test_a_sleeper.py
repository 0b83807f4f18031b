"""Seven people, one of whom never answers: they change their time, their retention and the limits of the place.

On plain pages, as they are without scripts. Noor comes back after ten weeks, reads once what was decided and what it
changes for her, and has lost nothing.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mutuality.decisions.models import Proposal, Untold
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.kit.ids import new_id
from mutuality.meetings import queries as meetings
from mutuality.meetings.operations import when
from mutuality.rooms import operations as rooms
from mutuality.safety import operations as safety
from mutuality.safety import queries as limits
from mutuality.safety.models import Rewording
from mutuality.safety.terms import shipped
from mutuality.site import wiring
from tests.cast import sign_in
from tests.decisions.conftest import Circle
from tests.meetings.table import times
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

AWAKE = ("Ada", "Bea", "Cy", "Dov", "Eli", "Fay")
BEFORE = "I walked home along the canal"
NEW_HOST = "Ada and Bea, on a computer in the library"


@pytest.fixture
def seven(
    now: datetime, cheap_passphrases: None, fresh_memory: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Circle]:
    """Ada founds a group, says when it meets and that words stay for 90 days; six others come in. Noor is the last."""
    group = Circle(now)
    monkeypatch.setattr(clock, "now", lambda: group.now)
    ada = group.come("Ada")
    told = {"wording": groups_queries.terms_of(ada.group), "retention_days": 90, "meetings": None}
    groups.settle_terms(ada, **told, by=ada.person, now=now)
    when.settle_times(ada, parts=times(now), now=now)
    answers = limits.starter() | {"run_by": "Ada"}
    safety.state_limits(answers=answers, numbers=list(shipped().numbers[:2]), now=now)
    for name in (*AWAKE[1:], "Noor"):
        group.come(name)
    for row in Proposal.objects.filter(by_itself=True):
        for name in ("Ada", "Bea", "Cy"):
            group.accept(row, by=name)
    yield group


def signs_in(group: Circle, name: str) -> None:
    """Somebody comes with a new session, as after weeks."""
    someone = group.people[name]
    sign_in(someone, now=group.now)
    someone.__dict__.pop("_client", None)


def days(group: Circle, count: int) -> None:
    """So many days go by, with all duties, as on a server that is there."""
    for _day in range(count):
        group.now += timedelta(days=1)
        wiring.sweep(group.now)
    for name in AWAKE:
        signs_in(group, name)


def propose(group: Circle, by: str, effect: str, **sent: object) -> Proposal:
    """Somebody fills in the form of this change and sends it."""
    address = reverse("proposing", args=[group.group.pk, effect])
    answer = group.people[by].client.post(address, {"days": 7, "once": new_id(), **sent})
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.get(effect=effect, closed_on=None)


def reads_what_was_decided(group: Circle, name: str) -> None:
    """Who had not said yes to something that was adopted reads it, once, and goes on."""
    client = group.people[name].client
    read = re.findall(r'name="read" value="([\w-]+)"', client.get(reverse("decided")).content.decode())
    if read:
        client.post(reverse("decided"), {"read": read})


def agree(group: Circle, row: Proposal, *names: str) -> None:
    """They open the proposal and press "I agree"."""
    for name in names:
        client, address = group.people[name].client, reverse("decision", args=[row.pk])
        reads_what_was_decided(group, name)
        round = re.search(r'name="round" value="(\d+)"', client.get(address).content.decode())
        assert round
        client.post(reverse("acceptance", args=[row.pk]), {"round": round[1]})


def sent_times(group: Circle, **changed: object) -> dict[str, object]:
    """When the group meets, as a form sends it."""
    told = times(group.now) | changed
    return told | {"first_on": told["first_on"].isoformat(), "at": told["at"].strftime("%H:%M")}


def change_the_limits(group: Circle) -> None:
    """Dov proposes other limits, two others agree, and two weeks go by."""
    told = {part: said for part, said in (limits.kept() or {}).items() if isinstance(said, str)}
    dov = group.people["Dov"].client
    assert dov.post("/limits/rewording/", told | {"run_by": NEW_HOST}).status_code == 302
    row = Rewording.objects.get()
    for name in ("Ada", "Bea"):
        page = group.people[name].client.get("/limits/proposal/").content.decode()
        assert NEW_HOST in page and "Dov" not in page
        sent = {"wording": row.pk, "round": 1, "answer": "accept"}
        group.people[name].client.post("/limits/proposal/", sent)
    days(group, 15)
    assert limits.limits().host == NEW_HOST


def test_one_who_never_answers_stops_nothing_and_loses_nothing(seven: Circle) -> None:
    noor = seven.of("Noor")
    topic = rooms.begin_topic(title="On the way home", by=noor.place, now=seven.now)
    rooms.say(topic, words=BEFORE, once=new_id(), by=noor.place, now=seven.now)
    days(seven, 14)

    shorter = propose(seven, "Bea", "retention", retention_days=7)
    agree(seven, shorter, "Cy", "Dov")
    days(seven, 7)
    assert seven.settings.retention_days == 90
    days(seven, 1)
    assert seven.settings.retention_days == 7

    later = propose(seven, "Cy", "times", **sent_times(seven, at=times(seven.now)["at"].replace(hour=17)))
    agree(seven, later, "Ada", "Fay")
    days(seven, 8)
    series = meetings.series_of(seven.group.circle_id)
    assert series and series.at.hour == 17

    change_the_limits(seven)
    days(seven, 20)
    comes_back(seven, topic.pk)


def comes_back(seven: Circle, topic_id: str) -> None:
    """Noor signs in, is shown what changed once, and finds everything that is hers."""
    signs_in(seven, "Noor")
    noor, talk = seven.people["Noor"].client, reverse("group", args=[seven.group.pk])
    assert noor.get("/support/").status_code == 200
    first = noor.get(talk)
    assert first["Location"].startswith(reverse("limits-changes"))
    assert NEW_HOST in text(noor.get(first["Location"]))
    noor.post(reverse("limits-changes"), {"number": limits.latest_number(), "then": talk})
    second = noor.get(talk)
    assert second["Location"].startswith(reverse("decided"))
    shown = noor.get(second["Location"]).content.decode()
    for says in ("How long messages are kept", "90 days", "One week", "5 pm"):
        assert says in shown
    assert "What was said before keeps the rules" in " ".join(shown.split())
    assert reverse("group-leaving", args=[seven.group.pk]) in shown
    read = re.findall(r'name="read" value="([\w-]+)"', shown)
    back = noor.post(reverse("decided"), {"read": read, "then": talk})
    assert back["Location"] == talk and not Untold.objects.filter(membership=seven.of("Noor")).exists()
    assert noor.get(talk).status_code == 200
    assert noor.get(reverse("decided"))["Location"] == "/"
    assert BEFORE in text(noor.get(reverse("topic", args=[topic_id])))
    again = propose(seven, "Eli", "name", group_name="By the canal")
    assert again.voices.filter(membership=seven.of("Noor")).exists()
    assert reverse("decision", args=[again.pk]) in noor.get("/").content.decode()
