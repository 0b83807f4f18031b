"""Reading in rooms: always through a place, never by bare id."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from mutuality.fast.prepared import Prepared, Several
from mutuality.kit import prose
from mutuality.live.terms import topic_of
from mutuality.people.models import Person
from mutuality.rooms import moments, terms
from mutuality.rooms.models import Mark, Place, Room, Said, Signal, Topic, Word
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import NOBODY, Hidden
from mutuality.ui.templatetags.parts import TINTS, first_letter
from mutuality.vault import operations as vault
from mutuality.vault import rows


@dataclass(frozen=True, slots=True)
class Sign:
    """One quiet signal, with the name of the person who gave it."""

    place: str
    name: str
    kind: str
    person: str = ""

    @property
    def label(self) -> str:
        """What the signal says."""
        return str(terms.Kind(self.kind).label)


_kind_of = attrgetter("kind")


@dataclass(frozen=True)
class Spoken:
    """One word as a reader sees it. ``came``: the count at which its author came into the room."""

    id: str
    order: int
    version: int
    topic: str
    place: str
    person: str
    said_at: datetime
    ends_at: datetime
    reworded: bool
    folded: bool = False
    came: int = 0
    name: str = ""
    pronouns: str = ""
    bound: str = ""
    note: str = ""
    asks: str = ""
    words: str = ""
    signs: Sequence[Sign] = field(default_factory=tuple)

    @property
    def padded(self) -> str:
        """The order, so that pages can compare it as text."""
        return f"{self.order:012d}"

    @cached_property
    def html(self) -> str:
        """The words as safe HTML."""
        return prose.render(self.words)

    @property
    def tint(self) -> int:
        """One of the six tints of people, by the order in which they came."""
        return self.came % TINTS + 1

    @property
    def letter(self) -> str:
        """The first letter of the name."""
        return first_letter(self.name)

    @property
    def by_kind(self) -> list[tuple[str, list[Sign]]]:
        """The signals, each kind once with all who gave it."""
        return [(str(terms.Kind(kind).label), list(given)) for kind, given in groupby(self.signs, _kind_of)]

    def without(self, hidden: Collection[str]) -> "Spoken":
        """The same word without the signals of these people."""
        return replace(self, signs=tuple(sign for sign in self.signs if sign.person not in hidden))


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the list of a room, and whether something in it is new to the reader."""

    id: str
    title: str
    order: int
    newest: int
    new: bool
    hidden: bool = False
    # Who wrote last, and when; nothing where the reader can't read it.
    by: str = ""
    last: str = ""
    said_at: datetime | None = None
    when: str = ""

    def told(self, *, now: datetime, zone: str, language: str) -> "TopicLine":
        """The same line with the time in words."""
        if self.said_at is None:
            return self
        return replace(self, when=moments.when(self.said_at, now=now, zone=zone, language=language))

    @property
    def padded(self) -> str:
        """Newest talk first, as text that pages can compare."""
        return f"{10**12 - self.newest:012d}"


SPOKEN = ("words", "title", "note")


def draft_places(page: str) -> list[str]:
    """Return where drafts of this page lie, in the order of ``SPOKEN``: the words under the page itself."""
    return [page, *(page + part for part in SPOKEN[1:])]


def place_of(person: Person, *, room_id: str) -> Place | None:
    """My place in a room, if I have one."""
    place = _PLACE.first(room=room_id, person=person.pk)
    if place is not None:
        place.person = person
    return place


_PLACE: Prepared[Place] = Prepared(
    lambda room, person: Place.objects.select_related("room__circle", "key").filter(
        room_id=room, person_id=person
    ),
    room=str,
    person=str,
)


def topic_row(topic_id: str) -> Topic | None:
    """A topic and its room, for a door to judge."""
    return _TOPIC.first(topic=topic_id)


_TOPIC: Prepared[Topic] = Prepared(
    lambda topic: Topic.objects.select_related("key", "room").filter(pk=topic), topic=str
)


def days_of(room_id: str) -> int | None:
    """For how many days the next word in this room stays; nothing where there is no such room."""
    return _DAYS_OF.first(room=room_id)


_DAYS_OF: Prepared[int] = Prepared(
    lambda room: Room.objects.filter(pk=room).values_list("retention_days", flat=True), room=str
)


def places(room: Room) -> list[Place]:
    """Everyone with a place in the room."""
    return _PLACES.all(room=room.pk)


