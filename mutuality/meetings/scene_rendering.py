"""A meeting as pages show it: the same for everyone in it, but for what is one's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutuality.groups import queries as groups_queries
from mutuality.kit import dates
from mutuality.meetings import parts, queries, terms
from mutuality.meetings.models import Meeting, Moment, Sitter
from mutuality.meetings.queries import Scene
from mutuality.meetings.round import Seat, Stand
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden

Made = TypeVar("Made")

SAY = "say"
ACTS = "acts"
BY_ITSELF = "?by-itself=1"


@dataclass(frozen=True, slots=True)
class Voice:
    """A seat for which one person speaks: their own, or that of somebody on the phone."""

    scene: Scene
    row: Sitter
    name: str
    seat: Seat

    @property
    def has_floor(self) -> bool:
        """Whether it is their turn."""
        return self.scene.round.floor == self.row.pk

    @property
    def is_next(self) -> bool:
        """Whether the floor comes to them next."""
        return bool(self.scene.round.coming) and self.scene.round.coming[0].who == self.row.pk

    @property
    def is_due(self) -> bool:
        """Whether this round still owes them the floor."""
        return not self.scene.round.hands and self.seat.is_due

    @property
    def may_come_back(self) -> bool:
        """Whether they can still take a second place."""
        return self.is_due and self.seat.stand == Stand.WAITS

    @property
    def asks(self) -> bool:
        """Whether their hand is up."""
        return self.seat.hand is not None

    @property
    def says_not_yet(self) -> bool:
        """Whether they have asked not to close yet."""
        return any(w.kind == "not-yet" and w.sitter_id == self.row.pk for w in self.scene.wishes)

    @property
    def may_speak(self) -> bool:
        """Whether their words are said now: it's their turn, or someone needs the group. In a pause no one speaks."""
        meeting = self.scene.meeting
        return meeting.rests or (self.has_floor and not meeting.paused)

    def _wishes(self, kind: str) -> bool:
        about = queries.wish_about(self.scene.meeting, kind=kind)
        return any((w.kind, w.about, w.sitter_id) == (kind, about, self.row.pk) for w in self.scene.wishes)

    @property
    def feels_we_can(self) -> bool:
        """Whether they have said that we can go on."""
        return self._wishes("go-on")

    @property
    def would_start(self) -> bool:
        """Whether they would like to start the next part."""
        return self._wishes("step")

    @property
    def would_wait(self) -> bool:
        """Whether they have said "not yet" to the next part."""
        return self._wishes("wait")

    @property
    def would_move(self) -> bool:
        """Whether they would like to go to the next person."""
        return self._wishes("on")

    @property
    def would_stay(self) -> bool:
        """Whether they would like to stay after all."""
        return self._wishes("stay")

    @property
    def is_invited(self) -> bool:
        """Privately: the open floor is theirs first, since they were not heard in this meeting."""
        nobody = self.scene.round.floor is None
        return self.scene.round.hands and nobody and not self.seat.heard and self.seat.is_here


def voice(scene: Scene, row: Sitter) -> Voice:
    """One seat as whoever speaks for it sees it."""
    return Voice(scene, row, scene.names[row.pk], scene.round.seat(row.pk))


def voices(scene: Scene, *, person_id: str) -> tuple[Voice | None, list[Voice]]:
    """A person's own seat, and the seats of those they carry."""
    mine = [row for row in scene.rows if row.place.person_id == person_id and not row.out]
    own = next((voice(scene, row) for row in mine if row.carried_by_id is None), None)
    return own, [voice(scene, row) for row in mine if row.carried_by_id is not None]


