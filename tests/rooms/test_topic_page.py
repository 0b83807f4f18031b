"""Rooms and topics as pages: as many questions to the database with many words as with few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutuality.people.models import Draft
from mutuality.rooms import operations
from mutuality.rooms.fragments import forget_all
from mutuality.vault.ciphers import held
from tests.cast import Cast, Someone, arrive, bring
from tests.reading_pages import text


def asked(cast: Cast, address: str) -> int:
    """How many questions one cold page needs, with the sessions already touched today."""
    cast.bea.client.get(address)
    forget_all()
    held.empty()
    with CaptureQueriesContext(connection) as asked_now:
        assert cast.bea.client.get(address).status_code == 200
    return len(asked_now)


def fill(cast: Cast) -> None:
    for number in range(12):
        word = cast.say(f"number {number}", by=cast.ada, note="a note")
        operations.signal(word, kind="heard", by=cast.dov.place, now=cast.now)
        operations.signal(word, kind="with", by=cast.una.place, now=cast.now)
        topic = operations.begin_topic(title=f"Topic {number}", by=cast.ada.place, now=cast.now)
        cast.say("here", by=cast.dov, topic=topic)


@pytest.mark.parametrize("page", ["topic", "room", "home", "group"])
def test_a_full_page_asks_no_more_than_an_empty_one(page: str, cast: Cast) -> None:
    address = {
        "topic": f"/topics/{cast.topic.pk}/",
        "room": f"/rooms/{cast.room.pk}/",
        "group": f"/groups/{cast.group.pk}/",
        "home": "/",
    }[page]
    few = asked(cast, address)
    fill(cast)
    assert asked(cast, address) <= few


@pytest.mark.parametrize("page", ["topic", "room", "group"])
def test_more_members_ask_no_more(page: str, cast: Cast) -> None:
    row = {"topic": cast.topic, "room": cast.room, "group": cast.group}[page]
    address = f"/{page}s/{row.pk}/"
    few = asked(cast, address)
    for name in ("Gus", "Hana", "Ida", "Jo"):
        someone = Someone(name)
        arrive(someone, now=cast.now)
        bring(cast.ada.membership, someone, now=cast.now)
    assert asked(cast, address) <= few


def test_a_page_of_unchanged_words_opens_no_seal_again(cast: Cast) -> None:
    address = f"/topics/{cast.topic.pk}/"
    cast.bea.client.get(address)
    with CaptureQueriesContext(connection) as warm:
        cast.bea.client.get(address)
    assert not any('FROM "rooms_signal"' in q["sql"] for q in warm)


def test_earlier_words_are_one_page_further(cast: Cast) -> None:
    for number in range(60):
        cast.say(f"number-{number:02d}.", by=cast.ada)
    page = cast.bea.client.get(f"/topics/{cast.topic.pk}/")
    assert "number-59." in text(page) and "number-09." not in text(page)
    before = page.content.decode().split("?before=")[1].split('"')[0]
    earlier = text(cast.bea.client.get(f"/topics/{cast.topic.pk}/?before={before}"))
    assert "number-09." in earlier and "number-10." not in earlier and "walked to the bridge" in earlier


def test_a_draft_on_a_device_that_is_not_ones_own_is_kept_sealed_here(cast: Cast) -> None:
    address = f"/topics/{cast.topic.pk}/"
    sent = {"place": address, "draft": "half a sentence"}
    assert cast.una.client.post("/you/draft/", sent).status_code == 204
    assert "half a sentence" in text(cast.una.client.get(address))
    assert "half a sentence" not in text(cast.bea.client.get(address))
    cast.bea.client.post("/you/draft/", sent)
    assert "half a sentence" not in text(cast.bea.client.get(address))
    cast.una.client.post("/you/draft/", {"place": address, "draft": ""})
    assert "half a sentence" not in text(cast.una.client.get(address))


def test_words_that_were_said_leave_no_draft(cast: Cast) -> None:
    address = f"/topics/{cast.topic.pk}/"
    cast.una.client.post("/you/draft/", {"place": address, "draft": "half a sentence"})
    cast.una.client.post(address, {"words": "half a sentence and the rest", "once": "1"})
    assert not Draft.objects.filter(person=cast.una.person).exists()


def test_words_without_a_draft_ask_once_and_change_nothing_more(cast: Cast) -> None:
    address = f"/topics/{cast.topic.pk}/"
    with CaptureQueriesContext(connection) as seen:
        assert cast.una.client.post(address, {"words": "hello", "once": "1"}).status_code == 302
    drafts = [one["sql"] for one in seen if "people_draft" in one["sql"]]
    assert len(drafts) == 1 and drafts[0].startswith("SELECT")
    assert len([one for one in seen if one["sql"].startswith("SAVEPOINT")]) == 1
