"""What open pages of a meeting are told, in the room's own order: how the round stands, and what the room says."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from mutuality.live.terms import Audience, For, Hint, Rendered
from mutuality.meetings import queries, scene_rendering
from mutuality.meetings.models import Meeting, Moment
from mutuality.meetings.queries import Scene
from mutuality.meetings.scene_rendering import View, in_language
from mutuality.people import queries as people_queries
from mutuality.rooms.feed import Act
from mutuality.safety import queries as safety_queries


def _meetings(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    rows = Meeting.objects.select_related("circle__group__key").filter(
        room=room, pk__in=[h.ref for h in hints]
    )
    scenes = {row.pk: queries.scene(row) for row in rows}
    return [each for h in hints if h.ref in scenes for each in _scene(h, scenes[h.ref], audience)]


def _scene(hint: Hint, scene: Scene, audience: Audience) -> list[Rendered]:
    """Each part of the page. What a person can do, and who they are in the circle, is their own."""
    who_hid = safety_queries.who_hid(scene.persons)
    over = scene.meeting.closed_at is not None
    clocks = people_queries.zones(audience.persons) if over else {}
    here = {row.place.person_id for row in scene.rows if row.carried_by_id is None and not row.out}

    @cache
    def parts(reader: For) -> Mapping[str, str]:
        hidden = who_hid.get(reader.person or "", safety_queries.NOBODY)
        zone = clocks.get(reader.person or "", "")
        return in_language(reader.language, View(scene, reader.person, hidden, zone=zone).parts)

    return [
        Rendered(hint.seq, "put", part, html=audience.each(_only(parts, part), apart={*here, *clocks}))
        for part in (*scene_rendering.PARTS, *([scene_rendering.SAY] if over else []))
    ]


def _only(parts: Callable[[For], Mapping[str, str]], part: str) -> Callable[[For], str]:
    return lambda reader: parts(reader)[part]


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
