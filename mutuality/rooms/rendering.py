"""Fragments of a room, rendered once for each form they take: words, and the people who are here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from mutuality.fast.patterns import Pattern
from mutuality.rooms import queries, terms
from mutuality.rooms.fragments import fragments, lists
from mutuality.rooms.models import Place, Room, Word
from mutuality.safety.queries import NOBODY, Hidden
from mutuality.ui.templatetags.parts import how_long_ago


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
        found[spoken.id] = render_word(spoken, **form(spoken, spoken.place))
    return [(w.id, html) for w in words if (html := found[w.id])]


def render_word(
    spoken: queries.Spoken, *, language: str, mine: bool, now: datetime, without: Hidden = NOBODY
) -> str:
    """Return one word for those who read in a language, and keep it; ``without``: whose signals are left out."""
    word = spoken.without(without) if without else spoken
    if word.signs:
        whole = {"word": word, "mine": mine, "now": now, "kinds": terms.Kind, "fragment": True}
        html = in_language(language, "rooms/word.html", whole)
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
    """Everyone in my room, by name, each as a line of the list, as it is at this count of the room's stream.

    Coming or going moves the count on: so of one count the list is the same for all, but for one's own line and
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
        found = in_language(
            language, "rooms/person_line.html", {"person": person, "place": place, "near": near}
        )
        fragments.put(row.pk, key, found)
    return found


def in_language(language: str, template: str, context: Mapping[str, object]) -> str:
    """Return a fragment in the language of its reader."""
    with translation.override(language):
        return render_to_string(template, context)