_PLACES: Prepared[Place] = Prepared(
    lambda room: Place.objects.select_related("key").filter(room_id=room), room=str
)


def who_is_here(room_id: str) -> str:
    """The name of the count that goes on whenever someone comes into a room, leaves it or appears differently."""
    return topic_of("people", room_id)


def persons_in(room_id: str) -> list[str]:
    """Who has a place in the room and has not stepped out."""
    return list(Place.objects.filter(room=room_id, out=False).values_list("person", flat=True))


def writes_from(person_id: str, *, circle_id: str | None) -> datetime | None:
    """Return from when on this person writes in the rooms of these people, if they can't now."""
    rows = Place.objects.filter(person=person_id, room__circle=circle_id, writes_from__isnull=False)
    return rows.aggregate(latest=Max("writes_from"))["latest"] if circle_id else None


def places_among(ids: Collection[str]) -> list[Place]:
    """These places, with their keys."""
    return list(Place.objects.select_related("key").filter(pk__in=ids)) if ids else []


def place_name(place: Place) -> str:
    """The name this person goes by in this room."""
    return place.text("name")


def place_bound(place: Place) -> str:
    """Whether this person is paid to be here or bound to pass things on, in their own words."""
    return place.text("bound")


def place_pronouns(place: Place) -> str:
    """The pronouns this person goes by in this room, if they say so."""
    return place.text("pronouns")


def name_is_taken(room: Room, *, marks: Collection[str], but: Place | None = None) -> bool:
    """Whether someone else in the room has this name or one that looks like it."""
    named = Place.objects.filter(room=room, name_mark__in=marks)
    return named.exclude(pk=but.pk if but else "").exists()


def places_of_circle(place: Place) -> list[Place]:
    """My places in all rooms of these people: their talk, and their meetings."""
    rows = Place.objects.select_related("room", "key").filter(person=place.person_id)
    circle = place.room.circle_id
    return list(rows.filter(room__circle=circle) if circle else rows.filter(pk=place.pk))


def readable(place: Place, *, now: datetime) -> QuerySet[Word]:
    """The words this place may read: said after it came, not yet gone, and only one's own once one is alone.

    Not the words of people behind a boundary of its own. Source: DESIGN.md, rules that keep people safe, 1 and 4.
    """
    words = Word.objects.filter(topic__room=place.room_id, ends_at__gt=now)
    others = Place.objects.filter(room=place.room_id).exclude(pk=place.pk)
    words = words.exclude(safety_queries.is_hidden(place.person_id, author="place__person"))
    return words.filter(Q(place=place) | Q(Exists(others), order__gte=place.floor))


def newest_words(place: Place, topic: Topic, *, now: datetime, before: int | None = None) -> list[Word]:
    """One page of a topic, oldest first: which words stand there, without what they say. See ``whole``."""
    return _NEWEST.all(
        mine=place.pk,
        room=place.room_id,
        person=place.person_id,
        floor=place.floor,
        topic=topic.pk,
        now=now,
        before=_LAST if before is None else before,
    )[::-1]


def _newest(
    *, mine: str, room: str, person: str, floor: int, topic: str, now: datetime, before: int
) -> QuerySet[Word]:
    place = Place(id=mine, room_id=room, person_id=person, floor=floor)
    rows = readable(place, now=now).filter(topic=topic, order__lt=before).order_by("-order")
    return rows.only(*_OUTSIDE)[: terms.WORDS_A_PAGE + 1]


_LAST = 2**62
# All of a word that is not sealed in it.
_OUTSIDE = ("topic", "place", "order", "version", "said_at", "ends_at")
_NEWEST: Prepared[Word] = Prepared(
    _newest, mine=str, room=str, person=str, floor=int, topic=str, now=datetime, before=int
)


def own_words(place: Place, topic: Topic, *, now: datetime) -> list[Word]:
    """What this place itself has said in a topic, also when it has stepped out: it stays one's own to take back."""
    rows = Word.objects.filter(topic=topic, place=place, ends_at__gt=now).order_by("order")
    return list(rows.only(*_OUTSIDE))


def whole(words: Sequence[Word]) -> list[Word]:
    """The same rows with their seals, keys and authors; what went meanwhile is left out."""
    rows = {row.pk: row for row in _WHOLE.all([w.pk for w in words])}
    return [rows[w.pk] for w in words if w.pk in rows]


_WHOLE: Several[Word] = Several(
    lambda ids: Word.objects.filter(pk__in=ids).select_related("key", "place", "place__key")
)


