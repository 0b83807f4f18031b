"""What open pages of a meeting are told, in the room's own order: how the round stands, and what the room says."""

from collections.abc import Mapping, Sequence

from mutuality.live.terms import Audience, For, Hint, Rendered, Variants
from mutuality.meetings import queries, scene_rendering
from mutuality.meetings.models import Meeting, Moment
from mutuality.meetings.queries import Scene
from mutuality.meetings.scene_rendering import in_language
from mutuality.rooms.feed import Act
from mutuality.safety import queries as safety_queries


def _meetings(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    rows = Meeting.objects.select_related("circle__group__key").filter(
        room=room, pk__in=[h.ref for h in hints]
    )
    scenes = {row.pk: queries.scene(row) for row in rows}
    return [each for h in hints if h.ref in scenes for each in _scene(h, scenes[h.ref], audience)]


def _scene(hint: Hint, scene: Scene, audience: Audience) -> list[Rendered]:
    step = audience.each(lambda reader: in_language(reader.language, scene_rendering.step, scene))
    return [
        Rendered(hint.seq, "put", "turn", html=_turns(scene, audience)),
        Rendered(hint.seq, "put", "my-acts", html=_acts(scene, audience)),
        Rendered(hint.seq, "put", "step", html=step),
        Rendered(hint.seq, "put", "seats", html=_seats(scene, audience)),
    ]


def _turns(scene: Scene, audience: Audience) -> Variants:
    """The same bytes for all but whoever has the floor, is next, or hid one of the two."""
    who_hid = safety_queries.who_hid(scene.persons)
    own = {
        row.place.person_id: voice
        for row in scene.rows
        if row.carried_by_id is None
        and (voice := scene_rendering.voice(scene, row))
        and (voice.has_floor or voice.is_next)
    }

    def html(reader: For) -> str:
        if reader.person is None:
            return in_language(reader.language, scene_rendering.turn_card, scene, None)
        whom = who_hid.get(reader.person, safety_queries.NOBODY)
        return in_language(
            reader.language, scene_rendering.turn_card_behind, scene, whom, own.get(reader.person)
        )

    return audience.each(html, apart=[*who_hid, *own])


def _seats(scene: Scene, audience: Audience) -> Variants:
    """The same bytes for all but whoever hid somebody who sits in for others on the phone."""
    carriers = {row.place.person_id for row in scene.rows if row.carried_by_id is not None}
    who_hid = safety_queries.who_hid(carriers) if carriers else {}

    def html(reader: For) -> str:
        if reader.person is None:
            return in_language(reader.language, scene_rendering.seats, scene)
        return in_language(reader.language, scene_rendering.seats_behind, scene, who_hid[reader.person])

    return audience.each(html, apart=who_hid)


def _acts(scene: Scene, audience: Audience) -> Variants:
    who_hid = safety_queries.who_hid(scene.persons)
    voices = {person: scene_rendering.voices(scene, person_id=person) for person in audience.persons}

    def html(reader: For) -> str:
        if reader.person is None:
            return in_language(
                reader.language, scene_rendering.acts, scene, None, [], form=scene_rendering.SAY
            )
        own, carried = voices[reader.person]
        hidden = who_hid.get(reader.person, safety_queries.NOBODY)
        return in_language(
            reader.language,
            scene_rendering.acts_behind,
            scene,
            hidden,
            own,
            carried,
            form=scene_rendering.SAY,
        )

    return audience.each(html, apart=[person for person, (own, _carried) in voices.items() if own])


def _moments(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    rows = Moment.objects.filter(meeting__room=room, pk__in=[h.ref for h in hints])
    found = {row.pk: row for row in rows.select_related("meeting", "sitter__place__key", "sitter__key")}
    return [_moment(h, found.get(h.ref), audience) for h in hints]


def _moment(hint: Hint, row: Moment | None, audience: Audience) -> Rendered:
    target = f"m-{hint.ref}"
    if row is None:
        return Rendered(hint.seq, "drop", target)
    words = queries.words_place(row.meeting)
    who_hid_speaker = safety_queries.who_hid([row.sitter.place.person_id]) if row.sitter else {}

    def html(reader: For) -> str:
        hidden = reader.person is not None
        return in_language(reader.language, scene_rendering.remark, row, words=words, hidden=hidden)

    return Rendered(hint.seq, "put", target, came=row.order, html=audience.each(html, apart=who_hid_speaker))


KINDS: Mapping[str, Act] = {"meeting": _meetings, "moment": _moments}
