"""Whose words I may read: said after I came, not yet over, and never by guessing."""

from datetime import UTC, datetime, timedelta

import pytest

from mutuality.kit.clock import end_of
from mutuality.kit.refusals import NotHere
from mutuality.live.terms import For, Hint
from mutuality.rooms import access, feed, operations, queries
from mutuality.rooms.models import Mark, Topic, Word
from mutuality.site import wiring
from tests import stolen
from tests.cast import Cast
from tests.live.audience import audience
from tests.reading_pages import text


def test_newcomers_see_only_what_was_said_after_they_came(cast: Cast) -> None:
    early = f"/topics/{cast.early_topic.pk}/"
    assert "Ada spoke before" in text(cast.ada.client.get(early))
    page = text(cast.bea.client.get(early))
    assert "Ada spoke before" not in page and "Before the others came" not in page


def test_titles_given_before_i_came_are_not_shown_to_me(cast: Cast) -> None:
    cast.say("Ada speaks again here", by=cast.ada, topic=cast.early_topic)
    room = f"/rooms/{cast.room.pk}/"
    assert "Before the others came" in text(cast.ada.client.get(room))
    for page in (cast.bea.client.get(room), cast.bea.client.get("/")):
        assert "Before the others came" not in text(page)
        assert f"/topics/{cast.early_topic.pk}/" in page.content.decode()
    assert "Ada speaks again here" in text(cast.bea.client.get(f"/topics/{cast.early_topic.pk}/"))


def test_knowing_the_id_of_an_early_word_opens_nothing(cast: Cast) -> None:
    early = cast.words["early"].pk
    assert cast.bea.client.post(f"/words/{early}/signals/", {"kind": "heard"}).status_code == 404
    assert cast.bea.client.get(f"/words/{early}/").status_code == 404
    assert cast.ada.client.get(f"/words/{early}/").status_code == 200
    with pytest.raises(NotHere):
        access.word_for(cast.bea.person, word_id=early, now=cast.now)


def test_asking_for_earlier_words_goes_no_further_back_than_my_coming(cast: Cast) -> None:
    early = f"/topics/{cast.early_topic.pk}/"
    for before in ("999999999", "1", "0", "-1", "abc", "", "9" * 40, "٣"):
        answer = cast.bea.client.get(early, {"before": before})
        assert answer.status_code == 200
        assert "Ada spoke before" not in text(answer)


def test_open_pages_of_newcomers_have_a_floor(cast: Cast) -> None:
    assert cast.bea.session and cast.ada.session
    room = feed.RoomFeed()
    readers = [
        room.admit(cast.room.pk, token=one.token, language="en", asked={}, now=cast.now)
        for one in (cast.ada, cast.bea)
    ]
    rights = room.rights(cast.room.pk, [r for r in readers if r], now=cast.now)
    early = cast.words["early"].order
    assert rights[cast.ada.session.id] <= early < rights[cast.bea.session.id]
    made = room.render(cast.room.pk, [Hint(1, "word", cast.words["early"].pk)], audience())
    assert made[0].came == early


def test_the_live_door_is_shut_for_outsiders_ended_and_covered_sessions(cast: Cast) -> None:
    room = feed.RoomFeed()
    later = cast.now + timedelta(minutes=6)
    for someone, moment, fine in (
        (cast.bea, cast.now, True),
        (cast.cy, cast.now, False),
        (cast.eli, cast.now, False),
        (cast.nobody, cast.now, False),
        (cast.una, cast.now, True),
        (cast.una, later, False),
        (cast.bea, later, True),
        (cast.bea, cast.now + timedelta(days=61), False),
    ):
        reader = room.admit(cast.room.pk, token=someone.token, language="en", asked={}, now=moment)
        assert (reader is not None) == fine, (someone.name, moment)
    for elsewhere in ("nowhere", "x" * 40):
        assert room.admit(elsewhere, token=cast.bea.token, language="en", asked={}, now=cast.now) is None


def test_a_persons_own_words_read_you_for_them_alone(cast: Cast) -> None:
    hint = Hint(1, "word", cast.words["bea"].pk)
    made = feed.RoomFeed().render(cast.room.pk, [hint], audience(cast.bea.person.pk))
    assert "/words/" in made[0].html[For("en", cast.bea.person.pk)]
    assert "mine" not in made[0].html[For("en")]


def expire(word: Word, *, now: datetime) -> None:
    Word.objects.filter(pk=word.pk).update(ends_at=now)


def test_words_whose_days_are_over_are_unreadable_before_any_sweep(cast: Cast) -> None:
    word = cast.words["bea"]
    topic = f"/topics/{cast.topic.pk}/"
    assert "Sunday night" in text(cast.ada.client.get(topic))
    expire(word, now=cast.now)
    assert Word.objects.filter(pk=word.pk).exists()
    assert "Sunday night" not in text(cast.ada.client.get(topic))
    assert cast.bea.client.get(f"/words/{word.pk}/").status_code == 404
    made = feed.RoomFeed().render(cast.room.pk, [Hint(1, "word", word.pk)], audience(cast.bea.person.pk))
    assert made[0].event == "drop"