def words_now(ids: Collection[str], *, room_id: str, now: datetime) -> list[Word]:
    """The rows of these words as they stand, for whoever may read them; the missing are gone."""
    return _WORDS_NOW.all(ids, room=room_id, now=now)


def is_said_in(word_id: str, *, circle_id: str, now: datetime) -> bool:
    """Whether this word stands in a room of these people now."""
    return Word.objects.filter(pk=word_id, topic__room__circle=circle_id, ends_at__gt=now).exists()


_WORDS_NOW: Several[Word] = Several(
    lambda ids, room, now: Word.objects.filter(pk__in=ids, topic__room=room, ends_at__gt=now).select_related(
        "key", "place", "place__key"
    ),
    room=str,
    now=datetime,
)


def topics_of(words: Collection[str]) -> list[tuple[str, str]]:
    """Which of these words stand in which topic."""
    return _TOPICS_OF.all(words)


_TOPICS_OF: Several[tuple[str, str]] = Several(
    lambda ids: Word.objects.filter(pk__in=ids).values_list("pk", "topic")
)


def opened(words: Sequence[Word]) -> list[Spoken]:
    """Open the seals of these rows, with their authors' names and signals. A row whose key is gone is left out."""
    texts = rows.texts(words, "words")
    signs = _signs(words)
    return [
        _spoken(word, text, signs.get(word.id, ()))
        for word, text in zip(words, texts, strict=True)
        if text is not None
    ]


def _spoken(word: Word, text: str, signs: Sequence[Sign]) -> Spoken:
    return Spoken(
        id=word.id,
        order=word.order,
        version=word.version,
        topic=word.topic_id,
        place=word.place_id,
        person=word.place.person_id,
        said_at=word.said_at,
        ends_at=word.ends_at,
        came=word.place.floor,
        reworded=word.reworded,
        folded=word.folded,
        name=place_name(word.place),
        pronouns=place_pronouns(word.place),
        bound=place_bound(word.place),
        note=word.text("note"),
        asks=word.text("asks"),
        words=text,
        signs=signs,
    )


def _signs(words: Sequence[Word]) -> dict[str, list[Sign]]:
    found: dict[str, list[Sign]] = {}
    rows = _SIGNS.all([w.pk for w in words])
    kinds = list(terms.Kind.values)
    for row in sorted(rows, key=lambda r: (kinds.index(r.kind), r.pk)):
        found.setdefault(row.word_id, []).append(
            Sign(row.place_id, place_name(row.place), row.kind, row.place.person_id)
        )
    return found


_SIGNS: Several[Signal] = Several(
    lambda ids: Signal.objects.filter(word__in=ids).select_related("place", "place__key")
)


def topics(place: Place, *, now: datetime) -> list[TopicLine]:
    """The topics of my room, newest words first, with who wrote last.

    Titles given before I came are not shown to me.
    """
    return _with_last(topic_lines(place, now=now), place=place, now=now)


def topic_lines(place: Place, *, now: datetime) -> list[TopicLine]:
    """The same topics, without who wrote last."""
    asked = {"mine": place.pk, "room": place.room_id, "person": place.person_id, "floor": place.floor}
    rows = _TOPICS.all(**asked, now=now)
    marks = dict(_MARKS.all(place=place.pk))
    lines = [_line(row, place, marks.get(row.pk, place.floor - 1), now=now) for row in rows]
    hidden = safety_queries.hidden_from(place.person_id)
    return _as_heard(lines, place=place, marks=marks, hidden=hidden, now=now) if hidden else lines


def _topics(*, mine: str, room: str, person: str, floor: int, now: datetime) -> QuerySet[Topic]:
    place = Place(id=mine, room_id=room, person_id=person, floor=floor)
    said = readable(place, now=now).filter(topic=OuterRef("pk"))
    rows = Topic.objects.filter(Q(Exists(said)) | Q(order__gte=floor, ends_at__gt=now), room=room)
    return rows.select_related("key").order_by("-newest")


_TOPICS: Prepared[Topic] = Prepared(_topics, mine=str, room=str, person=str, floor=int, now=datetime)
_MARKS: Prepared[tuple[str, int]] = Prepared(
    lambda place: Mark.objects.filter(place=place).values_list("topic_id", "read_to"), place=str
)


