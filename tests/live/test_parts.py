"""A page that shows a part of a room is sent that part; and what belongs together keeps one count."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import pytest

from mutuality.kit import clock
from mutuality.live.batch import answer
from mutuality.live.operations import append
from mutuality.live.terms import Audience, For, Hint, Reader, Rendered
from mutuality.rooms import operations
from mutuality.rooms.feed import RoomFeed
from mutuality.rooms.terms import TOPICS
from tests.cast import Cast
from tests.live.audience import audience

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class Both:
    """Each notice changes a word in one part, and a line in another."""

    def admit(
        self, ref: str, *, token: str | None, language: str, asked: Mapping[str, str], now: datetime
    ) -> Reader | None:
        return None

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        return {reader.session: 0 for reader in readers}

    def render(self, ref: str, notices: Sequence[Hint], audience: Audience) -> list[Rendered]:
        made = []
        for hint in notices:
            made.append(Rendered(hint.seq, "put", "w", html={For("en"): f"word {hint.seq}"}, only="talk"))
            made.append(Rendered(hint.seq, "put", "l", html={For("en"): f"line {hint.seq}"}, only="list"))
        return made


def told(*parts: str) -> list[str]:
    readers = [Reader(session=f"s{n}", person=f"p{n}", language="en", only=p) for n, p in enumerate(parts)]
    batch = answer(Both(), "both", "x", asks=[(reader, 0) for reader in readers], now=clock.now())
    return [(words or b"").decode() for words in batch.answers]


def test_each_page_gets_its_part_and_the_whole_page_both() -> None:
    append("both/x", kind="k", ref="r", now=clock.now())
    talk, line, whole, elsewhere = told("talk", "list", "", "attic")
    assert ("word 1" in talk, "line 1" in talk) == (True, False)
    assert ("word 1" in line, "line 1" in line) == (False, True)
    assert ("word 1" in whole, "line 1" in whole) == (True, True)
    assert elsewhere == ""


def test_only_the_last_of_two_changes_at_one_count_names_it() -> None:
    append("both/x", kind="k", ref="r", now=clock.now())
    talk, whole = told("talk", "")
    assert talk.count("id: 1\n") == 1
    first, second, _end = whole.split("\n\n")
    assert "id:" not in first
    assert "id: 1\n" in second


def test_a_new_word_moves_its_topic_only_where_topics_are_listed(cast: Cast) -> None:
    word = operations.say(cast.topic, words="Still here", once="once-more", by=cast.ada.place, now=cast.now)
    hint = Hint(word.order, "said", word.pk)

    def seen(part: str) -> set[str]:
        made = RoomFeed().render(cast.room.pk, [hint], audience(only=part))
        return {item.target for item in made if item.only in ("", part) or not part}

    assert seen(cast.topic.pk) == {f"w-{word.pk}"}
    assert seen(TOPICS) == {f"t-{cast.topic.pk}"}
    assert seen("") == {f"w-{word.pk}", f"t-{cast.topic.pk}"}


def test_a_signal_to_a_word_does_not_call_its_topic_new(cast: Cast) -> None:
    hint = Hint(
        5, "word", cast.words["hello"].pk if "hello" in cast.words else next(iter(cast.words.values())).pk
    )
    made = RoomFeed().render(
        cast.room.pk, [hint], Audience(frozenset({"en"}), frozenset(), frozenset({TOPICS, ""}))
    )
    assert not [item for item in made if item.target.startswith("t-")]
