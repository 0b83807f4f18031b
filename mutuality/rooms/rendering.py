"""Fragments of a room, rendered once for each form they take: words, and the people who are here."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from mutuality.fast.patterns import Pattern
from mutuality.live import queries as live_queries
from mutuality.rooms import moments, queries, terms
from mutuality.rooms.fragments import fragments, lists
from mutuality.rooms.models import Place, Room, Word
from mutuality.safety.queries import NOBODY, Hidden

# Words of one person that follow so soon share one head.
_IN_ONE_BREATH = timedelta(minutes=30)
_ALONE, _JOINED = '<li class="word', '<li class="word joined'
_SIGN = re.compile(r'(data-by="(\w+)" data-kind="(\w+)">)<bdi data-name>[^<]*</bdi>')


def _key(
    word: Word | queries.Spoken, *, language: str, mine: bool, without: Hidden = NOBODY
) -> tuple[object, ...]:
    return (word.version, language, mine, without)


def rendered(
    words: Sequence[Word],
    *,
    language: str,
    place_id: str,
    now: datetime,
    hidden: Hidden = NOBODY,
    zone: str = "",
) -> list[tuple[str, str]]:
    """These words, id and HTML, for one reader; only what changed since the last time is opened and rendered.

    ``zone``: by whose clocks this reader reads when something was said; see ``moments``.
    """
    signed = queries.signed_by(hidden, words=words) if hidden else set()

    def form(word: Word | queries.Spoken, place: str) -> dict[str, Any]:
        # A signal may have come since the first look: what is rendered is judged by the signals it has.
        fresh = isinstance(word, queries.Spoken) and any(sign.person in hidden for sign in word.signs)
        without = hidden if fresh or word.id in signed else NOBODY
        return {"language": language, "mine": place == place_id, "without": without}

    found = {w.id: fragments.get(w.id, _key(w, **form(w, w.place_id))) for w in words}
    missing = [w for w in words if found[w.id] is None]
    for spoken in queries.opened(queries.whole(missing)) if missing else ():
        found[spoken.id] = render_word(spoken, **form(spoken, spoken.place))

    def read(html: str, word: Word) -> str:
        return for_reader(html, word=word, place_id=place_id, now=now, zone=zone, language=language)

    return [(w.id, _joined(read(html, w), words, at)) for at, w in enumerate(words) if (html := found[w.id])]


def for_reader(
    html: str, *, word: Word | queries.Spoken, place_id: str, now: datetime, zone: str, language: str
) -> str:
    """Return what is the same for many as one of them finds it: when it was said, and which signals are mine."""
    if place_id and f'data-by="{place_id}" data-kind=' in html:
        html = _with_my_signals(html, place_id=place_id, language=language)
    return moments.fill(html, said=word.said_at, ends=word.ends_at, now=now, zone=zone, language=language)


def _with_my_signals(html: str, *, place_id: str, language: str) -> str:
    given = set()
    with translation.override(language):
        you = _("you")

    def named(sign: re.Match[str]) -> str:
        if sign[2] != place_id:
            return sign[0]
        given.add(sign[3])
        return f"{sign[1]}<bdi>{you}</bdi>"

    html = _SIGN.sub(named, html)
    for kind in given:
        html = html.replace(f'value="{kind}" aria-pressed="false"', f'value="{kind}" aria-pressed="true"')
    return html


def _joined(html: str, words: Sequence[Word], at: int) -> str:
    """A person's words in a row share one head. The live feed of an open page joins them in the same way."""
    before, word = words[at - 1], words[at]
    if not at or before.place_id != word.place_id or word.said_at - before.said_at > _IN_ONE_BREATH:
        return html
    return html.replace(_ALONE, _JOINED, 1)


def with_head(html: str) -> str:
    """Return the same words, of which the first begins with a name: something else stands before it."""
    return _ALONE + html.removeprefix(_JOINED) if html.startswith(_JOINED) else html


def render_word(spoken: queries.Spoken, *, language: str, mine: bool, without: Hidden = NOBODY) -> str:
    """Return one word for those who read in a language, and keep it; ``without``: whose signals are left out.

    What differs from reader to reader is still open in it: see ``for_reader``.
    """
    word = spoken.without(without) if without else spoken
    if word.signs:
        html = in_language(language, "rooms/word.html", _context(word, mine=mine))
    else:
        html = _filled(word, language=language, mine=mine)
    fragments.put(spoken.id, _key(spoken, language=language, mine=mine, without=without), html)
    return html


