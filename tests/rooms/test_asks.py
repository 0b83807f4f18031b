"""With one's words one can say: just hear me, or ideas are welcome. It is sealed with them, and can be changed."""

import pytest
from django.urls import reverse

from mutuality.kit.ids import new_id
from mutuality.rooms import export, operations, queries, terms, undo
from mutuality.rooms.models import Word
from tests.cast import Cast
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SAID = "It was a long night"


def said(cast: Cast, asks: str) -> Word:
    topic = Word.objects.select_related("topic").get(pk=cast.words["ada"].pk).topic
    return operations.say(topic, words=SAID, asks=asks, once=new_id(), by=cast.ada.place, now=cast.now)


def topic_page(cast: Cast, word: Word) -> str:
    return text(cast.bea.client.get(reverse("topic", args=[word.topic_id])))


@pytest.mark.parametrize("asks", terms.Asks.values)
def test_others_read_it_with_the_words_and_it_is_sealed(cast: Cast, asks: str) -> None:
    word = said(cast, asks)
    assert str(terms.Asks(asks).label) in topic_page(cast, word)
    row = Word.objects.get(pk=word.pk)
    assert row.asks is not None and asks.encode() not in bytes(row.asks) and row.text("asks") == asks
    assert export._word(row)["asks"] == str(terms.Asks(asks).label)


def test_without_a_wish_nothing_is_shown_or_kept(cast: Cast) -> None:
    for asks in ("", "worship"):
        word = said(cast, asks)
        assert Word.objects.get(pk=word.pk).asks is None
    listed = topic_page(cast, word).split("What has been said")[-1]
    assert listed.count("Just hear me") <= 1


def test_it_is_said_and_changed_on_the_pages_by_its_author_alone(cast: Cast) -> None:
    address = reverse("topic", args=[cast.words["ada"].topic_id])
    sent = {"words": SAID, "note": "", "asks": "hear", "once": new_id()}
    assert cast.ada.client.post(address, sent).status_code == 302
    word = Word.objects.order_by("-order").first()
    assert word is not None and word.text("asks") == "hear"
    page = reverse("word", args=[word.pk])
    change = {"words": SAID, "note": "", "asks": "ideas"}
    assert cast.bea.client.post(page, change).status_code == 404
    assert cast.ada.client.post(page, change).status_code == 302
    assert Word.objects.get(pk=word.pk).text("asks") == "ideas"
    assert cast.ada.client.post(page, change | {"asks": "worship"}).status_code == 422


def test_taken_back_and_brought_back_it_is_what_it_was(cast: Cast) -> None:
    word = said(cast, "hear")
    kept = undo.packed(Word.objects.get(pk=word.pk))
    operations.take_back(Word.objects.get(pk=word.pk), by=cast.ada.place, now=cast.now)
    again = operations.say_again(kept, by=cast.ada.place, now=cast.now)
    assert queries.opened([Word.objects.select_related("place__key").get(pk=again.pk)])[0].asks == "hear"


def test_the_same_form_with_another_wish_is_another_form(cast: Cast) -> None:
    mark = [
        queries.said_mark("once", words=SAID, asks=asks, place=cast.ada.place)
        for asks in ("", "hear", "ideas")
    ]
    assert len(set(mark)) == 3
