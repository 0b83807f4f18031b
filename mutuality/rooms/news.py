"""What is new for one person in all the rooms where they have a place: whose words, in which topic."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Max

from mutuality.fast.prepared import Several
from mutuality.rooms import queries
from mutuality.rooms.models import Mark, Place, Topic, Word
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden

# So many of the latest topics of a room are looked at, and so many of those are shown.
_LOOKED_AT, SHOWN = 12, 4


@dataclass(frozen=True, slots=True)
class Thread:
    """A topic as its reader finds it: its title where they may read it, and who said something since they read.

    ``others``: whether more of them did than are named.
    """

    id: str
    title: str
    names: Sequence[str]
    others: bool = False


@dataclass(slots=True)
class _Heard:
    """Up to where there are words of each place in a topic that this person may read."""

    newest: dict[str, int] = field(default_factory=dict)

    def since(self, read_to: int, *, but: str) -> list[str]:
        """The places that spoke after that, the latest first, without one's own."""
        later = [place for place, order in self.newest.items() if order > read_to and place != but]
        return sorted(later, key=lambda place: -self.newest[place])


def threads(
    places: Sequence[Place], *, hidden: Hidden, most: int, now: datetime
) -> Mapping[str, list[Thread]]:
    """Return the latest topics of each room, those with something new first, with so many names at most in each.

    Names of people behind a boundary of the reader are never among them, and nothing is new that only they said.
    """
    if not places:
        return {}
    mine = {place.room_id: place for place in places}
    topics = _latest(_TOPICS.all(mine))
    marks = {(place, topic): read_to for place, topic, read_to in _MARKS.all([p.pk for p in places])}
    heard = _heard([topic.pk for topic in topics], person=places[0].person_id, now=now)
    new = {
        topic.pk: heard[topic.pk].since(marks.get((place.pk, topic.pk), place.floor - 1), but=place.pk)
        for topic in topics
        if topic.pk in heard and (place := mine[topic.room_id])
    }
    shown = {room: _shown(room, topics, heard, new, mine=mine, hidden=hidden, now=now) for room in mine}
    said = {topic.pk: new.get(topic.pk, [])[:most] for rows in shown.values() for topic in rows}
    names = _names({place for each in said.values() for place in each})
    return {
        room: [
            Thread(
                topic.pk,
                queries.title_for(mine[room], topic, now=now, hidden=hidden),
                [names[place] for place in said[topic.pk] if place in names],
                others=len(new.get(topic.pk, ())) > most,
            )
            for topic in rows
        ]
        for room, rows in shown.items()
    }


_TOPICS: Several[Topic] = Several(
    lambda ids: Topic.objects.filter(room__in=ids).select_related("key", "place").order_by("-newest")
)
_MARKS: Several[tuple[str, str, int]] = Several(
    lambda ids: Mark.objects.filter(place__in=ids).values_list("place", "topic", "read_to")
)


def _latest(topics: Iterable[Topic]) -> list[Topic]:
    """So many of each room, so that a long list costs no more than a short one."""
    taken: dict[str, int] = {}
    found = []
    for topic in topics:
        taken[topic.room_id] = taken.get(topic.room_id, 0) + 1
        if taken[topic.room_id] <= _LOOKED_AT:
            found.append(topic)
    return found


def _heard(topics: Collection[str], *, person: str, now: datetime) -> dict[str, _Heard]:
    found: dict[str, _Heard] = {}
    for topic, place, newest in _HEARD.all(topics, person=person, now=now) if topics else ():
        found.setdefault(topic, _Heard()).newest[place] = newest
    return found


# The same rule as in ``queries.readable``: said after I came, not yet gone, and not by somebody I hid. Words of another
# are here only while that person has a place in the room, so whoever is alone finds none.
_HEARD: Several[tuple[str, str, int]] = Several(
    lambda ids, person, now: (
        Word.objects.filter(topic__in=ids, ends_at__gt=now)
        .filter(topic__room__places__person=person, order__gte=F("topic__room__places__floor"))
        .exclude(safety_queries.is_hidden(person, author="place__person"))
        .values_list("topic", "place")
        .annotate(newest=Max("order"))
        .order_by()
    ),
    person=str,
    now=datetime,
)


def _shown(
    room: str,
    topics: Sequence[Topic],
    heard: Mapping[str, _Heard],
    new: Mapping[str, Sequence[str]],
    *,
    mine: Mapping[str, Place],
    hidden: Hidden,
    now: datetime,
) -> list[Topic]:
    """The topics of a room that this person sees there: the new ones first, each part with the latest words first."""
    place = mine[room]
    seen = [
        topic
        for topic in topics
        if topic.room_id == room and (topic.pk in heard or _begun(topic, place, hidden=hidden, now=now))
    ]
    latest = {
        topic.pk: max(heard[topic.pk].newest.values(), default=0) if topic.pk in heard else 0
        for topic in seen
    }
    return sorted(seen, key=lambda topic: (not new.get(topic.pk), -latest[topic.pk]))[:SHOWN]


def _begun(topic: Topic, place: Place, *, hidden: Hidden, now: datetime) -> bool:
    """Whether it stands there without a word: begun since I came, not yet over, and not by somebody I hid."""
    begun = topic.order >= place.floor and topic.ends_at > now
    return begun and not (topic.place and topic.place.person_id in hidden)


def _names(places: Collection[str]) -> dict[str, str]:
    return {row.pk: queries.place_name(row) for row in _NAMED.all(places)} if places else {}


_NAMED: Several[Place] = Several(lambda ids: Place.objects.filter(pk__in=ids).select_related("key"))
