"""Doors into rooms. There is no other way to a room, a topic or a word."""

from datetime import datetime

from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.rooms import queries
from mutuality.rooms.models import Place, Topic, Word
from mutuality.safety import queries as safety_queries


def place_for(person: Person, *, room_id: str) -> Place:
    """My place in this room. Raises NotHere if I have none or stepped out, or there is no such room."""
    place = queries.place_of(person, room_id=room_id)
    if place is None or place.out:
        raise NotHere
    return place


def open_place_for(person: Person, *, room_id: str) -> Place:
    """My place in a room where I may simply speak. Raises NotHere, also where the floor is given."""
    place = place_for(person, room_id=room_id)
    if place.room.led:
        raise NotHere
    return place


def topic_for(person: Person, *, topic_id: str) -> tuple[Place, Topic]:
    """A topic in a room where I may simply speak. Raises NotHere."""
    topic = queries.topic_row(topic_id)
    if topic is None:
        raise NotHere
    return open_place_for(person, room_id=topic.room_id), topic


def neighbour_for(person: Person, *, place_id: str) -> tuple[Place, Place]:
    """My place and that of somebody else in the same room. Raises NotHere."""
    theirs = queries.neighbour(place_id, of=person)
    mine = queries.place_of(person, room_id=theirs.room_id) if theirs else None
    if theirs is None or mine is None:
        raise NotHere
    return mine, theirs


def own_place_for(person: Person, *, place_id: str) -> Place:
    """My own place. Raises NotHere for everyone else's."""
    mine = queries.own_place(place_id, of=person)
    if mine is None:
        raise NotHere
    return mine


def person_for(person: Person, *, place_id: str) -> tuple[Place, Place]:
    """My place and that of anyone in the same room, also my own. Raises NotHere."""
    mine = queries.own_place(place_id, of=person)
    return (mine, mine) if mine is not None else neighbour_for(person, place_id=place_id)


def card_for(person: Person, *, place_id: str) -> tuple[Place, Place]:
    """My place and that of somebody who shows their card in the same room. Raises NotHere, also behind my boundary."""
    mine, theirs = neighbour_for(person, place_id=place_id)
    shown = place_id in safety_queries.shown_among([place_id])
    if not shown or theirs.person_id in safety_queries.hidden_from(person.pk):
        raise NotHere
    return mine, theirs


def word_for(person: Person, *, word_id: str, now: datetime) -> tuple[Place, Word]:
    """A word I may read at this moment. Raises NotHere."""
    place, word = _readable(person, word_id=word_id, now=now)
    if place.out:
        raise NotHere
    return place, word


def own_word_for(person: Person, *, word_id: str, now: datetime) -> tuple[Place, Word]:
    """A word of my own, also from a room I stepped out of. Raises NotHere for everybody else's."""
    place, word = _readable(person, word_id=word_id, now=now)
    if word.place_id != place.pk:
        raise NotHere
    return place, word


def _readable(person: Person, *, word_id: str, now: datetime) -> tuple[Place, Word]:
    found = Word.objects.select_related("topic").filter(pk=word_id).first()
    place = queries.place_of(person, room_id=found.topic.room_id) if found else None
    if place is None:
        raise NotHere
    word = (
        queries.readable(place, now=now)
        .filter(pk=word_id)
        .select_related("key", "topic", "place", "place__key")
        .first()
    )
    if word is None:
        raise NotHere
    return place, word
