"""Reading about meetings, for those who hold them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.fast.prepared import Prepared
from mutuality.groups import queries as groups_queries
from mutuality.groups.formats import Part
from mutuality.groups.models import Membership
from mutuality.groups.queries import TurnKind
from mutuality.groups.terms import Role
from mutuality.kit import dates
from mutuality.meetings import parts, terms
from mutuality.meetings import round as rounds
from mutuality.meetings.models import DateChange, Manner, Meeting, Moment, Series, Sitter, Turn, Wish
from mutuality.meetings.round import Round, Seat
from mutuality.occasions import times
from mutuality.rooms import queries as rooms_queries
from mutuality.rooms.models import Place, Topic
from mutuality.safety import access as safety_access
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden, hidden_from

Card = Mapping[str, str]

# When


def series_of(circle_id: str) -> Series | None:
    """When these people meet, if they have said so."""
    return _SERIES.first(circle=circle_id)


_SERIES: Prepared[Series] = Prepared(
    lambda circle: Series.objects.select_related("key", "circle__group").filter(circle=circle), circle=str
)


def zone_of(circle_id: str) -> str:
    """The clocks by which these people meet; empty while they have not said so."""
    return Series.objects.filter(circle=circle_id).values_list("zone", flat=True).first() or ""


def where(series: Series) -> str:
    """The place or the phone number, for members only."""
    return series.text("where")


def times_of(series: Series) -> times.Times:
    """The rhythm with every change of a date that stands. How many dates it has, only the group's terms say."""
    return times_with(series, _STANDING.all(series=series.pk))


_STANDING: Prepared[DateChange] = Prepared(
    lambda series: DateChange.objects.filter(series=series, stands=True), series=str
)


def times_with(series: Series, changes: Iterable[DateChange]) -> times.Times:
    """The same where the changes that stand were read before."""
    changed = {c.on: times.Wall(c.to_on, c.to_at) if c.to_on and c.to_at else None for c in changes}
    most = series.circle.group.meetings
    return times.Times(series.first_on, series.at, series.zone, series.minutes, series.rhythm, most, changed)


def coming(circle_id: str, *, now: datetime, most: int = terms.DATES_SHOWN) -> list[times.Date]:
    """The next dates on which these people meet."""
    return coming_of(series_of(circle_id), now=now, most=most)


def coming_of(series: Series | None, *, now: datetime, most: int = terms.DATES_SHOWN) -> list[times.Date]:
    """The same where it was read before how they meet."""
    return times.coming(times_of(series), now=now, most=most) if series else []


