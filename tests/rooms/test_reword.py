"""Saying one's own words differently, and taking them back."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from mutuality.kit.refusals import NotHere
from mutuality.live.models import Notice
from mutuality.rooms import feed, operations
from mutuality.rooms.models import Word
from mutuality.vault.models import DataKey, Destroyed
from mutuality.vault.queries import Gone, open_sealed
from tests import stolen
from tests.cast import Cast
from tests.live.audience import audience
from tests.reading_pages import text


def test_a_rewording_is_what_everybody_reads(cast: Cast) -> None:
    word = cast.words["bea"]
    answer = cast.bea.client.post(f"/words/{word.pk}/", {"words": "I came home late", "note": ""})
    assert answer.status_code == 302
    page = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    assert "I came home late" in page and "Sunday night" not in page and "a night outside" not in page


def test_no_earlier_text_is_left_in_the_database(cast: Cast) -> None:
    before = Word.objects.get(pk=cast.words["bea"].pk)
    old_bytes, old_key = bytes(before.words), before.key_id
    about = f"rooms.word.words:{before.pk}"
    assert stolen.opens(old_bytes, key=old_key, about=about)
    operations.reword(before, words="Now this", by=cast.bea.place, now=cast.now)
    after = Word.objects.get(pk=before.pk)
    assert after.key_id != old_key
    assert not stolen.opens(old_bytes, key=old_key, about=about)
    assert not stolen.opens(old_bytes, key=after.key_id, about=about)
    held = [bytes(v) for _m, _n, v in stolen.values() if isinstance(v, bytes | memoryview)]
    assert old_bytes not in held
    assert Destroyed.objects.filter(pk=old_key).exists()
    assert not DataKey.objects.filter(pk=old_key).exists()


@pytest.mark.parametrize("words", ["", "\u200b", "x" * 8001])
def test_a_refused_rewording_gives_the_text_back_and_changes_nothing(words: str, cast: Cast) -> None:
    answer = cast.bea.client.post(f"/words/{cast.words['bea'].pk}/", {"words": words, "note": "my note"})
    assert answer.status_code == 422 and "my note" in answer.content.decode()
    assert "Sunday night" in text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))


def test_nobody_rewords_for_another(cast: Cast) -> None:
    for someone in (cast.ada, cast.dov, cast.cy):
        answer = someone.client.post(f"/words/{cast.words['bea'].pk}/", {"words": "Not hers"})
        assert answer.status_code == 404
    assert "Not hers" not in text(cast.bea.client.get(f"/topics/{cast.topic.pk}/"))


def test_taking_back_is_gone_from_pages_rows_and_keys(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    word = Word.objects.get(pk=cast.words["bea"].pk)
    blob, about = bytes(word.words), f"rooms.word.words:{word.pk}"
    cast.ada.client.get(f"/topics/{cast.topic.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.bea.client.post(f"/words/{word.pk}/withdrawal/").status_code == 302
    assert "Sunday night" not in text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    assert not Word.objects.filter(pk=word.pk).exists()
    assert not stolen.opens(blob, key=word.key_id, about=about)
    with pytest.raises(Gone):
        open_sealed(blob, key=word.key_id, about=about)


def test_open_pages_hear_at_once_and_drop_it_from_memory(cast: Cast) -> None:
    word = cast.words["bea"]
    cast.ada.client.get(f"/topics/{cast.topic.pk}/")
    operations.take_back(word, by=cast.bea.place, now=cast.now)
    notice = Notice.objects.filter(ref=word.pk).latest("seq")
    hint = feed.Hint(notice.seq, notice.kind, notice.ref)
    made = feed.RoomFeed().render(cast.room.pk, [hint], audience())
    assert [(m.event, m.target) for m in made] == [("drop", f"w-{word.pk}")]
    assert word.pk not in feed.fragments._kept


def test_a_second_click_on_take_back_changes_nothing_more(cast: Cast) -> None:
    address = f"/words/{cast.words['bea'].pk}/withdrawal/"
    assert cast.bea.client.post(address).status_code == 302
    before = Word.objects.count()
    assert cast.bea.client.post(address).status_code == 404
    assert Word.objects.count() == before


def test_nobody_takes_back_for_another(cast: Cast) -> None:
    address = f"/words/{cast.words['bea'].pk}/withdrawal/"
    assert cast.ada.client.post(address).status_code == 404
    assert Word.objects.filter(pk=cast.words["bea"].pk).exists()


def test_two_rewordings_at_once_leave_no_key_behind(cast: Cast) -> None:
    """Each was read before the other was made; the key of the one that lost must open nothing any more."""
    keys = DataKey.objects.count()
    first, second = (Word.objects.select_related("topic").get(pk=cast.words["bea"].pk) for _click in range(2))
    for word, said in ((first, "I came home late"), (second, "I came home at last")):
        operations.reword(word, words=said, by=cast.bea.place, now=cast.now)
    assert DataKey.objects.count() == keys
    operations.take_back(second, by=cast.bea.place, now=cast.now)
    with pytest.raises(NotHere):
        operations.reword(first, words="Once more", by=cast.bea.place, now=cast.now)
