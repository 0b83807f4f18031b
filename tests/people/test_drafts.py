"""Drafts on one's own device, and on one that is not."""

import pytest

from mutuality.people.drafts import seal_for
from mutuality.people.models import Draft
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MARK = "0123456789abcdef"


@pytest.mark.parametrize("page", ["room", "topic", "word", "proposing", "card"])
def test_long_forms_keep_drafts_on_ones_own_device_and_on_no_other(cast: Cast, page: str) -> None:
    own = cast.say("hello", by=cast.una)
    addresses = {
        "room": f"/rooms/{cast.room.pk}/",
        "topic": f"/topics/{cast.topic.pk}/",
        "word": f"/words/{cast.words['bea'].pk}/",
        "proposing": f"/groups/{cast.group.pk}/decisions/subjects/name/",
        "card": "/you/card/",
    }
    shown = cast.bea.client.get(addresses[page])
    assert (shown.status_code, shown.content.count(b"<draft-keeper")) == (200, 1)
    assert b"data-seal=" in shown.content
    elsewhere = cast.una.client.get(addresses[page] if page != "word" else f"/words/{own.pk}/")
    assert (elsewhere.status_code, elsewhere.content.count(b"<draft-keeper")) == (200, 1)
    assert b"data-seal=" not in elsewhere.content


def test_what_arrived_is_named_to_the_device_and_nothing_else_is(cast: Cast) -> None:
    topic = f"/topics/{cast.topic.pk}/"
    said = cast.ada.client.post(topic, {"words": "hello", "once": "1", "draft": MARK})
    assert said["Location"].startswith(f"{topic}?sent={MARK}#w-")
    begun = cast.ada.client.post(
        f"/rooms/{cast.room.pk}/", {"title": "Nights", "words": "hello", "once": "2", "draft": MARK}
    )
    assert begun["Location"].endswith(f"/?sent={MARK}")
    for mark in ("", "1", MARK + "#", "<b>", MARK.upper()):
        said = cast.ada.client.post(topic, {"words": "hello", "once": "x" + mark, "draft": mark})
        assert said["Location"].startswith(f"{topic}#w-")


def test_title_and_note_of_a_draft_are_kept_here_where_the_device_is_not_ones_own(cast: Cast) -> None:
    page = f"/rooms/{cast.room.pk}/"
    for place, draft in {page: "the words", page + "title": "the title", page + "note": "the note"}.items():
        cast.una.client.post("/you/draft/", {"place": place, "draft": draft})
    shown = cast.una.client.get(page).content.decode()
    assert all(part in shown for part in ("the words", "the title", "the note"))
    cast.una.client.post(page, {"title": "the title", "words": "the words", "note": "the note", "once": "1"})
    assert not Draft.objects.filter(person=cast.una.person).exists()


def test_a_seal_behind_the_passphrase_is_another_one(cast: Cast) -> None:
    assert seal_for(cast.ada.person) != seal_for(cast.ada.person, behind_passphrase=True)
    assert seal_for(cast.ada.person) != seal_for(cast.bea.person)