def said(day: times.Date) -> str:
    """When that is, as the clocks of the group show it."""
    return dates.moment_of(day.begins, weekday=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """A change of one date that needs one more yes."""

    row: DateChange
    by: str
    mine: bool


def changes_asked(membership: Membership, *, now: datetime) -> list[Asked]:
    """What was asked about single dates that are not over, by the clocks of the group, and does not stand yet."""
    rows = _ASKED.all(circle=membership.group.circle_id)
    if not rows:
        return []
    shown = {day.on for day in coming(membership.group.circle_id, now=now, most=terms.DATES_TO_CHANGE)}
    hidden = hidden_from(membership.person_id)
    return [_asked(row, membership, hidden) for row in rows if row.on in shown]


_ASKED: Prepared[DateChange] = Prepared(
    lambda circle: DateChange.objects.filter(series__circle=circle, stands=False).order_by("on"), circle=str
)


def _asked(row: DateChange, membership: Membership, hidden: Hidden) -> Asked:
    answers = list(row.answers.select_related("membership__place__key").order_by("pk"))
    names = ", ".join(
        _("Someone") if a.membership.person_id in hidden else groups_queries.member_name(a.membership)
        for a in answers
    )
    return Asked(row, names, mine=any(a.membership_id == membership.pk for a in answers))


def manner_of(circle_id: str) -> Manner:
    """How these people hold their meetings; the usual way where they have said nothing."""
    return _MANNER.first(circle=circle_id) or Manner(circle_id=circle_id)


_MANNER: Prepared[Manner] = Prepared(lambda circle: Manner.objects.filter(circle=circle), circle=str)


# Turns


@dataclass(frozen=True, slots=True)
class Held:
    """One task, and who has it for now."""

    kind: TurnKind
    name: str
    mine: bool
    offered_to: str
    offered_to_me: bool
    row: Turn | None

    @property
    def does(self) -> str:
        """What whoever has it does."""
        return str(terms.ROLE_DOES.get(self.kind.slug, ""))


def turns(membership: Membership) -> list[Held]:
    """Every task that this group has, taken or free, as this member sees it."""
    found = {t.role: t for t in _TURNS.all(circle=membership.group.circle_id)}
    return [
        _held(kind, found.get(kind.slug), membership) for kind in groups_queries.turn_kinds(membership.group)
    ]


_TURNS: Prepared[Turn] = Prepared(
    lambda circle: Turn.objects.filter(circle=circle).select_related(
        "membership__place__key", "offered_to__place__key"
    ),
    circle=str,
)


def _held(kind: TurnKind, row: Turn | None, membership: Membership) -> Held:
    if row is None:
        return Held(kind, "", False, "", False, None)
    offered_to = row.offered_to if _arrives(row, membership) else None
    offered = groups_queries.member_name(offered_to) if offered_to else ""
    mine = row.membership_id == membership.pk
    return Held(
        kind, groups_queries.member_name(row.membership), mine, offered, offered_to == membership, row
    )


def _arrives(row: Turn, membership: Membership) -> bool:
    """An offer to me of somebody I hid does not arrive; to everybody else it stands."""
    if row.offered_to_id != membership.pk:
        return True
    return safety_access.may_reach(row.membership.person_id, to=membership.person_id)


def has_turn(membership: Membership, *, role: Role) -> bool:
    """Whether this member has this task now."""
    return Turn.objects.filter(membership=membership, role=role).exists()


# The room


def open_meeting(circle_id: str) -> Meeting | None:
    """The meeting that is going on among these people."""
    return _GOING_ON.first(circle=circle_id)


_GOING_ON: Prepared[Meeting] = Prepared(
    lambda circle: (
        Meeting.objects.filter(circle=circle, closed_at=None).select_related("room").order_by("pk")[:1]
    ),
    circle=str,
)


def left_of(membership: Membership) -> list[Meeting]:
    """Closed meetings in which I was and whose words are not gone yet, the latest first."""
    return _LEFT.all(circle=membership.group.circle_id, person=membership.person_id)


_LEFT: Prepared[Meeting] = Prepared(
    lambda circle, person: Meeting.objects.filter(
        circle=circle, closed_at__isnull=False, room__places__person=person
    ).order_by("-closed_at"),
    circle=str,
    person=str,
)


def meeting_in_room(room_id: str) -> Meeting | None:
    """The meeting that is held in this room."""
    return _IN_ROOM.first(room=room_id)


_IN_ROOM: Prepared[Meeting] = Prepared(lambda room: Meeting.objects.filter(room=room), room=str)


def sitter_of(meeting: Meeting, *, membership: Membership) -> Sitter | None:
    """My seat in this meeting, also when I have stepped out."""
    return (
        Sitter.objects.select_related("place", "place__key")
        .filter(meeting=meeting, membership=membership, carried_by=None)
        .first()
    )


def sitters(meeting: Meeting) -> list[Sitter]:
    """Everyone who has a seat, in the order of the round."""
    rows = Sitter.objects.filter(meeting=meeting).order_by("position", "pk")
    return list(rows.select_related("place", "place__key", "key", "carried_by", "membership"))


def seat_name(sitter: Sitter) -> str:
    """The name this person goes by in the meeting."""
    if sitter.key is not None and sitter.name is not None:
        return sitter.text("name")
    return rooms_queries.place_name(sitter.place)


def on_the_phone(name: str) -> str:
    """Somebody on the phone, as they are named among people who came themselves."""
    return _("%(name)s (on the phone)") % {"name": name}


def round_of(meeting: Meeting, *, rows: Sequence[Sitter]) -> Round:
    """The round as its rows tell it. In a quiet part no one is offered the floor."""
    part = part_of(meeting)
    rests = meeting.rests or meeting.paused or part.is_quiet
    return Round(tuple(_seat(row) for row in rows), meeting.floor, part.hands, rests)


def _seat(row: Sitter) -> Seat:
    return Seat(row.pk, rounds.Stand(row.stand), row.listens, row.away, row.hand, row.heard)


def part_of(meeting: Meeting) -> Part:
    """The part in which the meeting is."""
    return parts.at(meeting, step=meeting.step)


def part_after(meeting: Meeting) -> Part | None:
    """The part that comes next; after the last one the meeting closes."""
    found = parts.of_meeting(meeting)
    return found[meeting.step + 1] if meeting.step + 1 < len(found) else None


@dataclass(frozen=True, slots=True)
class Scene:
    """A meeting as everyone in it sees it at one moment."""

    meeting: Meeting
    round: Round
    rows: Sequence[Sitter]
    names: dict[str, str]
    wishes: Sequence[Wish]
    cards: Mapping[str, Card] = field(default_factory=dict)

    @property
    def persons(self) -> set[str]:
        """Everybody who has a seat."""
        return {row.place.person_id for row in self.rows}

    def heard_by(self, hidden: Hidden) -> "Scene":
        """The same for a person with boundaries: a turn or a need of whom they hid is someone's. No one else is told.

        Source: DESIGN.md, rules that keep people safe, 1. Who is in the room is never hidden.
        """
        return self._as_someone({row.pk for row in self.rows if row.place.person_id in hidden})

    def seen_by(self, hidden: Hidden) -> "Scene":
        """Who is in the room, for a person with boundaries. Everybody is, by the name they go by.

        But whoever sits in for somebody on the phone types that name: of whom a reader hid, it is their words.
        """
        carried = (row for row in self.rows if row.carried_by_id is not None)
        return self._as_someone({row.pk for row in carried if row.place.person_id in hidden})

    def _as_someone(self, seats: set[str]) -> "Scene":
        if not seats:
            return self
        names = {pk: _("Someone") if pk in seats else name for pk, name in self.names.items()}
        cards = {pk: card for pk, card in self.cards.items() if pk not in seats}
        return replace(self, names=names, cards=cards)

    @property
    def step(self) -> Part:
        """The part in which it is."""
        return part_of(self.meeting)

    @property
    def after(self) -> Part | None:
        """The part that comes next."""
        return part_after(self.meeting)

    @property
    def floor(self) -> str:
        """The name of whoever has the floor."""
        return self._voice(self.round.floor or "")

    @property
    def floor_by_phone(self) -> str:
        """The name of whoever has the floor, alone, if they are on the phone."""
        seat = self.round.floor or ""
        return self.names.get(seat, "") if self._is_carried(seat) else ""

    @property
    def next(self) -> str:
        """The name of whoever is next."""
        return self._voice(self.round.coming[0].who) if self.round.coming else ""

    def _voice(self, seat: str) -> str:
        """The name of the person who has this seat; for someone on the phone, it says so."""
        name = self.names.get(seat, "")
        return on_the_phone(name) if self._is_carried(seat) else name

    def _is_carried(self, seat: str) -> bool:
        return any(row.pk == seat and row.carried_by_id is not None for row in self.rows)

    @property
    def not_yet(self) -> list[str]:
        """Who asks not to close yet."""
        return [
            self.names[w.sitter_id] for w in self.wishes if w.kind == "not-yet" and w.sitter_id in self.names
        ]

    @property
    def stays(self) -> list[str]:
        """Who said that they are here with whoever needs the group."""
        return [self.names[row.pk] for row in self.rows if row.stays_with and not row.out]

    @property
    def needing(self) -> list[Sitter]:
        """Whose seats say that they need the group."""
        return [row for row in self.rows if row.needs]

    @property
    def stopping(self) -> list[str]:
        """Who asked to stop and shows their name. None of them need do so."""
        return list(dict.fromkeys(self.names[row.pk] for row in self.rows if row.stops and row.named))

    def wished(self, kind: str) -> list[str]:
        """Who would like this to happen, when it takes two."""
        about = wish_about(self.meeting, kind=kind)
        return [self.names[w.sitter_id] for w in self.wishes if (w.kind, w.about) == (kind, about)]


def wish_about(meeting: Meeting, *, kind: str) -> str:
    """What exactly two people want when they want the same: this step, this holder, this rest."""
    return f"{meeting.step}/{meeting.floor or ''}" if kind == "on" else str(meeting.step)


def scene(meeting: Meeting) -> Scene:
    """Everything there is to see in the room."""
    rows = sitters(meeting) if meeting.closed_at is None else []
    names = {row.pk: seat_name(row) for row in rows}
    wishes = list(Wish.objects.filter(meeting=meeting).order_by("at", "pk"))
    return Scene(meeting, round_of(meeting, rows=rows), rows, names, wishes, _cards(rows))


def _cards(rows: Sequence[Sitter]) -> dict[str, Card]:
    """What those who need the group wrote about themselves, where they show it to this group; by seat."""
    needing = [row for row in rows if row.needs]
    shown = (
        safety_queries.shown_among([row.membership.place_id for row in needing]) if needing else frozenset()
    )
    here = [row for row in needing if row.membership.place_id in shown]
    return {row.pk: safety_queries.card_of(row.place.person_id) for row in here}


def moments(meeting: Meeting, *, place: Place, now: datetime) -> list[Moment]:
    """What the room itself has said since I came; that somebody came in is said once and not repeated later."""
    rows = Moment.objects.filter(meeting=meeting, order__gte=place.floor).order_by("order")
    rows = rows.exclude(kind=terms.Said.CAME, at__lt=now - terms.CAME_IS_SAID)
    return list(rows.select_related("meeting", "sitter__place__key", "sitter__key"))


def talk(meeting: Meeting) -> Topic | None:
    """Where the words of this meeting stand."""
    return (
        Topic.objects.select_related("key", "room").filter(room=meeting.room_id).first()
        if meeting.room_id
        else None
    )


def words_place(meeting: Meeting) -> str:
    """The thread in which the words of this meeting stand."""
    return Topic.objects.filter(room=meeting.room_id).values_list("pk", flat=True).first() or ""