def _with_last(lines: list[TopicLine], *, place: Place, now: datetime) -> list[TopicLine]:
    """The same lines with who wrote last in each, of those whom this place hears."""
    asked = {"mine": place.pk, "room": place.room_id, "person": place.person_id, "floor": place.floor}
    newest = _NEWEST_SAID.all([line.id for line in lines], **asked, now=now)
    said = {(w.topic_id, w.order): w for w in _WHOLE.all(filter(None, newest))}
    return [last_of(line, said.get((line.id, line.newest))) for line in lines]


def _newest_said(
    ids: Sequence[str], *, mine: str, room: str, person: str, floor: int, now: datetime
) -> QuerySet[Topic, str | None]:
    place = Place(id=mine, room_id=room, person_id=person, floor=floor)
    said = readable(place, now=now).filter(topic=OuterRef("pk")).order_by("-order").values("pk")[:1]
    return Topic.objects.filter(pk__in=ids).annotate(said=Subquery(said)).values_list("said", flat=True)


_NEWEST_SAID: Several[str | None] = Several(
    _newest_said, mine=str, room=str, person=str, floor=int, now=datetime
)


def last_of(line: TopicLine, word: Word | None) -> TopicLine:
    """The line of a topic with who said this word, its newest."""
    if word is None:
        return line
    return replace(line, by=word.place_id, last=place_name(word.place), said_at=word.said_at)


def _line(row: Topic, place: Place, read_to: int, *, now: datetime) -> TopicLine:
    title = title_for(place, row, now=now)
    return TopicLine(row.id, title, row.order, row.newest, new=row.newest > read_to)


def _as_heard(
    lines: list[TopicLine], *, place: Place, marks: Mapping[str, int], hidden: Hidden, now: datetime
) -> list[TopicLine]:
    """The same list for whoever hid somebody: nothing in it comes from words they do not see."""
    heard = readable(place, now=now).order_by().values_list("topic").annotate(newest=Max("order"))
    newest: dict[str, int] = dict(heard)
    theirs = set(begun_by(hidden, room_id=place.room_id))
    seen = [
        replace(
            line,
            title="" if line.id in theirs else line.title,
            hidden=line.id in theirs,
            newest=newest.get(line.id, line.order),
            new=newest.get(line.id, 0) > marks.get(line.id, place.floor - 1),
        )
        for line in lines
        if line.id not in theirs or line.id in newest
    ]
    return sorted(seen, key=lambda line: -line.newest)


def begun_by(persons: Collection[str], *, room_id: str) -> list[str]:
    """The topics of a room whose titles these people gave."""
    rows = Topic.objects.filter(room=room_id, place__person__in=persons)
    return list(rows.values_list("pk", flat=True))


def title_for(place: Place, topic: Topic, *, now: datetime, hidden: Hidden = NOBODY) -> str:
    """The title as this place may read it: given after it came, not yet over, and not by somebody it hid."""
    if hidden and topic.place is not None and topic.place.person_id in hidden:
        return ""
    return topic_title(topic) if topic.order >= place.floor and topic.ends_at > now else ""


@dataclass(frozen=True, slots=True)
class Near:
    """What I am told, and nobody else: whom I hid, how many of them are in this room, and where I know the name."""

    hidden: Hidden = NOBODY
    count: int = 0
    places: frozenset[str] = frozenset()
    named: bool = True

    def unnamed(self) -> "Near":
        """Return the same for a page that must not say who it is: the passphrase was not said again there."""
        return replace(self, named=False)


def stream_address(room_id: str, *, hidden: Hidden, part: str = "") -> str:
    """Where my open page of this room hears what is new; it says for which view the page was made.

    ``part``: the topic whose words it shows, or ``terms.TOPICS``, so that it is sent nothing else.
    """
    view = safety_queries.view_of(hidden)
    asked = [f"{name}={value}" for name, value in (("view", view), ("part", part)) if value]
    return f"/live/room/{room_id}/" + ("?" + "&".join(asked) if asked else "")


def near(place: Place) -> Near:
    """Who of those I hid is near me in this room. Source: DESIGN.md, rules that keep people safe, 1."""
    return near_each([place])[place.room_id]


def near_each(mine: Sequence[Place]) -> Mapping[str, Near]:
    """The same for all my places, by room: one question for all of them."""
    marks = safety_queries.marks_of(mine[0].person_id) if mine else frozenset()
    if not marks:
        return {place.room_id: Near() for place in mine}
    me, hidden = mine[0].person_id, frozenset(about for about, _mark in marks)
    here: dict[str, list[Place]] = {place.room_id: [] for place in mine}
    for each in _HIDDEN_HERE.all(here, person=me):
        here[each.room_id].append(each)
    return {room: _near(places, by=me, marks=marks, hidden=hidden) for room, places in here.items()}


