"""What open pages of a room are told: rendered once for each language, and again for those for whom it differs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from mutuality.fast.prepared import Prepared, in_few_lengths, rows_of
from mutuality.kit import clock
from mutuality.live.terms import Audience, For, Hint, Outdated, Reader, Rendered
from mutuality.people import unended_sessions
from mutuality.people.models import Session
from mutuality.rooms import hidden_people, page_parts, queries, terms
from mutuality.rooms.fragments import forget_all, fragments
from mutuality.rooms.models import Place, Topic, Word
from mutuality.rooms.rendering import for_reader, in_language, person_told, render_word
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import NOBODY, Hidden
from mutuality.vault import operations as vault

Act = Callable[[str, Sequence[Hint], Audience], list[Rendered]]
_LISTS = {"", terms.TOPICS}
_LONGEST_PART = 40
_MOST_SIZES = 10_000


def _living(room: str, now: datetime) -> QuerySet[Session]:
    """Living sessions of those with a place in the room. One filter, so that all of it is about the same place."""
    return Session.objects.filter(
        Q(curtain_at=None) | Q(curtain_at__gt=now),
        person__places__room_id=room,
        person__places__out=False,
        ends_at__gt=now,
    )


# The same for all, or for those asked for, without the row of each person on the way. SQLite looks into the tables in
# the order of a CROSS JOIN; left alone, it reads the whole room also for the few who have a page of it open.
_RIGHT = (
    "WHERE s.person_id = p.person_id AND p.room_id = %s AND NOT p.out "
    "AND s.ends_at > %s AND (s.curtain_at IS NULL OR s.curtain_at > %s)"
)
_RIGHTS = f"SELECT s.id, p.floor FROM rooms_place p CROSS JOIN people_session s {_RIGHT}"  # noqa: S608
_RIGHTS_OF = f"SELECT s.id, p.floor FROM people_session s CROSS JOIN rooms_place p {_RIGHT} AND s.id IN "  # noqa: S608
# So few are always asked for by name. One who is costs as much as a few of a whole room, which is read from its index.
_FEW, _BY_NAME_COSTS = 4, 3


def _rights_of(sessions: Iterable[str], values: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in in_few_lengths(sessions):
        marks = ", ".join(["%s"] * len(some))
        found |= dict(rows_of(f"{_RIGHTS_OF}({marks})", [*values, *some]))
    return found


_AT_THE_DOOR: Prepared[tuple[str, str, str, bool]] = Prepared(
    lambda room, now, token_hash: (
        _living(room, now)
        .filter(token_hash=token_hash)
        .values_list("id", "person_id", "person__language", "person__places__room__led")
    ),
    room=str,
    now=datetime,
    token_hash=str,
)


class RoomFeed:
    """The live side of a room. ``more``: the kinds of notices of apps above that stand in a room's own order."""

    def __init__(self, more: Mapping[str, Act] | None = None) -> None:
        self._kinds: Mapping[str, Act] = {**KINDS, **(more or {})}
        # How many could hear in a room when all of it was read last. It decides how to ask, and nothing else.
        self._sizes: dict[str, int] = {}

    def admit(
        self, ref: str, *, token: str | None, language: str, asked: Mapping[str, str], now: datetime
    ) -> Reader | None:
        """Let in who has a session and a place, and whose curtain has not fallen.

        Raises Outdated for a page that was made while the reader heard others than now.
        """
        given = vault.token_hash(token) if token else ""
        here = _AT_THE_DOOR.first(room=ref, now=now, token_hash=given) if token else None
        if here is None or unended_sessions.was_left(here[0], given):
            return None
        session, person, own_language, led = here
        if asked.get("view", "") != safety_queries.view_of(safety_queries.hidden_from(person)):
            raise Outdated
        only = asked.get("part", "")[:_LONGEST_PART]
        return Reader(
            session=session, person=person, language=own_language or language, followed=led, only=only
        )

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        """Who of the readers still has a living session and a place here, and from which word on."""
        at = connection.ops.adapt_datetimefield_value(now)
        if len(readers) <= max(_FEW, self._sizes.get(ref, 0) // _BY_NAME_COSTS):
            here = _rights_of((reader.session for reader in readers), [ref, at, at])
        else:
            here = dict(rows_of(_RIGHTS, [ref, at, at]))
            self._note_size(ref, len(here))
        for gone in unended_sessions.all_left():
            here.pop(gone, None)
        return here

    def _note_size(self, ref: str, size: int) -> None:
        if len(self._sizes) >= _MOST_SIZES:
            self._sizes.clear()
        self._sizes[ref] = size

    def render(self, ref: str, notices: Sequence[Hint], audience: Audience) -> list[Rendered]:
        """The rows behind the notices as they stand now: what is there is put, what is gone is dropped."""
        latest = {(terms.WORD if n.kind == terms.SAID else n.kind, n.ref): n for n in notices}
        if _LISTS.intersection(audience.only):
            latest |= _moved(notices, latest)
        made: list[Rendered] = []
        for kind, act in self._kinds.items():
            hints = [n for (k, _ref), n in latest.items() if k == kind]
            if hints:
                made.extend(act(ref, hints, audience))
        return sorted(made, key=lambda r: r.seq)


def _moved(notices: Sequence[Hint], latest: Mapping[tuple[str, str], Hint]) -> dict[tuple[str, str], Hint]:
    """Each new word moves its topic to the front of the list of topics, as if that had a notice of its own."""
    said = {n.ref: n for n in notices if n.kind == terms.SAID}
    moved: dict[tuple[str, str], Hint] = {}
    for word, topic in queries.topics_of(said):
        key, seq = ("topic", topic), said[word].seq
        before = moved.get(key) or latest.get(key)
        if before is None or before.seq < seq:
            moved[key] = Hint(seq, "topic", topic)
    return moved


def _words(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    now = clock.now()
    rows = queries.words_now([h.ref for h in hints], room_id=room, now=now)
    spoken = {s.id: s for s in queries.opened(rows)}
    heard_from = {p for s in spoken.values() for p in (s.person, *(sign.person for sign in s.signs))}
    hidden = safety_queries.who_hid(heard_from)
    return [_word(h, spoken.get(h.ref), audience, hidden, now) for h in hints]


def _word(
    hint: Hint,
    spoken: queries.Spoken | None,
    audience: Audience,
    hidden: Mapping[str, Hidden],
    now: datetime,
) -> Rendered:
    target = f"w-{hint.ref}"
    if spoken is None:
        fragments.drop(hint.ref)
        return Rendered(seq=hint.seq, event="drop", target=target)
    signers = {sign.person: sign.place for sign in spoken.signs}

    @cache
    def made(language: str, mine: bool, without: Hidden) -> str:
        return render_word(spoken, language=language, mine=mine, without=without)

    def html(reader: For) -> str | None:
        whom = hidden.get(reader.person or "", NOBODY)
        if spoken.person in whom:
            return None
        html = made(reader.language, reader.person == spoken.person, frozenset(whom & signers.keys()))
        place = signers.get(reader.person or "", "")
        # Which zone somebody reads in differs from page to page: each words the moment by itself.
        return for_reader(html, word=spoken, place_id=place, now=now, zone="", language=reader.language)

    concerned = {spoken.person, *signers}
    apart = [*concerned, *(by for by, whom in hidden.items() if whom & concerned)]
    return Rendered(
        seq=hint.seq,
        event="put",
        target=target,
        came=spoken.order,
        html=audience.each(html, apart=apart),
        only=spoken.topic,
    )


def _topics(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    now = clock.now()
    rows = {t.id: t for t in queries.topics_now([h.ref for h in hints], room_id=room, now=now)}
    heard = hidden_people.lines(list(rows.values()), persons=audience.persons, now=now) if rows else {}
    said = queries.newest_of(list(rows.values()), now=now)
    return [_topic(h, rows.get(h.ref), audience, heard, said, now) for h in hints]


def _topic(
    hint: Hint,
    row: Topic | None,
    audience: Audience,
    heard: hidden_people.Heard,
    said: Mapping[str, Word],
    now: datetime,
) -> Rendered:
    target = f"t-{hint.ref}"
    if row is None:
        return Rendered(seq=hint.seq, event="drop", target=target, only=terms.TOPICS)
    title = queries.topic_title(row) if row.ends_at > now else ""
    for_most = queries.last_of(
        queries.TopicLine(row.id, title, row.order, row.newest, new=True), said.get(row.id)
    )

    @cache
    def made(line: queries.TopicLine | None, language: str) -> str:
        if line is None:
            return f'<li id="{target}" hidden></li>'
        told = line.told(now=now, zone="", language=language)
        return in_language(language, "rooms/topic_line.html", {"topic": told, "room_id": row.room_id})

    def html(reader: For) -> str:
        return made(heard[reader.person][row.pk] if reader.person else for_most, reader.language)

    lines = audience.each(html, apart=heard)
    return Rendered(hint.seq, "put", target, came=row.order, html=lines, only=terms.TOPICS)


def _persons(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    rows = Place.objects.select_related("key").filter(room=room, pk__in=[h.ref for h in hints])
    places = {place.pk: place for place in rows}
    return [*(_person(h, places.get(h.ref), audience) for h in hints), _who_reads(room, hints, audience)]


def _person(hint: Hint, place: Place | None, audience: Audience) -> Rendered:
    if place is None:
        return Rendered(seq=hint.seq, event="drop", target=f"by:{hint.ref}")
    person = person_told(place)

    def html(reader: For) -> str:
        own: dict[str, Any] = {"place": place} if reader.person else {}
        return in_language(reader.language, "rooms/person_line.html", {"person": person, **own})

    lines = audience.each(html, apart=[place.person_id])
    return Rendered(seq=hint.seq, event="put", target=f"p-{place.pk}", html=lines)


def _left(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    forget_all()
    gone = [Rendered(seq=h.seq, event="drop", target=f"by:{h.ref}") for h in hints]
    return [*gone, _who_reads(room, hints, audience)]


def _rule(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    return [_who_reads(room, hints, audience)]


def _who_reads(room: str, hints: Sequence[Hint], audience: Audience) -> Rendered:
    """How many can read this room and for how long, told apart to those who hid somebody here."""
    days = queries.days_of(room) or 0
    here = queries.persons_in(room)
    hidden = safety_queries.who_hid(here)

    def html(reader: For) -> str:
        whom = hidden.get(reader.person or "", NOBODY)
        return page_parts.who_reads(len(here), hidden=len(whom), days=days, language=reader.language)

    return Rendered(hints[-1].seq, "put", target="rule", html=audience.each(html, apart=hidden))


KINDS: Mapping[str, Act] = {
    terms.WORD: _words,
    "topic": _topics,
    "person": _persons,
    "left": _left,
    "rule": _rule,
}