def lines(
    scene: Scene, *, me: str | None = None, hidden: Hidden = safety_queries.NOBODY
) -> list[dict[str, Any]]:
    """Everyone in the room, in the order of the round, as this person sees them.

    Who has the turn is not told of whom they hid: the card above says that it is someone's.
    """
    rows = {row.pk: row for row in scene.rows}
    came = sorted(scene.rows, key=lambda row: (row.place.floor, row.carried_by_id is not None, row.pk))
    order = {row.pk: number for number, row in enumerate(came)}
    seen = [seat for seat in scene.round.seats if not rows[seat.who].out]
    return [_line(scene, seat, rows[seat.who], order[seat.who], me=me, hidden=hidden) for seat in seen]


def _line(
    scene: Scene, seat: Seat, row: Sitter, order: int, *, me: str | None, hidden: Hidden
) -> dict[str, Any]:
    round_, floor = scene.round, scene.round.floor == seat.who
    return {
        "name": scene.names[seat.who],
        "order": order,
        "mine": row.place.person_id == me and row.carried_by_id is None,
        "floor": floor and row.place.person_id not in hidden,
        "done": not round_.hands and seat.stand in (Stand.SAID, Stand.PASSED),
        "later": not round_.hands and not floor and (seat.stand == Stand.LATER or seat.away),
        "listens": seat.listens,
        "asks": seat.hand is not None and not floor,
        "carrier": scene.names.get(row.carried_by_id or "", ""),
    }


@dataclass(frozen=True, slots=True)
class View:
    """A meeting as one person sees it. ``form``: the form on the page through which they act; ``zone``: their clocks.

    Without a person it is what is the same for all, and nothing can be done in it.
    """

    scene: Scene
    person: str | None = None
    hidden: Hidden = safety_queries.NOBODY
    form: str = SAY
    zone: str = ""

    def parts(self) -> dict[str, str]:
        """Each part of the page that changes while people meet, by its id. After the close only a goodbye is left."""
        if self.scene.meeting.closed_at is not None:
            gone = {part: render_to_string("meetings/gone.html", {"id": part}) for part in PARTS}
            unsaid = render_to_string("meetings/unsaid.html")
            return gone | {"step": goodbye(self.scene.meeting, zone=self.zone), SAY: unsaid}
        context = self._context()
        return {part: render_to_string(template, context) for part, template in PARTS.items()}

    def _context(self) -> dict[str, Any]:
        heard, meeting = self.scene.heard_by(self.hidden), self.scene.meeting
        own, carried = voices(heard, person_id=self.person) if self.person else (None, [])
        opening = meeting.step == 0 and heard.step.is_read
        steps = parts.of_meeting(meeting)
        context: dict[str, Any] = {
            "scene": heard,
            "meeting": meeting,
            "own": own,
            "carried": carried,
            "form": self.form,
            "again": BY_ITSELF if self.form == ACTS else "",
            "resting": meeting.rests or meeting.paused,
            "lines": lines(self.scene.seen_by(self.hidden), me=self.person, hidden=self.hidden),
            "parts": steps,
            "part": _("Part %(n)d of %(all)d.") % {"n": meeting.step + 1, "all": len(steps)},
            "agreement": groups_queries.terms_of(meeting.circle.group).agreement if opening else "",
        }
        going = {"opening": opening, "together": opening and _are_together(heard)}
        return context | going | _care(heard, own) | _said(heard, own)


PARTS = {
    "care": "meetings/care.html",
    "step": "meetings/step.html",
    "seats": "meetings/seats.html",
    "turn": "meetings/turn.html",
    "agreement": "meetings/agreement.html",
    "my-acts": "meetings/acts/dock.html",
    "more": "meetings/acts/more.html",
    "always": "meetings/always.html",
}


def goodbye(meeting: Meeting, *, zone: str) -> str:
    """What is left of the page when the meeting has ended, with the hour at which the words go, by these clocks."""
    limits = safety_queries.limits() if meeting.needed else None
    group = meeting.circle.group
    context = {
        "meeting": meeting,
        "group": group,
        "gone": meeting.room_id is None,
        "until": until(meeting, zone=zone),
        "hours": meeting.stays_hours,
        "words": queries.words_place(meeting),
        "numbers": limits.numbers if limits else (),
    }
    return render_to_string("meetings/ended.html", context)