def _near(places: Sequence[Place], *, by: str, marks: Collection[tuple[str, str]], hidden: Hidden) -> Near:
    known = frozenset(p.pk for p in places if (p.person_id, _met_as(p, by=by)) in marks)
    return Near(hidden, sum(not p.out for p in places), known)


_HIDDEN_HERE: Several[Place] = Several(
    lambda ids, person: (
        Place.objects.filter(safety_queries.is_hidden(person, author="person"), room__in=ids)
        .select_related("key")
        .order_by("pk")
    ),
    person=str,
)


def _met_as(place: Place, *, by: str) -> str:
    return safety_queries.name_mark(place_name(place), by=by)


def hidden_here(room: Room | str, *, hidden: Hidden) -> int:
    """How many people behind my boundaries have a place in this room. Told to me alone."""
    return Place.objects.filter(room=room, person__in=hidden, out=False).count() if hidden else 0


def signed_by(hidden: Hidden, *, words: Sequence[Word]) -> set[str]:
    """Which of these words carry a signal of somebody I hid."""
    rows = Signal.objects.filter(word__in=[w.pk for w in words], place__person__in=hidden)
    return set(rows.values_list("word_id", flat=True))


def neighbour(place_id: str, *, of: Person) -> Place | None:
    """Somebody else's place in a room in which I have one too."""
    rows = Place.objects.select_related("person", "key").filter(pk=place_id, room__places__person=of)
    return rows.exclude(person=of).first()


def own_place(place_id: str, *, of: Person) -> Place | None:
    """My own place, by its id."""
    place = Place.objects.select_related("room__circle", "key").filter(pk=place_id, person=of).first()
    if place is not None:
        place.person = of
    return place


def topic_title(topic: Topic) -> str:
    """The title, unless the person who gave it took it along."""
    if topic.title is None or topic.key is None:
        return ""
    return topic.text("title")


def topics_now(ids: Collection[str], *, room_id: str, now: datetime) -> list[Topic]:
    """The rows of these topics as they stand; what is over is gone."""
    living = Word.objects.filter(topic=OuterRef("pk"), ends_at__gt=now)
    rows = Topic.objects.filter(Q(Exists(living)) | Q(ends_at__gt=now), pk__in=ids, room=room_id)
    return list(rows.select_related("key"))


def newest_of(topics: Sequence[Topic], *, now: datetime) -> dict[str, Word]:
    """The newest word of each topic, with its author's name."""
    rows = Word.objects.filter(
        topic__in=[t.pk for t in topics], order__in=[t.newest for t in topics], ends_at__gt=now
    )
    newest = {t.pk: t.newest for t in topics}
    found = rows.select_related("place", "place__key")
    return {w.topic_id: w for w in found if newest[w.topic_id] == w.order}


def has_new(place: Place, *, now: datetime) -> bool:
    """Whether anything in my room is new since I read."""
    return any(line.new for line in topic_lines(place, now=now))


def read_to(place: Place, topic: Topic) -> int:
    """My place-mark in this topic."""
    mark = _MARK.first(place=place.pk, topic=topic.pk)
    return place.floor - 1 if mark is None else mark


_MARK: Prepared[int] = Prepared(
    lambda place, topic: Mark.objects.filter(place_id=place, topic_id=topic).values_list(
        "read_to", flat=True
    ),
    place=str,
    topic=str,
)


def already_said(mark: str) -> Word | None:
    """The word that this very form already said, so that a second click says nothing twice."""
    row = Said.objects.select_related("word").filter(mark=mark).first()
    return row.word if row else None


def said_before(mark: str) -> Said | None:
    """What the form with this mark has said already."""
    return _SAID.first(mark=mark)


_SAID: Prepared[Said] = Prepared(lambda mark: Said.objects.select_related("word").filter(mark=mark), mark=str)


def said_mark(once: str, *, words: str, note: str = "", title: str = "", asks: str = "", place: Place) -> str:
    """A keyed mark of one form of one person with what stood in it: with other words it says something else.

    ``once`` is random and kept nowhere, so no one can try words against the mark.
    """
    return vault.mark("\0".join((place.pk, once, title, note, words, asks)), about="rooms.said")
