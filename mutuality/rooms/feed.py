"""What open pages of a room are told: rendered once for each language, and once more for a word's own author."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from mutuality.fast.patterns import Pattern
from mutuality.fast.prepared import Prepared, Several
from mutuality.kit import clock
from mutuality.live.terms import Hint, Reader, Rendered
from mutuality.people import left
from mutuality.people.models import Session
from mutuality.rooms import behind, queries, terms
from mutuality.rooms.fragments import forget_all, fragments, lists
from mutuality.rooms.models import Place, Room, Topic, Word
from mutuality.safety import queries as safety
from mutuality.safety.queries import NOBODY, Hidden
from mutuality.ui.templatetags.parts import how_long_ago
from mutuality.vault import operations as vault

Act = Callable[[str, list[Hint], set[str], set[str]], list[Rendered]]
_LISTS = {"", terms.TOPICS}


def _key(
    word: Word | queries.Spoken, *, language: str, mine: bool, now: datetime, without: Hidden = NOBODY
) -> tuple[object, ...]:
    return (word.version, language, mine, how_long_ago(word.said_at, now), without)


def rendered(
    words: Sequence[Word], *, language: str, place_id: str, now: datetime, hidden: Hidden = NOBODY
) -> list[tuple[str, str]]:
    """These words, id and HTML, for one reader; only what changed since the last time is opened and rendered."""
    signed = queries.signed_by(hidden, words=words) if hidden else set()

    def form(word: Word | queries.Spoken, place: str) -> dict[str, Any]:
        # A signal may have come since the first look: what is rendered is judged by the signals it has.
        fresh = isinstance(word, queries.Spoken) and any(sign.person in hidden for sign in word.signs)
        without = hidden if fresh or word.id in signed else NOBODY
        return {"language": language, "mine": place == place_id, "now": now, "without": without}

    found = {w.id: fragments.get(w.id, _key(w, **form(w, w.place_id))) for w in words}
    missing = [w for w in words if found[w.id] is None]
    for spoken in queries.opened(queries.whole(missing)) if missing else ():
        found[spoken.id] = _render(spoken, **form(spoken, spoken.place))
    return [(w.id, html) for w in words if (html := found[w.id])]


def _render(
    spoken: queries.Spoken, *, language: str, mine: bool, now: datetime, without: Hidden = NOBODY
) -> str:
    word = spoken.without(without) if without else spoken
    if word.signs:
        whole = {"word": word, "mine": mine, "now": now, "kinds": terms.Kind, "fragment": True}
        html = _in(language, "rooms/word.html", whole)
    else:
        html = _filled(word, language=language, mine=mine, now=now)
    key = _key(spoken, language=language, mine=mine, now=now, without=without)
    fragments.put(spoken.id, key, html)
    return html


_WORD = Pattern("rooms/word.html", names=("id", "padded", "topic", "place", "name", "bound", "note", "html"))


def _filled(spoken: queries.Spoken, *, language: str, mine: bool, now: datetime) -> str:
    """A word without signals, out of its pattern; the time is part of its form."""
    when = how_long_ago(spoken.said_at, now)
    form = (mine, when, spoken.reworded, bool(spoken.bound), bool(spoken.note))

    def context(marks: Mapping[str, Any]) -> dict[str, Any]:
        kept = {
            name: mark for name, mark in marks.items() if name in ("bound", "note") and getattr(spoken, name)
        }
        word = dict(marks) | {"bound": "", "note": ""} | kept | {"signs": (), "said_at": spoken.said_at}
        word["reworded"] = spoken.reworded
        return {"word": word, "mine": mine, "now": now, "kinds": terms.Kind, "fragment": True}

    values = {name: getattr(spoken, name) for name in _WORD.names}
    return _WORD.fill(form, context, values, language=language)


def everybody(place: Place, *, near: queries.Near, language: str, cursor: int) -> list[str]:
    """Everyone in my room, by name, each as a line of the list, as it stands at this count of the room's stream.

    Whoever comes or goes moves the count on: so of one count the list is the same for all, but for one's own line and
    the lines of those one hid.
    """
    lines = lists.get(place.room_id, (cursor, language))
    if lines is None or place.pk not in lines:
        era = lists.era
        lines = _as_all_others_see(place.room, language=language)
        lists.put(place.room_id, (cursor, language), lines, era=era)
    apart = [place, *queries.places_among(near.places)]
    mine = {p.pk: _person(p, place=place, near=near, language=language) for p in apart}
    return [mine.get(pk, html) for pk, html in lines.items()]


def _as_all_others_see(room: Room, *, language: str) -> dict[str, str]:
    here = queries.places(room)
    names = {p.pk: queries.place_name(p) for p in here}
    here.sort(key=lambda p: names[p.pk].casefold())
    return {p.pk: _person(p, place=None, near=queries.Near(), language=language) for p in here}


def _person(row: Place, *, place: Place | None, near: queries.Near, language: str) -> str:
    sealed = bytes(row.name), bytes(row.bound or b"")
    key = (sealed, language, place is not None and row.pk == place.pk, near.named and row.pk in near.places)
    found = fragments.get(row.pk, key)
    if found is None:
        name, bound = queries.place_name(row), queries.place_bound(row)
        person = {"id": row.pk, "name": name, "bound": bound, "order": str(row.floor)}
        found = _in(language, "rooms/person_line.html", {"person": person, "place": place, "near": near})
        fragments.put(row.pk, key, found)
    return found


def _living(room: str, now: datetime) -> QuerySet[Session]:
    """Living sessions of those with a place in the room. One filter, so that all of it is about the same place."""
    return Session.objects.filter(
        Q(curtain_at=None) | Q(curtain_at__gt=now),
        person__places__room_id=room,
        person__places__out=False,
        ends_at__gt=now,
    )


def _rights(room: str, now: datetime) -> QuerySet[Session, Any]:
    return _living(room, now).values_list("id", "person__places__floor")


_RIGHTS: Prepared[tuple[str, int]] = Prepared(_rights, room=str, now=datetime)
_RIGHTS_OF: Several[tuple[str, int]] = Several(
    lambda ids, room, now: _rights(room, now).filter(id__in=ids), room=str, now=datetime
)
# So few are asked for by name; for more, the whole room is read from its index.
_BY_NAME = 4


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
    """The live side of a room. ``more``: notices of apps above that stand in a room's own order."""

    def __init__(self, more: Mapping[str, "Act"] | None = None) -> None:
        self._more = more or {}

    def admit(self, ref: str, *, token: str | None, language: str, now: datetime) -> Reader | None:
        """Let in who has a session and a place, and whose curtain has not fallen."""
        given = vault.token_hash(token) if token else ""
        here = _AT_THE_DOOR.first(room=ref, now=now, token_hash=given) if token else None
        if here is None or left.was_left(here[0], given):
            return None
        session, person, own_language, led = here
        view = safety.view_of(safety.hidden_from(person))
        return Reader(
            session=session, person=person, language=own_language or language, followed=led, view=view
        )

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        """Who of the readers still has a living session and a place here, and from which word on."""
        if len(readers) <= _BY_NAME:
            here = dict(_RIGHTS_OF.all([r.session for r in readers], room=ref, now=now))
        else:
            here = dict(_RIGHTS.all(room=ref, now=now))
        for gone in left.all_left():
            here.pop(gone, None)
        return here

    def render(
        self,
        ref: str,
        notices: Sequence[Hint],
        *,
        languages: set[str],
        persons: set[str],
        parts: Collection[str] = ("",),
    ) -> list[Rendered]:
        """The rows behind the notices as they stand now: what is there is put, what is gone is dropped."""
        latest = {(terms.WORD if n.kind == terms.SAID else n.kind, n.ref): n for n in notices}
        if _LISTS.intersection(parts):
            latest |= _moved(notices, latest)
        made: list[Rendered] = []
        for kind, act in self._kinds().items():
            hints = [n for (k, _ref), n in latest.items() if k == kind]
            if hints:
                made.extend(act(ref, hints, languages, persons))
        return sorted(made, key=lambda r: r.seq)

    def _kinds(self) -> "Mapping[str, Act]":
        own = {terms.WORD: _words, "topic": _topics, "person": _persons, "left": _left, "rule": _rule}
        return {**own, **self._more}


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