def until(meeting: Meeting, *, zone: str) -> str:
    """When the words go, by these clocks or else by the group's: an hour, with its day where that is another one.

    Empty where no clocks are known.
    """
    zone = zone or queries.zone_of(meeting.circle_id)
    if not zone or meeting.gone_at is None or meeting.closed_at is None:
        return ""
    gone, closed = (at.astimezone(ZoneInfo(zone)) for at in (meeting.gone_at, meeting.closed_at))
    return dates.time_of(gone) if gone.date() == closed.date() else dates.moment_of(gone, weekday=True)


def _care(scene: Scene, own: Voice | None) -> dict[str, Any]:
    """What everyone sees when someone needs the group, or asked to stop. Who asked reads their own words."""
    if not scene.meeting.rests:
        paused = _paused_by(scene, own) if scene.meeting.paused else ""
        says_so = _("The meeting is paused.")
        return {"paused_by": paused, "aloud": f"{paused}. {says_so}" if paused else ""}
    limits = safety_queries.limits()
    others = [row for row in scene.needing if own is None or row.pk != own.row.pk]
    names = list(dict.fromkeys(scene.names[row.pk] for row in others))
    if not scene.needing:
        names = [_("Someone")]
    who = joined(names)
    cards = [(scene.names[row.pk], scene.cards[row.pk]) for row in others if scene.cards.get(row.pk)]
    says = ngettext("%(who)s needs the group now", "%(who)s need the group now", len(names)) % {"who": who}
    here = _here_with(scene, own, who)
    mine = here or _("You asked for the group's support. Everyone here has been told.")
    return {
        "needs": {"others": bool(names), "says": says, "here": here, "cards": cards},
        "aloud": mine if own is not None and own.row.needs else f"{says}.",
        "in_danger": groups_queries.terms_of(scene.meeting.circle.group).in_danger,
        "numbers": limits.numbers if limits else (),
    }


def _here_with(scene: Scene, own: Voice | None, who: str) -> str:
    """Who is here with whoever needs the group, as this person reads it."""
    mine = own is not None and own.row.stays_with
    others = [scene.names[row.pk] for row in scene.rows if row.stays_with and not row.out]
    if own is not None and mine:
        others.remove(own.name)
    here = joined(list(dict.fromkeys(others)))
    if own is not None and own.row.needs:
        says = ngettext("%(here)s is here with you.", "%(here)s are here with you.", len(others))
    else:
        says = ngettext("%(here)s is here with %(who)s.", "%(here)s are here with %(who)s.", len(others))
    sentences = [_("You're here with %(who)s.") % {"who": who}] if mine else []
    return " ".join([*sentences, *([says % {"here": here, "who": who}] if here else [])])


def joined(names: Sequence[str]) -> str:
    """Some names in one sentence."""
    return get_text_list(list(names), _("and"))


def _said(scene: Scene, own: Voice | None) -> dict[str, Any]:
    """The sentences that differ by who asked for what."""
    return {
        "wished": _wished(scene),
        "more_time": _of(scene.not_yet, _asked_for_time),
        "turn_aloud": _turn_aloud(own),
        "may_close": scene.after is None and scene.round.is_over and not _rests(scene),
        "speaks": own is not None and own.may_speak,
        "asked": _asked(scene, own),
        "onward": _onward(scene, own),
        "send": _send(own),
    }


def _rests(scene: Scene) -> bool:
    return scene.meeting.rests or scene.meeting.paused


def _of(names: Sequence[str], sentence: Callable[[int], str]) -> str:
    """A sentence about some people; ``sentence``: how it is said of so many. Nothing where there are none."""
    whom = list(dict.fromkeys(names))
    return sentence(len(whom)) % {"who": joined(whom)} if whom else ""


