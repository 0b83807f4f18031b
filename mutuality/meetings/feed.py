"""What open pages of a meeting are told, in the room's own order: how the round stands, and what the room says."""

from collections.abc import Mapping

from mutuality.live.terms import Hint, Rendered
from mutuality.meetings import queries, scenery
from mutuality.meetings.models import Meeting, Moment
from mutuality.meetings.queries import Scene
from mutuality.meetings.scenery import in_language
from mutuality.rooms.feed import Act
from mutuality.safety import queries as safety


def _meetings(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    rows = Meeting.objects.select_related("group__key").filter(room=room, pk__in=[h.ref for h in hints])
    scenes = {row.pk: queries.scene(row) for row in rows}
    return [each for h in hints if h.ref in scenes for each in _scene(h, scenes[h.ref], languages, persons)]


def _scene(hint: Hint, scene: Scene, languages: set[str], persons: set[str]) -> list[Rendered]:
    return [
        Rendered(hint.seq, "put", "turn", html=_turns(scene, languages, persons)),
        Rendered(hint.seq, "put", "my-acts", html=_acts(scene, languages, persons)),
        Rendered(hint.seq, "put", "step", html=_each(languages, scenery.step, scene)),
        Rendered(hint.seq, "put", "seats", html=_seats(scene, languages, persons)),
    ]


def _each(languages: set[str], made: object, scene: Scene) -> dict[str, str]:
    return {language: in_language(language, made, scene) for language in languages}


def _turns(scene: Scene, languages: set[str], persons: set[str]) -> dict[str, str]:
    """The same bytes for all but whoever has the floor, is next, or hid one of the two."""
    html = {lang: in_language(lang, scenery.turn_card, scene, None) for lang in languages}
    for by, whom in safety.who_hid(scene.persons).items():
        for lang in languages if by in persons else ():
            html[f"{lang}/{by}"] = in_language(lang, scenery.turn_card_behind, scene, whom)
    for row in scene.rows:
        mine = scenery.voice(scene, row)
        person = row.place.person_id
        if person in persons and row.carried_by_id is None and (mine.has_floor or mine.is_next):
            for lang in languages:
                hidden = safety.hidden_from(person)
                html[f"{lang}/{person}"] = in_language(lang, scenery.turn_card_behind, scene, hidden, mine)
    return html


def _seats(scene: Scene, languages: set[str], persons: set[str]) -> dict[str, str]:
    """The same bytes for all but whoever hid somebody who sits in for others on the phone."""
    html = _each(languages, scenery.seats, scene)
    carriers = {row.place.person_id for row in scene.rows if row.carried_by_id is not None}
    for by, whom in safety.who_hid(carriers).items() if carriers else ():
        for lang in languages if by in persons else ():
            html[f"{lang}/{by}"] = in_language(lang, scenery.seats_behind, scene, whom)
    return html


def _acts(scene: Scene, languages: set[str], persons: set[str]) -> dict[str, str]:
    html = {lang: in_language(lang, scenery.acts, scene, None, [], form=scenery.SAY) for lang in languages}
    who_hid = safety.who_hid(scene.persons)
    for person in persons:
        own, carried = scenery.voices(scene, person_id=person)
        hidden = who_hid.get(person, safety.NOBODY)
        for lang in languages if own else ():
            html[f"{lang}/{person}"] = in_language(
                lang, scenery.acts_behind, scene, hidden, own, carried, form=scenery.SAY
            )
    return html


def _moments(room: str, hints: list[Hint], languages: set[str], persons: set[str]) -> list[Rendered]:
    rows = Moment.objects.filter(meeting__room=room, pk__in=[h.ref for h in hints])
    found = {row.pk: row for row in rows.select_related("meeting", "sitter__place__key", "sitter__key")}
    return [_moment(h, found.get(h.ref), languages, persons) for h in hints]


def _who_hid_speaker(row: Moment) -> set[str]:
    return set(safety.who_hid([row.sitter.place.person_id])) if row.sitter else set()


def _moment(hint: Hint, row: Moment | None, languages: set[str], persons: set[str]) -> Rendered:
    target = f"m-{hint.ref}"
    if row is None:
        return Rendered(hint.seq, "drop", target)
    words = queries.words_place(row.meeting)
    html = {lang: in_language(lang, scenery.remark, row, words=words) for lang in languages}
    for by in _who_hid_speaker(row) & persons:
        for lang in languages:
            html[f"{lang}/{by}"] = in_language(lang, scenery.remark, row, words=words, hidden=True)
    return Rendered(hint.seq, "put", target, order=row.order, html=html)


KINDS: Mapping[str, Act] = {"meeting": _meetings, "moment": _moments}