def _context(word: object, *, mine: bool) -> dict[str, Any]:
    open_places = {"when": moments.WHEN, "exactly": moments.EXACTLY}
    return {"word": word, "mine": mine, "kinds": terms.Kind, "fragment": True, **open_places}


# Where there are none, nothing stands for them.
_IF_ANY = ("pronouns", "bound", "note")
_WORD = Pattern(
    "rooms/word.html",
    names=("id", "padded", "topic", "place", "name", "letter", "tint", "pronouns", "bound", "note", "html"),
)


def _filled(spoken: queries.Spoken, *, language: str, mine: bool) -> str:
    """A word without signals, out of its pattern."""
    form = (
        mine,
        spoken.reworded,
        spoken.folded,
        spoken.asks,
        *(bool(getattr(spoken, name)) for name in _IF_ANY),
    )

    def context(marks: Mapping[str, Any]) -> dict[str, Any]:
        none = {name: "" for name in _IF_ANY if not getattr(spoken, name)}
        word = {**marks, **none, "reworded": spoken.reworded, "folded": spoken.folded}
        word["asks"] = spoken.asks
        return _context(word | {"signs": (), "by_kind": ()}, mine=mine)

    values = {name: getattr(spoken, name) for name in _WORD.names}
    return _WORD.fill(form, context, values, language=language)


class Here(NamedTuple):
    """How many have a place in a room, and lines of them."""

    total: int
    lines: list[str]


def everybody(place: Place, *, near: queries.Near, language: str, most: int | None = None) -> Here:
    """Everyone in my room, by name, each as a line of the list. Of more than ``most``: me, and the first of the others.

    Coming, going and appearing differently have a count of their own: of one count the list is the same for all, but
    for one's own line and the lines of those one hid.
    """
    lines = _lines_of(place, language=language)
    shown = list(lines)
    if most is not None and len(lines) > most:
        shown = [place.pk, *islice((pk for pk in lines if pk != place.pk), most - 1)]
    apart = [place, *queries.places_among(near.places)]
    mine = {p.pk: _person(p, place=place, near=near, language=language) for p in apart}
    return Here(len(lines), [mine[pk] if pk in mine else lines[pk] for pk in shown])


def _lines_of(place: Place, *, language: str) -> dict[str, str]:
    # Asked for before the rows: whoever comes in between counts on, and the list is made again.
    count = live_queries.newest(queries.who_is_here(place.room_id)), language
    lines = lists.get(place.room_id, count)
    if lines is None or place.pk not in lines:
        era = lists.era
        lines = _as_all_others_see(place.room, language=language)
        lists.put(place.room_id, count, lines, era=era)
    return lines


def _as_all_others_see(room: Room, *, language: str) -> dict[str, str]:
    here = queries.places(room)
    names = {p.pk: queries.place_name(p) for p in here}
    here.sort(key=lambda p: names[p.pk].casefold())
    return {p.pk: _person(p, place=None, near=queries.Near(), language=language) for p in here}


def _person(row: Place, *, place: Place | None, near: queries.Near, language: str) -> str:
    sealed = bytes(row.name), bytes(row.pronouns or b""), bytes(row.bound or b"")
    key = (sealed, language, place is not None and row.pk == place.pk, near.named and row.pk in near.places)
    found = fragments.get(row.pk, key)
    if found is None:
        person = person_told(row)
        found = in_language(
            language, "rooms/person_line.html", {"person": person, "place": place, "near": near}
        )
        fragments.put(row.pk, key, found)
    return found


def person_told(place: Place) -> dict[str, Any]:
    """What the line of a person says."""
    return {
        "id": place.pk,
        "name": queries.place_name(place),
        "pronouns": queries.place_pronouns(place),
        "bound": queries.place_bound(place),
        "order": str(place.floor),
        "came": place.floor,
    }


def in_language(language: str, template: str, context: Mapping[str, object]) -> str:
    """Return a fragment in the language of its reader."""
    with translation.override(language):
        return render_to_string(template, context)
