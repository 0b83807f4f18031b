"""Taken back by a slip: for ten seconds it can be brought back, and the server has nothing of it meanwhile."""

from datetime import timedelta

import pytest

from mutuality.kit import clock
from mutuality.rooms import operations, undo
from mutuality.rooms.models import Word
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast, Someone
from tests.reading_pages import text


def take_back(someone: Someone, word: Word) -> str:
    return text(someone.client.post(f"/words/{word.pk}/withdrawal/", follow=True))


def bring_back(someone: Someone, word: Word) -> str:
    return text(someone.client.post(f"/words/{word.pk}/return/", follow=True))


def topic(cast: Cast) -> str:
    assert cast.topic is not None
    return f"/topics/{cast.topic.pk}/"


def test_it_comes_back_as_it_was_and_where_it_was(cast: Cast) -> None:
    word = cast.say("a slip of the finger", by=cast.bea, note="first this")
    cast.say("after it", by=cast.dov)
    assert "Bring it back" in take_back(cast.bea, word)
    assert "a slip of the finger" not in text(cast.ada.client.get(topic(cast)))
    assert "It's back." in bring_back(cast.bea, word)
    page = text(cast.ada.client.get(topic(cast)))
    assert page.index("first this") < page.index("a slip of the finger") < page.index("after it")
    again = Word.objects.get(pk=word.pk)
    assert (again.order, again.said_at, again.ends_at) == (word.order, word.said_at, word.ends_at)


def test_until_then_the_server_has_nothing_of_it(cast: Cast) -> None:
    word = cast.say("a slip of the finger", by=cast.bea)
    take_back(cast.bea, word)
    assert not Word.objects.filter(pk=word.pk).exists()
    assert not DataKey.objects.filter(pk=word.key_id).exists()
    bring_back(cast.bea, word)
    assert Word.objects.get(pk=word.pk).key_id != word.key_id


def test_after_that_moment_there_is_nothing_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    word = cast.say("a slip of the finger", by=cast.bea)
    take_back(cast.bea, word)
    later = clock.now() + timedelta(seconds=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "There is nothing left to bring back." in bring_back(cast.bea, word)
    assert not Word.objects.filter(pk=word.pk).exists()


def test_twice_brought_back_it_stands_once(cast: Cast) -> None:
    word = cast.say("a slip of the finger", by=cast.bea)
    take_back(cast.bea, word)
    kept = cast.bea.client.cookies[undo.COOKIE.name].value
    bring_back(cast.bea, word)
    cast.bea.client.cookies[undo.COOKIE.name] = kept
    bring_back(cast.bea, word)
    assert Word.objects.filter(pk=word.pk).count() == 1


def test_no_other_session_can_bring_it_back(cast: Cast) -> None:
    word = cast.say("a slip of the finger", by=cast.bea)
    take_back(cast.bea, word)
    cast.ada.client.cookies[undo.COOKIE.name] = cast.bea.client.cookies[undo.COOKIE.name].value
    assert "There is nothing left" in bring_back(cast.ada, word)
    assert not Word.objects.filter(pk=word.pk).exists()


def test_words_too_long_for_a_cookie_are_erased_without_a_way_back(cast: Cast) -> None:
    word = cast.say(stolen.__name__ + "".join(chr(0x4E00 + n * 7 % 20000) for n in range(7000)), by=cast.bea)
    said = take_back(cast.bea, word)
    assert "erased here" in said and "Bring it back" not in said


def test_it_does_not_come_back_into_a_topic_that_is_gone(cast: Cast) -> None:
    begun = operations.begin_topic(title="Short", by=cast.bea.place, now=cast.now)
    word = cast.say("a slip", by=cast.bea, topic=begun)
    take_back(cast.bea, word)
    begun.delete()
    assert "nothing left" in bring_back(cast.bea, word)
