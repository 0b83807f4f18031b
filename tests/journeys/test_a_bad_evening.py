"""Harm in a room, and what people can do about it. Every step is a page or a plain form, without scripts."""

import re
from datetime import timedelta

import pytest

from mutuality.concerns import time_limits
from mutuality.concerns.models import Along, Concern, Seat
from mutuality.first_aid.models import Asked, Step
from mutuality.groups import operations as groups
from mutuality.groups.models import Group, Membership
from mutuality.ledger import queries as ledger_queries
from mutuality.safety.models import Boundary
from tests.cast import Cast, Someone
from tests.concerns.table import clause, grow
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SHOUT = "Nobody here is worth listening to, and Bea least of all"


def do(someone: Someone, address: str, **sent: str) -> str:
    """Send a form as a browser without scripts does, and read what comes."""
    return text(someone.client.post(address, sent, follow=True))


def link(someone: Someone, page: str, like: str) -> str:
    """An address on a page, as someone finds it."""
    found = re.search(rf'href="({like})"', someone.client.get(page).content.decode())
    assert found, f"{like} is not on {page}"
    return found[1]


def test_a_bad_evening(cast: Cast) -> None:
    more = grow(cast, clients=True)
    word = cast.say(SHOUT, by=cast.una)
    topic, una = f"/topics/{cast.topic.pk}/", cast.una.place.pk

    # Bea doesn't want to read Una any more. No one is told.
    do(cast.bea, f"/places/{una}/boundary/")
    assert Boundary.objects.filter(by=cast.bea.person).exists()
    assert SHOUT not in text(cast.bea.client.get(topic)) and SHOUT in text(cast.ada.client.get(topic))

    # Two fold the message, and pause the conversation for a day.
    do(cast.ada, link(cast.ada, topic, rf"/words/{word.pk}/folding/"), clause=clause(cast))
    do(cast.dov, f"/first-aid/{Asked.objects.get().pk}/agreement/")
    assert "Two members folded this" in text(more["fay"].client.get(topic))
    do(cast.dov, f"/groups/{cast.group.pk}/first-aid/pause/", clause=clause(cast))
    do(cast.ada, f"/first-aid/{Asked.objects.get().pk}/agreement/")
    assert "The conversation is paused until" in text(cast.una.client.get(topic))
    assert Step.objects.count() == 2

    # Ada asks a circle, with the message attached. Una hears of it once there are three.
    ways = text(cast.ada.client.get(f"/words/{word.pk}/ways/", follow=True))
    assert all(way in ways for way in ("I say it myself", "We talk it through", "A circle of three"))
    page = do(
        cast.ada,
        f"/places/{una}/circle/",
        happened="They shouted Bea down",
        clause=clause(cast),
        named="yes",
        word=word.pk,
    )
    assert "Three people are being drawn" in page
    concern = Concern.objects.get()
    mine = f"/concerns/{concern.pk}/"
    assert cast.una.client.get(mine).status_code == 404
    people = {each.person.pk: each for each in (cast.bea, cast.dov, *more.values()) if each.person}
    drawn = _all_sit(concern, people)
    # Bea drew a boundary, so she is not drawn. Nobody is told why.
    assert cast.bea not in drawn

    # Una reads exactly that, and answers.
    assert "They shouted Bea down" in text(cast.una.client.get(mine))
    do(cast.una, mine, act="answer", answer="I was very afraid that night")
    assert "very afraid" in text(drawn[0].client.get(mine))

    # Two of the three decide: a month away. Both read why; the group reads only what.
    sent = {"act": "outcome", "outcome": "away", "days": "30", "reasons": "Rest, and come back"}
    do(drawn[0], mine, **sent)
    draft = re.search(r'name="draft"\s+value="(\w+)"', drawn[1].client.get(mine).content.decode())
    assert draft is not None
    assert "It is decided" in do(drawn[1], mine, act="back", draft=draft[1])
    for someone in (cast.ada, cast.una):
        assert "Rest, and come back" in text(someone.client.get(mine))
    ledger = text(more["fay"].client.get(f"/groups/{cast.group.pk}/ledger/"))
    assert "A circle of three decided: Una can't write here until" in ledger
    assert "shouted Bea down" not in ledger and "Rest, and" not in ledger
    assert "You can't write here until" in text(cast.una.client.get(topic))

    # Una asks a second circle, of others. There are only two left who can be drawn: it ends, and the first holds.
    assert "second circle" in do(cast.una, mine, act="appeal", appeal="It was one evening")
    second = Concern.objects.get(first=concern)
    assert not set(Seat.objects.filter(panel=second.panel).values_list("membership__person", flat=True)) & {
        each.person.pk for each in drawn if each.person
    }
    time_limits.sweep(now=cast.now + timedelta(days=22))
    assert "You can't write here until" in text(cast.una.client.get(topic))
    assert ledger_queries.verify(cast.group.pk) is None


def _all_sit(concern: Concern, people: dict[str, Someone]) -> list[Someone]:
    seats = Seat.objects.filter(panel=concern.panel_id, said="asked").select_related("membership")
    drawn = [(people[seat.membership.person_id], seat) for seat in seats]
    for someone, seat in drawn:
        assert "You were drawn" in text(someone.client.get(f"/seats/{seat.pk}/"))
        do(someone, f"/seats/{seat.pk}/", willing="yes")
    return [someone for someone, _seat in drawn]


def test_two_of_three_walk_out_together(cast: Cast) -> None:
    """Bea harms, Ada and Dov go on without her yes. Una has left long ago."""
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    ways = cast.ada.client.get(f"/places/{cast.bea.place.pk}/ways/")
    assert "There aren't three others here" in text(ways)
    out = link(cast.ada, f"/places/{cast.bea.place.pk}/ways/", r"/groups/\w+/walking-out/")
    form = cast.ada.client.get(out)
    once = re.search(r'name="once" value="(\w+)"', form.content.decode())
    assert once is not None
    sent = {"people": [cast.dov.membership.pk], "once": once[1]}
    for _click in range(2):
        done = cast.ada.client.post(out, sent, follow=True)
    assert "The people you chose are asked" in text(done)
    founded = Group.objects.exclude(pk__in=(cast.group.pk, cast.second.group_id))
    assert founded.count() == 1
    new = founded.get()
    assert new.text("agreement") == cast.group.text("agreement")

    # Only Dov is asked. Bea reads nothing of it anywhere.
    row = Along.objects.get()
    assert "asks you to come along" in text(cast.dov.client.get("/"))
    for page in ("/", "/groups/", f"/groups/{cast.group.pk}/", f"/groups/{cast.group.pk}/ledger/"):
        assert "come along" not in text(cast.bea.client.get(page))
    assert cast.bea.client.get(f"/along/{row.pk}/").status_code == 404
    assert "You're in" in text(cast.dov.client.post(f"/along/{row.pk}/", {"come": "yes"}, follow=True))
    assert not Along.objects.exists()
    assert {m.person_id for m in Membership.objects.filter(group=new)} == {
        cast.ada.person.pk,
        cast.dov.person.pk,
    }
    assert Membership.objects.filter(group=cast.group).count() == 3