def _wished(scene: Scene) -> dict[str, str]:
    part = str(scene.after.name) if scene.after else ""
    return {
        "step": _of(
            scene.wished("step"), lambda n: _would_start(n).replace("%(part)s", part.replace("%", "%%"))
        ),
        "wait": _of(
            scene.wished("wait"), lambda n: ngettext("%(who)s said: not yet.", "%(who)s said: not yet.", n)
        ),
        "on": _of(scene.wished("on"), _would_move),
        "go_on": _of(
            scene.wished("go-on"),
            lambda n: ngettext("%(who)s thinks we can go on.", "%(who)s think we can go on.", n),
        ),
        "stay": _of(scene.wished("stay"), _would_stay),
    }


def _would_start(n: int) -> str:
    return ngettext("%(who)s would like to start: %(part)s", "%(who)s would like to start: %(part)s", n)


def _would_move(n: int) -> str:
    return ngettext(
        "%(who)s would like to go to the next person", "%(who)s would like to go to the next person", n
    )


def _would_stay(n: int) -> str:
    return ngettext("%(who)s would like to stay longer.", "%(who)s would like to stay longer.", n)


def _asked_for_time(n: int) -> str:
    return ngettext("%(who)s asked for a little more time.", "%(who)s asked for a little more time.", n)


def _paused_by(scene: Scene, own: Voice | None) -> str:
    if own is not None and own.row.stops:
        return _("You asked us to stop")
    return ngettext("%(who)s asked us to stop", "%(who)s asked us to stop", len(scene.stopping)) % {
        "who": joined(scene.stopping) or _("Someone")
    }


def _turn_aloud(own: Voice | None) -> str:
    if own is None or _rests(own.scene):
        return ""
    if own.has_floor:
        return _("It's your turn.")
    return _("You're next.") if own.is_next else ""


def _send(own: Voice | None) -> str:
    if own is None or own.may_speak:
        return _("Send")
    return _("Save for my turn") if own.is_due or own.asks else _("Save for later")


def _are_together(scene: Scene) -> bool:
    """Whether two people or more are here, who can take the meeting to its next part."""
    return sum(not row.out and row.carried_by_id is None for row in scene.rows) >= terms.TOGETHER


def _asked(scene: Scene, own: Voice | None) -> dict[str, str]:
    """What has come of the two sentences that always work. Whoever pressed one reads that it was heard."""
    meeting = scene.meeting
    needs = own is not None and meeting.rests and own.row.needs
    stops = own is not None and own.row.stops
    others = _("Someone asked") if meeting.paused else ""
    return {
        "need": _("You asked") if needs else "",
        "stop": _("You asked") if meeting.paused and stops else others,
    }


def _onward(scene: Scene, own: Voice | None) -> str:
    """How someone says, for their part, that the meeting can go on."""
    if not scene.meeting.rests:
        return _("I'm ready to go on")
    return _("I'm ready to go on") if own is not None and own.row.needs else _("I'm ready when you are")


def remark(row: Moment, *, words: str, hidden: bool = False) -> str:
    """What the room itself said. Of whom a reader hid, only that they came in is said with their name.

    A name that they typed for somebody on the phone is not said at all.
    """
    name = queries.seat_name(row.sitter) if row.sitter else ""
    typed = row.sitter is not None and row.sitter.carried_by_id is not None
    if (hidden and (typed or row.kind != terms.Said.CAME)) or (row.kind == terms.Said.STOP and not row.named):
        name = _("Someone")
    elif typed:
        name = queries.on_the_phone(name)
    context = {
        "moment": row,
        "step": parts.at(row.meeting, step=row.step).name,
        "name": name,
        "order": f"{row.order:012d}",
        "words": words,
    }
    return render_to_string("meetings/moment.html", context)


def in_language(language: str, made: Callable[..., Made], *args: Any, **kwargs: Any) -> Made:
    """A fragment in the language of its reader."""
    with translation.override(language):
        return made(*args, **kwargs)
