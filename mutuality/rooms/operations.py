"""Speaking, rewording, taking back, signalling; coming to a room and leaving it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mutuality.circles.models import Circle
from mutuality.fast.prepared import Change, add, change, write
from mutuality.kit import batches, names, prose
from mutuality.kit.clock import coarse, end_of
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.live import operations as live
from mutuality.live.terms import topic_of
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.rooms import queries, terms, writing
from mutuality.rooms.fragments import forget_all_everywhere, forget_word_everywhere, fragments
from mutuality.rooms.models import Place, Room, Said, Signal, Topic, Word
from mutuality.safety import operations as safety
from mutuality.vault import operations as vault
from mutuality.vault.queries import Gone
from mutuality.vault.rows import Rows


class NameTaken(Refusal):
    """Someone in this room has this name already."""


def stream(room_id: str) -> str:
    """The live topic of a room."""
    return topic_of("room", room_id)


def tell(room_id: str, *, kind: str, ref: str, now: datetime) -> int:
    """Tell the open pages of a room that something changed; returns the count at which it did."""
    name = stream(room_id)
    if kind == terms.WORD:
        transaction.on_commit(partial(forget_word_everywhere, ref))
    elif kind == terms.SAID:
        transaction.on_commit(partial(fragments.drop, ref))
    elif kind == "left":
        transaction.on_commit(forget_all_everywhere)
    order = live.append(name, kind=kind, ref=ref, now=now)[name]
    if kind in ("person", "left"):
        # Only ever after the room's own count: so no two changes wait for each other in a ring.
        live.count_on(queries.who_is_here(room_id))
    return order


@operation
def open_room(*, circle: Circle, retention_days: int, now: datetime) -> Room:
    """Open a new, empty room of these people."""
    return Room.objects.create(circle=circle, retention_days=retention_days)


@operation
def open_led_room(*, circle_id: str, retention_days: int, now: datetime) -> Topic:
    """Open a new room in which an app above gives the floor, with the one thread it has."""
    room = Room.objects.create(circle_id=circle_id, retention_days=retention_days, led=True)
    row_id = new_id()
    order = tell(room.pk, kind="topic", ref=row_id, now=now)
    return Topic.objects.create(
        id=row_id,
        room=room,
        order=order,
        newest=order,
        days=retention_days,
        ends_at=end_of(now, days=retention_days),
    )


@operation
def step_out(place: Place, *, now: datetime) -> None:
    """Hear and read nothing here until one is back. One's words stay, and stay one's own."""
    Place.objects.filter(pk=place.pk).update(out=True)
    tell(place.room_id, kind="person", ref=place.pk, now=now)


@operation
def step_in(place: Place, *, now: datetime) -> None:
    """Back in the room."""
    Place.objects.filter(pk=place.pk).update(out=False)


def name_taken() -> NameTaken:
    """Return the refusal of a name that is in use, or looks like one that is."""
    return NameTaken(
        _("Someone in this group has this name, or one that looks like it. Please choose another."),
        field="name",
    )


@operation
def take_place(room: Room, *, name: str, bound: str, by: Person, now: datetime, pronouns: str = "") -> Place:
    """Come into a room under a name. What was said before stays unread.

    Raises Refusal for an unusable name, NameTaken for one that is in use or looks like it.
    """
    shown = names.clean(name)
    marks = name_marks(shown, room_id=room.pk)
    held = queries.writes_from(by.pk, circle_id=room.circle_id)
    row_id = new_id()
    floor = tell(room.pk, kind="person", ref=row_id, now=now)
    if queries.name_is_taken(room, marks=marks):
        raise name_taken()
    line = bound.strip()
    return Place.add(
        id=row_id,
        room=room,
        person=by,
        name=shown,
        bound=prose.line(line) if line else "",
        pronouns=prose.line(pronouns, most=terms.MOST_PRONOUNS) if pronouns.strip() else "",
        name_mark=marks[0],
        floor=floor,
        writes_from=held,
    )


def name_marks(name: str, *, room_id: str) -> list[str]:
    """Return the keyed marks of all that this name looks like in this room; the first is its own."""
    return [vault.mark(skeleton, about=f"rooms.name:{room_id}") for skeleton in names.skeletons(name)]


def renew_name_marks(*, now: datetime) -> None:
    """Find each name in a room by how it looks today. Where two look alike by now, both stay as they are."""
    for place in batches.paged(Place.objects.select_related("key")):
        try:
            mark = name_marks(queries.place_name(place), room_id=place.room_id)[0]
        except Gone:
            continue
        if mark != place.name_mark:
            _renew_name_mark(place, mark=mark, now=now)


@operation
def _renew_name_mark(place: Place, *, mark: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            Place.objects.filter(pk=place.pk, key=place.key_id).update(name_mark=mark)
    except IntegrityError:
        return


@operation
def begin_topic(*, title: str, by: Place, now: datetime) -> Topic:
    """Open a thread of talk in my room. Raises Refusal for an unusable title, or for one more than very many."""
    writing.require(by, now=now)
    shown = prose.line(title, most=terms.MOST_TITLE, field="title")
    row_id = new_id()
    order = tell(by.room_id, kind="topic", ref=row_id, now=now)
    if Topic.objects.filter(place=by).count() >= terms.MOST_TOPICS_BEGUN:
        # Everybody here is shown every one of them.
        raise Refusal(
            _("You've started %(most)d topics here, which is the limit. You can write in one of them.")
            % {"most": terms.MOST_TOPICS_BEGUN},
            field="title",
        )
    return Topic.add(
        id=row_id,
        room_id=by.room_id,
        place=by,
        title=shown,
        order=order,
        newest=order,
        days=_days(by.room_id),
        ends_at=end_of(now, days=_days(by.room_id)),
    )


def _days(room_id: str) -> int:
    days = queries.days_of(room_id)
    if days is None:
        raise NotHere
    return days


@operation
def begin(
    *, title: str, words: str, note: str = "", asks: str = "", once: str, by: Place, now: datetime
) -> Topic:
    """Open a thread with its first word, both or neither. The same form sent twice opens one thread.

    Raises Refusal for an unusable title or words.
    """
    shown = prose.line(title, most=terms.MOST_TITLE, field="title")
    text, shown_note = _cleaned(words, note=note)
    asked = _one_asked(asks)
    mark = queries.said_mark(once, words=text, note=shown_note, title=shown, asks=asked, place=by)
    before = queries.already_said(mark)
    if before is not None:
        return before.topic
    topic = begin_topic(title=shown, by=by, now=now)
    # Asked again now that nobody else acts in this room: the first click may have waited at the same door.
    before = queries.already_said(mark)
    if before is not None:
        topic.delete()
        return before.topic
    _say(topic, text=text, note=shown_note, asks=asked, mark=mark, by=by, now=now)
    return topic


def _cleaned(words: str, *, note: str) -> tuple[str, str]:
    text = prose.clean(words, most=terms.MOST_WORDS)
    return text, prose.line(note, most=terms.MOST_NOTE, field="note") if note.strip() else ""


def _one_asked(asks: str) -> str:
    return asks if asks in terms.Asks.values else ""


def say(
    topic: Topic,
    *,
    words: str,
    note: str = "",
    asks: str = "",
    once: str,
    by: Place,
    now: datetime,
    someone_needs_us: bool = False,
) -> Word:
    """Say something in a topic. The same form sent twice says it once.

    ``someone_needs_us``: people are asked for in a meeting, and everyone can answer. Raises Refusal for empty, broken
    or over-long words, and where this person can't write now; NotHere when the topic is gone.
    """
    text, shown_note = _cleaned(words, note=note)
    asked = _one_asked(asks)
    mark = queries.said_mark(once, words=text, note=shown_note, asks=asked, place=by)
    if not someone_needs_us:
        writing.require(by, now=now)
    try:
        return _say(topic, text=text, note=shown_note, asks=asked, mark=mark, by=by, now=now)
    except IntegrityError:
        # The first click was under way while this one looked.
        said = queries.already_said(mark)
        if said is None:
            raise NotHere from None
        return said


@operation
def _say(topic: Topic, *, text: str, note: str, asks: str, mark: str, by: Place, now: datetime) -> Word:
    before = queries.said_before(mark)
    if before is not None:
        if before.word is None:
            raise Refusal(_("You took these words back. Please write them again to say them again."))
        return before.word
    word = _write(topic, text=text, note=note, asks=asks, by=by, now=now)
    write(Said, {"mark": mark, "word_id": word.pk, "day": now.date()})
    return word


def _require_room_for(text: str, *, by: Place) -> None:
    most = terms.MOST_LETTERS_A_DAY
    if not rates.has_room(act="letters", key=by.person_id, amount=len(text), most=most):
        said = {"most": most}
        raise Refusal(
            _("You can write up to %(most)d letters a day. This would be more. Please wait until tomorrow.")
            % said,
            field="words",
        )


def _write(topic: Topic, *, text: str, note: str, asks: str, by: Place, now: datetime) -> Word:
    _require_room_for(text, by=by)
    row_id = new_id()
    order = tell(topic.room_id, kind=terms.SAID, ref=row_id, now=now)
    days = _days(topic.room_id)
    word = Word.begin(
        id=row_id,
        topic=topic,
        place=by,
        words=text,
        note=note,
        asks=asks,
        order=order,
        said_at=coarse(now),
        ends_at=end_of(now, days=days),
    )
    add(word)
    # A title is said again by each word under it, and never for longer than the rule under which it was given.
    titled = end_of(now, days=min(days, topic.days))
    if not _NEWEST.make(topic=topic.pk, newest=order, ends_at=max(topic.ends_at, titled)):
        # The topic went with whoever gave it its title, or with its last word.
        raise NotHere
    _mark_read(topic, upto=order, by=by)
    return word


_NEWEST = Change(
    lambda topic: Topic.objects.filter(pk=topic), sets={"newest": int, "ends_at": datetime}, topic=str
)


@operation
def reword(word: Word, *, words: str, note: str = "", asks: str = "", by: Place, now: datetime) -> None:
    """Say it differently. No earlier text is kept: the old data key is destroyed with it."""
    if word.place_id != by.pk:
        raise NotHere
    writing.require(by, now=now)
    text = prose.clean(words, most=terms.MOST_WORDS)
    shown_note = prose.line(note, most=terms.MOST_NOTE, field="note") if note.strip() else ""
    _require_room_for(text, by=by)
    tell(word.topic.room_id, kind="word", ref=word.pk, now=now)
    texts = {"words": text, "note": shown_note, "asks": _one_asked(asks)}
    if not Word.objects.filter(pk=word.pk).reseal(texts, version=F("version") + 1, reworded=True):
        raise NotHere


@operation
def take_back(word: Word, *, by: Place, now: datetime) -> None:
    """Unsay it: gone from every open page with the next frame, its key destroyed."""
    if word.place_id != by.pk:
        raise NotHere
    erase_words(Word.objects.filter(pk=word.pk), room_id=word.topic.room_id, now=now)


@operation
def say_again(kept: Mapping[str, Any], *, by: Place, now: datetime) -> Word:
    """Put a word back where it was, under a new key, with nothing of what others had answered to it.

    A second click changes nothing. Raises Refusal when its topic, or its time, is over.
    """
    here = Word.objects.filter(pk=kept["id"], place=by).first()
    if here is not None:
        return here
    writing.require(by, now=now)
    topic = Topic.objects.filter(pk=kept["topic"], room=by.room_id).first()
    ends_at = datetime.fromisoformat(kept["ends_at"])
    if topic is None or ends_at <= now:
        raise Refusal(_("These words can't come back. Their topic is gone."))
    tell(by.room_id, kind=terms.SAID, ref=kept["id"], now=now)
    told = {part: kept[part] for part in ("id", "words", "note", "order", "reworded")}
    told["asks"] = _one_asked(str(kept.get("asks", "")))
    said_at = datetime.fromisoformat(kept["said_at"])
    word = Word.add(**told, topic=topic, place=by, said_at=said_at, ends_at=ends_at)
    Topic.objects.filter(pk=topic.pk, newest__lt=word.order).update(newest=word.order)
    return word


@operation
def erase_words(words: QuerySet[Word], *, room_id: str, now: datetime) -> None:
    """Erase these words of one room: rows, keys and open pages."""
    # The room is locked now, so read the words again: a rewording may have added a key.
    going = list(words.values_list("pk", flat=True))
    for pk in going:
        tell(room_id, kind="word", ref=pk, now=now)
    standing = Word.objects.select_for_update().filter(pk__in=going)
    topics = dict(standing.values_list("pk", "topic_id"))
    Word.objects.filter(pk__in=topics).delete()
    for topic_id in sorted(set(topics.values())):
        _settle_topic(topic_id, room_id=room_id, now=now)


def _settle_topic(topic_id: str, *, room_id: str, now: datetime) -> None:
    newest = Word.objects.filter(topic=topic_id).aggregate(newest=Max("order"))["newest"]
    topic = Topic.objects.select_related("room").filter(pk=topic_id).first()
    if topic is None:
        return
    if newest is None and topic.title is None and not topic.room.led:
        people.forget_drafts(queries.draft_places(_page_of(topic_id)), now=now)
        topic.delete()
    else:
        Topic.objects.filter(pk=topic_id).update(newest=newest or topic.order)
    tell(room_id, kind="topic", ref=topic_id, now=now)


@operation
def signal(word: Word, *, kind: str, by: Place, now: datetime) -> bool:
    """Give a quiet signal, or take mine back when it is there. Returns whether it now stands. Raises NotHere."""
    if kind not in terms.Kind.values:
        raise NotHere
    mine = Signal.objects.filter(word=word, place=by, kind=kind)
    if by.writes_from and not mine.exists():
        # A signal reaches someone too. Taking one back is always open.
        writing.require(by, now=now)
    tell(word.topic.room_id, kind="word", ref=word.pk, now=now)
    if not list(Word.objects.select_for_update().filter(pk=word.pk).values_list("pk")):
        raise NotHere
    gone, _rows = mine.delete()
    if not gone:
        try:
            with transaction.atomic():
                Signal.add(word=word, place=by, kind=kind)
        except IntegrityError:
            return True
    Word.objects.filter(pk=word.pk).update(version=F("version") + 1)
    return not gone


@operation
def set_aside(word: Word, *, by: Place, now: datetime) -> None:
    """Keep a copy of words I can read, for me alone. Their author is not told. Raises NotHere once they are gone."""
    held = Word.objects.select_for_update().filter(pk=word.pk).values_list("pk", flat=True)
    found = queries.opened(queries.words_now(list(held), room_id=by.room_id, now=now))
    if not found:
        raise NotHere
    said = found[0]
    safety.keep_copy(
        said.words,
        note=said.note,
        name=said.name,
        said_on=said.said_at.date(),
        mark=f"{word.pk}/{word.key_id}",
        by=by.person,
        now=now,
    )


@operation
def draw_boundary(theirs: Place, *, by: Place, now: datetime) -> None:
    """I do not hear whoever has this place any more, in any room, and they cannot reach me. Nobody is told."""
    safety.draw_boundary(theirs.person, name=queries.place_name(theirs), by=by.person, now=now)


@operation
def mark_read(topic: Topic, *, upto: int, by: Place, now: datetime) -> None:
    """Move my place-mark forward. It knows no time and is shown to nobody."""
    _mark_read(topic, upto=upto, by=by)


@operation
def mark_all_read(place: Place, *, now: datetime) -> None:
    """Move my place-marks in this room to the newest word of each topic."""
    for line in queries.topic_lines(place, now=now):
        if line.new:
            _mark_read(Topic(id=line.id), upto=line.newest, by=place)


def _mark_read(topic: Topic, *, upto: int, by: Place) -> None:
    change(_READ, [new_id(), by.pk, topic.pk, upto])


# Makes the mark or moves it on, never back: of two open pages the older one may be the last to be loaded.
_READ = (
    "INSERT INTO rooms_mark (id, place_id, topic_id, read_to) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (place_id, topic_id) DO UPDATE SET read_to = excluded.read_to "
    "WHERE rooms_mark.read_to < excluded.read_to"
)


@operation
def keep_for(room: Room, *, days: int, now: datetime) -> None:
    """How long words said from now on stay. What was already said keeps the rule under which it was said."""
    if Room.objects.filter(pk=room.pk).exclude(retention_days=days).update(retention_days=days):
        tell(room.pk, kind="rule", ref=room.pk, now=now)


@operation
def leave(place: Place, *, now: datetime) -> None:
    """Take one's place, words, titles, signals and marks away; open pages lose them with the next frame."""
    people.forget_drafts(_pages_of(place.room_id), by=place.person, now=now)
    own = Word.objects.filter(place=place)
    Word.objects.filter(signals__place=place).update(version=F("version") + 1)
    touched = set(own.values_list("topic_id", flat=True))
    Said.objects.filter(word__in=own).delete()
    touched |= set(Topic.objects.filter(place=place).values_list("pk", flat=True))
    place.delete()
    tell(place.room_id, kind="left", ref=place.pk, now=now)
    for topic_id in sorted(touched):
        _settle_topic(topic_id, room_id=place.room_id, now=now)


