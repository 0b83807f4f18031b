"""The topics of a room as they read to those who hid somebody: one look for a whole room of readers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery

from mutuality.rooms.models import Mark, Place, Topic, Word
from mutuality.rooms.queries import TopicLine, last_of, title_for
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import NOBODY, Hidden

Heard = Mapping[str, Mapping[str, TopicLine | None]]


def lines(topics: Sequence[Topic], *, persons: Collection[str], now: datetime) -> Heard:
    """By person and topic: the line as it reads to whoever hid the giver of its title or its last speaker.

    Nothing for a topic in which they hear nobody. Whoever is not named reads what everybody reads.
    """
    givers, speakers = _givers(topics), _last_speakers(topics)
    concerned = safety_queries.who_hid({*givers.values(), *speakers} - {""}).keys() & set(persons)
    if not concerned:
        return {}
    said = _newest_of_each(topics, now=now)
    hidden = safety_queries.who_hid({*givers.values(), *(person for _topic, person in said)})
    places = Place.objects.filter(room=topics[0].room_id, person__in=concerned)
    read = _read(topics, places=[p.pk for p in places])
    words = _words(topics, orders=set(said.values()))
    return {
        p.person_id: {
            t.pk: _line(t, p, hidden.get(p.person_id, NOBODY), givers[t.pk], said, words, read, now=now)
            for t in topics
        }
        for p in places
    }


def _line(
    topic: Topic,
    place: Place,
    hidden: Hidden,
    giver: str,
    said: Mapping[tuple[str, str], int],
    names: Mapping[tuple[str, int], Word],
    read: Mapping[tuple[str, str], int],
    *,
    now: datetime,
) -> TopicLine | None:
    heard = [
        order
        for (where, person), order in said.items()
        if where == topic.pk and person not in hidden and (order >= place.floor or person == place.person_id)
    ]
    theirs = giver in hidden
    if theirs and not heard:
        return None
    newest = max(heard, default=topic.order)
    new = bool(heard) and newest > read.get((place.pk, topic.pk), place.floor - 1)
    title = "" if theirs else title_for(place, topic, now=now)
    line = TopicLine(topic.pk, title, topic.order, newest, new=new, hidden=theirs)
    return last_of(line, names.get((topic.pk, newest)))


def _givers(topics: Sequence[Topic]) -> dict[str, str]:
    rows = Topic.objects.filter(pk__in=[t.pk for t in topics]).values_list("pk", "place__person")
    return {topic: giver or "" for topic, giver in rows}


def _last_speakers(topics: Sequence[Topic]) -> set[str]:
    last = Word.objects.filter(topic=OuterRef("pk"), order=OuterRef("newest")).values("place__person")[:1]
    rows = Topic.objects.filter(pk__in=[t.pk for t in topics]).values_list(Subquery(last), flat=True)
    return {person for person in rows if person}


def _newest_of_each(topics: Sequence[Topic], *, now: datetime) -> dict[tuple[str, str], int]:
    """The newest word of each person in each topic, by topic and person."""
    rows = Word.objects.filter(topic__in=[t.pk for t in topics], ends_at__gt=now).order_by()
    found = rows.values_list("topic", "place__person").annotate(newest=Max("order"))
    return {(topic, person): newest for topic, person, newest in found}


def _words(topics: Sequence[Topic], *, orders: Collection[int]) -> dict[tuple[str, int], Word]:
    """The newest words of everyone in these topics, with their authors' names, by topic and count."""
    rows = Word.objects.filter(topic__in=[t.pk for t in topics], order__in=list(orders))
    return {(w.topic_id, w.order): w for w in rows.select_related("place", "place__key")}


def _read(topics: Sequence[Topic], *, places: Collection[str]) -> dict[tuple[str, str], int]:
    rows = Mark.objects.filter(topic__in=[t.pk for t in topics], place__in=places)
    return {(place, topic): upto for place, topic, upto in rows.values_list("place", "topic", "read_to")}
