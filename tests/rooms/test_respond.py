"""What can be done with a word: signals that are mine say so, a quotation, and words in a row under one name."""

import re
from datetime import timedelta

from mutuality.rooms.models import Word
from mutuality.rooms.quoting import MOST_LETTERS
from tests.cast import Cast, Someone
from tests.reading_pages import text


def topic(cast: Cast) -> str:
    assert cast.topic is not None
    return f"/topics/{cast.topic.pk}/"


def page(someone: Someone, address: str) -> str:
    return someone.client.get(address).content.decode()


def pressed(html: str, word: Word) -> list[str]:
    """Which signals of this word the page shows as mine."""
    part = html.partition(f'id="w-{word.pk}"')[2].partition('<li class="word')[0]
    return re.findall(r'value="(\w+)" aria-pressed="true"', part)


def test_a_signal_i_gave_is_mine_on_my_page_only(cast: Cast) -> None:
    word = cast.words["dov"]
    cast.bea.client.post(f"/words/{word.pk}/signals/", {"kind": "thanks"})
    mine, adas = page(cast.bea, topic(cast)), page(cast.ada, topic(cast))
    assert pressed(mine, word) == ["thanks"] and pressed(adas, word) == []
    assert "Thank you: you" in text(cast.bea.client.get(topic(cast)))
    assert "Thank you: Bea" in text(cast.ada.client.get(topic(cast)))
    cast.bea.client.post(f"/words/{word.pk}/signals/", {"kind": "thanks"})
    assert pressed(page(cast.bea, topic(cast)), word) == []


def test_giving_and_taking_back_are_answered(cast: Cast) -> None:
    address = f"/words/{cast.words['dov'].pk}/signals/"
    for said in ("They can see it: Thank you", "Taken back: Thank you"):
        shown = cast.bea.client.post(address, {"kind": "thanks"}, follow=True)
        assert said in text(shown)


def test_a_quotation_is_short_and_named_and_keeps_its_note(cast: Cast) -> None:
    word = cast.say("> earlier\n\n" + "a" * 500, by=cast.bea, note="a hospital")
    field = re.search(
        r"<textarea[^>]*>(.*?)</textarea>", page(cast.ada, f"{topic(cast)}?quote={word.pk}"), re.S
    )
    assert field is not None
    quoted = field[1].strip()
    assert quoted.startswith("&gt; Bea:\n&gt; a") and quoted.endswith("a…")
    assert "earlier" not in quoted and quoted.count("a") <= MOST_LETTERS + 1
    assert 'value="a hospital"' in page(cast.ada, f"{topic(cast)}?quote={word.pk}")


def test_nothing_is_quoted_that_one_may_not_read(cast: Cast) -> None:
    word = cast.say("only for those who are here", by=cast.bea)
    cast.ada.client.post(f"/places/{cast.bea.place.pk}/boundary/")
    for strange in (word.pk, "nothing", "' or 1=1"):
        assert "only for those" not in page(cast.ada, f"{topic(cast)}?quote={strange}")


def test_words_in_a_row_share_one_name(cast: Cast) -> None:
    first, second = cast.say("one", by=cast.bea), cast.say("two", by=cast.bea)
    third = cast.say("three", by=cast.dov)
    html = page(cast.dov, topic(cast))
    joined = [
        bool(re.search(rf'<li class="word joined[^>]*id="w-{word.pk}"', html))
        for word in (first, second, third)
    ]
    assert joined == [False, True, False]


def test_words_in_a_row_but_far_apart_each_have_a_name(cast: Cast) -> None:
    first, second = cast.say("one", by=cast.bea), cast.say("two", by=cast.bea)
    Word.objects.filter(pk=first.pk).update(said_at=second.said_at - timedelta(hours=2))
    assert not re.search(rf'<li class="word joined[^>]*id="w-{second.pk}"', page(cast.dov, topic(cast)))


def test_with_someone_hidden_the_words_around_theirs_are_joined(cast: Cast) -> None:
    cast.say("one", by=cast.dov)
    cast.say("between", by=cast.bea)
    after = cast.say("two", by=cast.dov)
    pattern = rf'<li class="word joined[^>]*id="w-{after.pk}"'
    assert not re.search(pattern, page(cast.ada, topic(cast)))
    cast.ada.client.post(f"/places/{cast.bea.place.pk}/boundary/")
    page(cast.ada, topic(cast))
    assert re.search(pattern, page(cast.ada, topic(cast)))
