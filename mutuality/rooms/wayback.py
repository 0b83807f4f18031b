"""One's place, words, titles and signals, taken along in a form in which they can come back for a while."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

from django.db.models import F, Max

from mutuality.kit import names
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.live import operations as live
from mutuality.people.models import Person
from mutuality.rooms import queries
from mutuality.rooms.models import Place, Room, Signal, Topic, Word
from mutuality.rooms.operations import NameTaken, stream, take_place

Kept: TypeAlias = dict[str, Any]


def packed(place: Place, *, now: datetime) -> Kept:
    """What is mine in this room and has not run out."""
    words = Word.objects.select_related("key", "topic").filter(place=place, ends_at__gt=now)
    titled = Topic.objects.select_related("key").filter(place=place, ends_at__gt=now)
    topics = {w.topic_id: _packed_topic(w.topic, title="") for w in words}
    topics |= {t.pk: _packed_topic(t, title=queries.topic_title(t)) for t in titled}
    return {
        "name": queries.place_name(place),
        "bound": queries.place_bound(place),
        "pronouns": queries.place_pronouns(place),
        # Leaving and coming back is no way around what others decided.
        "writes_from": place.writes_from.isoformat() if place.writes_from else None,
        "topics": topics,
        "words": [_packed_word(word) for word in words.order_by("order")],
        "signals": list(Signal.objects.filter(place=place).values_list("word_id", "kind")),
    }


def _packed_topic(topic: Topic, *, title: str) -> Kept:
    return {"order": topic.order, "days": topic.days, "ends_at": topic.ends_at.isoformat(), "title": title}


def _packed_word(word: Word) -> Kept:
    texts = {part: word.text(part) for part in ("words", "note", "asks")}
    plain = {"topic": word.topic_id, "order": word.order, "reworded": word.reworded}
    return texts | plain | {"said_at": word.said_at.isoformat(), "ends_at": word.ends_at.isoformat()}


@operation
def bring_back(room: Room, *, kept: Kept, by: Person, now: datetime) -> Place:
    """Back in the room: one's own words stand where they stood, and go when they would have gone.

    What others said before this moment stays unread, as for everybody who comes in: they spoke without one.
    """
    place = _place_again(room, kept=kept, by=by, now=now)
    if kept.get("writes_from"):
        Place.objects.filter(pk=place.pk).update(writes_from=datetime.fromisoformat(kept["writes_from"]))
    words = [w for w in kept["words"] if _end_of(w) > now]
    topics = _topics_again(kept["topics"], by=place, needed={w["topic"] for w in words}, now=now)
    for word in words:
        row = _word_again(word, topic_id=topics[word["topic"]], by=place)
        live.append(stream(room.pk), kind="word", ref=row.pk, now=now)
    _signals_again(kept["signals"], by=place, now=now)
    for topic_id in sorted(topics.values()):
        _settle(topic_id, room=room, now=now)
    return place


def _end_of(kept: Kept) -> datetime:
    """Return when this goes. What was packed while spans were days has the day only, and stays to its end."""
    if "ends_at" in kept:
        return datetime.fromisoformat(kept["ends_at"])
    return datetime.combine(date.fromisoformat(kept["ends_on"]) + timedelta(days=1), time.min, UTC)


def _place_again(room: Room, *, kept: Kept, by: Person, now: datetime) -> Place:
    """Under the name of before, or with a number behind it when somebody goes by it now."""
    told = {"bound": kept["bound"], "pronouns": kept.get("pronouns", ""), "by": by, "now": now}
    for number in range(1, 100):
        tail = f" {number}" if number > 1 else ""
        name = kept["name"][: names.LONGEST - len(tail)] + tail
        try:
            return take_place(room, name=name, **told)
        except NameTaken:
            continue
    return take_place(room, name=new_id(), **told)


def _topics_again(kept: Kept, *, by: Place, needed: set[str], now: datetime) -> dict[str, str]:
    """Each topic of before → the one where it goes on now."""
    found: dict[str, str] = {}
    for topic_id, topic in kept.items():
        row = Topic.objects.filter(pk=topic_id, room=by.room_id).first()
        if row is not None:
            found[topic_id] = row.pk
            _give_title(row, title=topic["title"], by=by)
        elif topic_id in needed or (topic["title"] and _end_of(topic) > now):
            found[topic_id] = _topic_again(topic, by=by).pk
    return found


def _settle(topic_id: str, *, room: Room, now: datetime) -> None:
    """The topic stands in the list where its newest word puts it; its title goes when it would have gone."""
    newest = Word.objects.filter(topic=topic_id).aggregate(newest=Max("order"))["newest"]
    Topic.objects.filter(pk=topic_id).update(newest=newest or F("order"))
    live.append(stream(room.pk), kind="topic", ref=topic_id, now=now)


def _give_title(row: Topic, *, title: str, by: Place) -> None:
    if title and row.title is None:
        Topic.objects.filter(pk=row.pk).reseal({"title": title}, place=by)


def _topic_again(topic: Kept, *, by: Place) -> Topic:
    title = topic["title"]
    return Topic.add(
        room_id=by.room_id,
        place=by if title else None,
        title=title,
        order=topic["order"],
        newest=topic["order"],
        days=topic["days"],
        ends_at=_end_of(topic),
    )


def _word_again(word: Kept, *, topic_id: str, by: Place) -> Word:
    return Word.add(
        topic_id=topic_id,
        place=by,
        words=word["words"],
        note=word["note"],
        asks=word.get("asks", ""),
        order=word["order"],
        reworded=word["reworded"],
        said_at=datetime.fromisoformat(word["said_at"]),
        ends_at=_end_of(word),
    )


def _signals_again(kept: list[list[str]], *, by: Place, now: datetime) -> None:
    """Signals to words that are still there."""
    for word_id, kind in kept:
        if Word.objects.filter(pk=word_id, topic__room=by.room_id).exists():
            Signal.add(word_id=word_id, place=by, kind=kind)
            Word.objects.filter(pk=word_id).update(version=F("version") + 1)
            live.append(stream(by.room_id), kind="word", ref=word_id, now=now)
