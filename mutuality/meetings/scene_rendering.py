"""A meeting as pages show it: the same for everyone in it, but for what is one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from mutuality.groups import queries as groups_queries
from mutuality.meetings import queries, terms
from mutuality.meetings.models import Moment, Sitter
from mutuality.meetings.queries import Scene
from mutuality.meetings.round import Seat, Stand
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden

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


def lines(scene: Scene) -> list[dict[str, Any]]:
    """Everyone in the room, in the order of the round."""
    rows = {row.pk: row for row in scene.rows}
    return [_line(scene, seat, rows[seat.who]) for seat in scene.round.seats if not rows[seat.who].out]


def _line(scene: Scene, seat: Seat, row: Sitter) -> dict[str, Any]:
    round_ = scene.round
    return {
        "name": scene.names[seat.who],
        "floor": round_.floor == seat.who,
        "done": not round_.hands and seat.stand in (Stand.SAID, Stand.PASSED),
        "later": not round_.hands and round_.floor != seat.who and (seat.stand == Stand.LATER or seat.away),
        "listens": seat.listens,
        "asks": seat.hand is not None and round_.floor != seat.who,
        "carrier": scene.names.get(row.carried_by_id or "", ""),
    }


def turn_card(scene: Scene, own: Voice | None) -> str:
    """Who has the floor and who is next; for whoever it is, in their own words."""
    return render_to_string("meetings/turn.html", _common(scene) | {"own": own})


def turn_card_behind(scene: Scene, hidden: Hidden, own: Voice | None = None) -> str:
    """The same for a person with boundaries."""
    return turn_card(scene.heard_by(hidden), own)


def acts(scene: Scene, own: Voice | None, carried: Sequence[Voice], *, form: str) -> str:
    """What this person can do now. ``form`` is the form on the page through which they do it."""
    again = BY_ITSELF if form == ACTS else ""
    context = _common(scene) | {"own": own, "carried": carried, "form": form, "again": again}
    return render_to_string("meetings/acts.html", context)


def acts_behind(
    scene: Scene, hidden: Hidden, own: Voice | None, carried: Sequence[Voice], *, form: str
) -> str:
    """The same for a person with boundaries: what somebody they hid would like is what someone would like."""
    return acts(scene.heard_by(hidden), own, carried, form=form)


def step(scene: Scene) -> str:
    """The part in which the meeting is, with the words that begin it."""
    opening = scene.step.slug == "opening"
    agreement = groups_queries.terms_of(scene.meeting.circle.group).agreement if opening else ""
    return render_to_string("meetings/step.html", {"scene": scene, "agreement": agreement})


def seats(scene: Scene) -> str:
    """Who is in the room, in the order of the round."""
    return render_to_string("meetings/seats.html", _common(scene) | {"lines": lines(scene)})


def seats_behind(scene: Scene, hidden: Hidden) -> str:
    """The same for a person with boundaries."""
    return seats(scene.seen_by(hidden))


def _common(scene: Scene) -> dict[str, Any]:
    wished = _wished(scene)
    context: dict[str, Any] = {
        "scene": scene,
        "meeting": scene.meeting,
        "wished": wished,
        "takes": {kind: _takes(len(names)) for kind, names in wished.items()},
    }
    if scene.meeting.rests:
        limits = safety_queries.limits()
        context |= {
            "in_danger": groups_queries.terms_of(scene.meeting.circle.group).in_danger,
            "numbers": limits.numbers if limits else (),
        }
    return context


def _wished(scene: Scene) -> dict[str, list[str]]:
    return {kind.replace("-", "_"): scene.wished(kind) for kind in ("on", "step", "go-on", "stay")}


def _takes(wishing: int) -> str:
    """What is still missing. Two who are not enough are an inviter and who they invited, or have moved it before."""
    return _("It takes two.") if wishing < terms.TOGETHER else _("One more person needs to agree.")


def remark(row: Moment, *, words: str, hidden: bool = False) -> str:
    """What the room itself said. Of whom a reader hid, only that they came in is said with their name.

    A name that they typed for somebody on the phone is not said at all.
    """
    name = queries.seat_name(row.sitter) if row.sitter else ""
    typed = row.sitter is not None and row.sitter.carried_by_id is not None
    if hidden and (typed or row.kind != terms.Said.CAME):
        name = _("Someone")
    elif typed:
        name = queries.on_the_phone(name)
    context = {
        "moment": row,
        "step": terms.format_of(row.meeting.format).steps[row.step].name,
        "name": name,
        "order": f"{row.order:012d}",
        "words": words,
    }
    return render_to_string("meetings/moment.html", context)


def in_language(language: str, made: Any, *args: Any, **kwargs: Any) -> str:
    """A fragment in the language of its reader."""
    with translation.override(language):
        html: str = made(*args, **kwargs)
        return html