def _words(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    now = clock.now()
    rows = queries.words_now([h.ref for h in hints], room_id=room, now=now)
    spoken = {s.id: s for s in queries.opened(rows)}
    heard_from = {p for s in spoken.values() for p in (s.person, *(sign.person for sign in s.signs))}
    hidden = {by: whom for by, whom in safety.who_hid(heard_from).items() if by in persons}
    return [_word(h, spoken.get(h.ref), languages, persons, hidden, now) for h in hints]


def _word(
    hint: Hint,
    spoken: queries.Spoken | None,
    languages: set[str],
    persons: set[str],
    hidden: Mapping[str, Hidden],
    now: datetime,
) -> Rendered:
    target = f"w-{hint.ref}"
    if spoken is None:
        fragments.drop(hint.ref)
        return Rendered(seq=hint.seq, event="drop", target=target)
    html = {lang: _render(spoken, language=lang, mine=False, now=now) for lang in languages}
    if spoken.person in persons:
        for lang in languages:
            html[f"{lang}/{spoken.person}"] = _render(spoken, language=lang, mine=True, now=now)
    html |= _behind_boundaries(spoken, languages, hidden, now)
    return Rendered(
        seq=hint.seq, event="put", target=target, order=spoken.order, html=html, part=spoken.topic
    )


def _behind_boundaries(
    spoken: queries.Spoken, languages: set[str], hidden: Mapping[str, Hidden], now: datetime
) -> dict[str, str]:
    """The same word for the few who hid its author, or somebody who signed it."""
    html, made = {}, {}
    signers = {sign.person for sign in spoken.signs}
    for reader, whom in hidden.items():
        mine, without = spoken.person == reader, whom & signers
        for lang in languages:
            if spoken.person in whom:
                html[f"{lang}/{reader}"] = ""
            elif without:
                form = (lang, mine, without)
                if form not in made:
                    made[form] = _render(spoken, language=lang, mine=mine, now=now, without=without)
                html[f"{lang}/{reader}"] = made[form]
    return html


def _topics(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    now = clock.now()
    rows = {t.id: t for t in queries.topics_now([h.ref for h in hints], room_id=room, now=now)}
    heard = _topics_heard(list(rows.values()), languages, persons, now)
    made = []
    for hint in hints:
        row = rows.get(hint.ref)
        if row is None:
            made.append(Rendered(seq=hint.seq, event="drop", target=f"t-{hint.ref}", part=terms.TOPICS))
            continue
        line = queries.TopicLine(
            row.id, queries.topic_title(row) if row.ends_at > now else "", row.order, row.newest, new=True
        )
        html = {
            lang: _in(lang, "rooms/topic_line.html", {"topic": line, "room_id": room}) for lang in languages
        }
        html |= heard[row.id]
        target = f"t-{hint.ref}"
        made.append(Rendered(hint.seq, "put", target, order=row.order, html=html, part=terms.TOPICS))
    return made


def _topics_heard(
    topics: Sequence[Topic], languages: set[str], persons: set[str], now: datetime
) -> dict[str, dict[str, str]]:
    """By topic, the line for each of those who hear somebody of it no more; each different one rendered once."""
    made: dict[tuple[str, queries.TopicLine | None, str], str] = {}
    html: dict[str, dict[str, str]] = {topic.pk: {} for topic in topics}
    heard = behind.lines(topics, persons=persons, now=now) if topics else {}
    for person, lines in heard.items():
        for topic in topics:
            for lang in languages:
                key = (topic.pk, lines[topic.pk], lang)
                if key not in made:
                    made[key] = _topic_heard(lines[topic.pk], topic, lang)
                html[topic.pk][f"{lang}/{person}"] = made[key]
    return html


def _topic_heard(line: queries.TopicLine | None, topic: Topic, language: str) -> str:
    if line is None:
        return f'<li id="t-{topic.pk}" hidden></li>'
    return _in(language, "rooms/topic_line.html", {"topic": line, "room_id": topic.room_id})


def _persons(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    rows = {
        p.id: p for p in Place.objects.select_related("key").filter(room=room, pk__in=[h.ref for h in hints])
    }
    made = []
    for hint in hints:
        place = rows.get(hint.ref)
        if place is None:
            made.append(Rendered(seq=hint.seq, event="drop", target=f"by:{hint.ref}"))
            continue
        person = {"id": place.id, "name": queries.place_name(place), "bound": queries.place_bound(place)}
        person["order"] = str(place.floor)
        html = {lang: _in(lang, "rooms/person_line.html", {"person": person}) for lang in languages}
        for lang in languages if place.person_id in persons else ():
            own = {"person": person, "place": place}
            html[f"{lang}/{place.person_id}"] = _in(lang, "rooms/person_line.html", own)
        made.append(Rendered(seq=hint.seq, event="put", target=f"p-{place.id}", html=html))
    return made


def _left(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    forget_all()
    return [Rendered(seq=h.seq, event="drop", target=f"by:{h.ref}") for h in hints]


def _rule(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    days = Room.objects.values_list("retention_days", flat=True).get(pk=room)
    stays: dict[str, object] = {"retention": dict(terms.RETENTIONS).get(days, days)}
    html = {lang: _in(lang, "rooms/rule.html", stays) for lang in languages}
    return [Rendered(seq=hints[-1].seq, event="put", target="rule", html=html)]


def _in(language: str, template: str, context: dict[str, object]) -> str:
    with translation.override(language):
        return render_to_string(template, context)