def test_a_title_is_unreadable_when_the_last_words_under_it_are_over(cast: Cast) -> None:
    room = f"/rooms/{cast.room.pk}/"
    assert "What helped this week" in text(cast.ada.client.get(room))
    Word.objects.filter(topic=cast.topic).update(ends_at=cast.now)
    Topic.objects.filter(pk=cast.topic.pk).update(ends_at=cast.now)
    for address in (room, "/", f"/topics/{cast.topic.pk}/"):
        assert "What helped this week" not in text(cast.ada.client.get(address))


def test_the_sweep_takes_rows_keys_and_titles(cast: Cast) -> None:
    row = Word.objects.get(pk=cast.words["bea"].pk)
    blob, about = bytes(row.words), f"rooms.word.words:{row.pk}"
    after = cast.now + timedelta(days=31)
    wiring.sweep(after - timedelta(days=2))
    assert Word.objects.filter(pk=row.pk).exists()
    assert stolen.opens(blob, key=row.key_id, about=about)
    wiring.sweep(after)
    assert not Word.objects.exists() and not Topic.objects.exists()
    assert not stolen.opens(blob, key=row.key_id, about=about)


@pytest.mark.parametrize("days", [1, 7, 30, 90])
@pytest.mark.parametrize("hour", [0, 7, 16, 23])
def test_a_span_is_counted_from_the_moment_of_saying(cast: Cast, days: int, hour: int) -> None:
    """Not by days of UTC, of which the first may be over a minute later."""
    said_at = datetime(2026, 12, 1, hour, 53, 17, tzinfo=UTC)
    operations.keep_for(cast.room, days=days, now=said_at)
    word = operations.say(cast.topic, words="For so long", once=str(hour), by=cast.ada.place, now=said_at)
    topic = operations.begin_topic(title="As long", by=cast.ada.place, now=said_at)
    last, over = said_at + timedelta(days=days), said_at + timedelta(days=days, minutes=5)
    wiring.sweep(last)
    assert queries.words_now([word.pk], room_id=cast.room.pk, now=last)
    assert queries.topics_now([topic.pk], room_id=cast.room.pk, now=last)
    assert not queries.words_now([word.pk], room_id=cast.room.pk, now=over)
    assert not queries.topics_now([topic.pk], room_id=cast.room.pk, now=over)
    assert word.ends_at == word.ends_at.replace(minute=55, second=0)  # no exact time is kept
    wiring.sweep(over)
    assert not Word.objects.filter(pk=word.pk).exists() and not Topic.objects.filter(pk=topic.pk).exists()


def test_a_longer_rule_later_neither_revives_nor_lengthens(cast: Cast) -> None:
    before = dict(Word.objects.values_list("pk", "ends_at"))
    operations.keep_for(cast.room, days=90, now=cast.now)
    assert dict(Word.objects.values_list("pk", "ends_at")) == before
    word = Word.objects.get(pk=cast.words["bea"].pk)
    operations.reword(word, words="In other words", by=cast.bea.place, now=cast.now)
    assert Word.objects.get(pk=word.pk).ends_at == before[word.pk]
    later = cast.say("Said under the new rule", by=cast.ada)
    assert later.ends_at == end_of(cast.now, days=90)


def test_my_place_mark_is_private_and_knows_no_time(cast: Cast) -> None:
    cast.bea.client.get(f"/topics/{cast.topic.pk}/")
    assert Mark.objects.filter(place=cast.bea.place, topic=cast.topic).exists()
    assert {f.name for f in Mark._meta.fields} == {"id", "place", "topic", "read_to"}
    cast.ada.client.get(f"/topics/{cast.topic.pk}/")
    before = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    Mark.objects.filter(place=cast.bea.place).delete()
    assert text(cast.ada.client.get(f"/topics/{cast.topic.pk}/")) == before


def test_what_is_new_to_me_is_marked_until_i_have_read_it(cast: Cast) -> None:
    cast.bea.client.get(f"/topics/{cast.topic.pk}/")
    cast.say("Something new", by=cast.ada)
    for someone, fresh in ((cast.bea, True), (cast.ada, False)):
        page = text(someone.client.get(f"/rooms/{cast.room.pk}/"))
        assert ("New since you were here" in page) == fresh, someone.name
    assert 'id="new"' in cast.bea.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    assert 'id="new"' not in cast.bea.client.get(f"/topics/{cast.topic.pk}/").content.decode()


def test_one_left_alone_reads_only_their_own(cast: Cast) -> None:
    alone = cast.bea.place
    for someone in (cast.ada, cast.dov, cast.una):
        operations.signal(cast.words["bea"], kind="heard", by=someone.place, now=cast.now)
    readable = queries.readable(alone, now=cast.now)
    assert readable.exclude(place=alone).exists()
    for someone in (cast.ada, cast.dov, cast.una):
        someone.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert set(readable.values_list("place", flat=True)) == {alone.pk}