def _pages_of(room_id: str) -> list[str]:
    """Where somebody may have begun to write: a new topic, or something to a topic."""
    topics = Topic.objects.filter(room=room_id).values_list("pk", flat=True)
    pages = [f"/rooms/{room_id}/", *map(_page_of, topics)]
    return [place for page in pages for place in queries.draft_places(page)]


def _page_of(topic_id: str) -> str:
    return f"/topics/{topic_id}/"


@operation
def erase_room(room: Room, *, now: datetime) -> None:
    """The room and everything in it is gone."""
    people.forget_drafts(_pages_of(room.pk), now=now)
    Room.objects.filter(pk=room.pk).delete()
    transaction.on_commit(forget_all_everywhere)
    live.forget(stream(room.pk))
    live.forget(queries.who_is_here(room.pk))


def let_go(*, now: datetime) -> None:
    """Words whose time is over leave: rows, keys and open pages. A few at a time, room by room."""
    due = Word.objects.filter(ends_at__lte=now)
    for room_id in sorted(set(due.values_list("topic__room_id", flat=True))):
        here = due.filter(topic__room_id=room_id).order_by("topic", "order").values_list("pk", flat=True)
        batches.in_batches(here, partial(_let_go_words, room_id=room_id, now=now))
    for topic in _over(now=now):
        _let_go_title(topic, now=now)
    batches.remove(Said.objects.filter(day__lt=now.date() - timedelta(days=1)))


def _let_go_words(words: list[str], *, room_id: str, now: datetime) -> None:
    erase_words(Word.objects.filter(pk__in=words, ends_at__lte=now), room_id=room_id, now=now)


def _over(*, now: datetime) -> Rows[Topic]:
    """Topics whose title is over, or that have nothing left at all."""
    # Once: a topic whose title is over and in which words still stand is not told anew at each look.
    wordless = ~Exists(Word.objects.filter(topic=OuterRef("pk")))
    return Topic.objects.filter(Q(title__isnull=False) | wordless, ends_at__lte=now, room__led=False)


@operation
def _let_go_title(topic: Topic, *, now: datetime) -> None:
    # Words said since then keep it, and with it its title.
    if _over(now=now).filter(pk=topic.pk).reseal({"title": ""}, place=None):
        _settle_topic(topic.pk, room_id=topic.room_id, now=now)
