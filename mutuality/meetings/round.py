"""A round: everyone is offered the floor, one voice at a time, nobody is lost and nobody comes twice.

Pure values: each act takes a round and gives the next one. Rows and pages know nothing of the rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class NotYours(Exception):
    """The floor is with somebody else, or with nobody."""


class SecondPlace(Exception):
    """This is the second place already: one can say something or pass."""


class Stand(StrEnum):
    """How a person stands in this round."""

    WAITS = "waits"
    LATER = "later"
    SAID = "said"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Seat:
    """One voice in the meeting. ``hand`` is the order in which hands went up."""

    who: str
    stand: Stand = Stand.WAITS
    listens: bool = False
    away: bool = False
    hand: int | None = None
    heard: bool = False

    @property
    def is_due(self) -> bool:
        """Whether this round still owes them the floor."""
        return self.stand in (Stand.WAITS, Stand.LATER) and self.is_here

    @property
    def is_here(self) -> bool:
        """Whether the floor may be offered to them at all."""
        return not (self.listens or self.away)


@dataclass(frozen=True, slots=True)
class Round:
    """The seats in one order, the same for all. ``hands``: the open floor, where hands ask for the floor."""

    seats: tuple[Seat, ...] = ()
    floor: str | None = None
    hands: bool = False
    rests: bool = False

    def seat(self, who: str) -> Seat:
        """Somebody's seat. Raises ``KeyError`` for whoever has none."""
        for seat in self.seats:
            if seat.who == who:
                return seat
        raise KeyError(who)

    def has(self, who: str) -> bool:
        """Whether somebody has a seat."""
        return any(seat.who == who for seat in self.seats)

    @property
    def coming(self) -> tuple[Seat, ...]:
        """Who is offered the floor from here on, in that order, without whoever has it."""
        others = [seat for seat in self.seats if seat.who != self.floor]
        if not self.hands:
            return tuple(seat for seat in others if seat.is_due)
        asking = [seat for seat in others if seat.is_here and seat.hand is not None]
        return tuple(sorted(asking, key=lambda seat: (seat.heard, seat.hand)))

    @property
    def is_over(self) -> bool:
        """Whether everyone was offered the floor. An open floor ends when people go on."""
        return not self.hands and self.floor is None and not self.coming


def begin(round_: Round, *, hands: bool) -> Round:
    """A new part of the meeting: each seat is offered the floor anew; who was heard is remembered."""
    seats = (replace(seat, stand=Stand.WAITS, hand=None) for seat in round_.seats)
    return _offer(replace(round_, seats=tuple(seats), floor=None, hands=hands))


def arrive(round_: Round, *, who: str) -> Round:
    """Come in, or come back. Whoever is still owed the floor goes last; what one said stays said."""
    if not round_.has(who):
        return _offer(replace(round_, seats=(*round_.seats, Seat(who))))
    seat = round_.seat(who)
    if not seat.away:
        return round_
    return _offer(_last(round_, replace(seat, away=False)))


def step_out(round_: Round, *, who: str) -> Round:
    """Go out of the room. The floor goes on; the place in the round can be taken up again."""
    return _without_floor(_with(round_, replace(round_.seat(who), away=True, hand=None)), who)


def finish(round_: Round, *, who: str) -> Round:
    """Give the floor on after having spoken. Raises NotYours."""
    if round_.floor != who:
        raise NotYours
    seat = replace(round_.seat(who), stand=Stand.SAID, hand=None, heard=True)
    return _without_floor(_with(round_, seat), who)


def pass_on(round_: Round, *, who: str) -> Round:
    """Not this time. It is final for this round, and nobody remarks on it."""
    seat = round_.seat(who)
    if seat.stand in (Stand.WAITS, Stand.LATER):
        seat = replace(seat, stand=Stand.PASSED)
    return _without_floor(_with(round_, replace(seat, hand=None)), who)


def come_back(round_: Round, *, who: str) -> Round:
    """Take a second place at the end. Raises SecondPlace for whoever has the floor on their second place."""
    seat = round_.seat(who)
    if seat.stand == Stand.WAITS:
        return _without_floor(_last(round_, replace(seat, stand=Stand.LATER, hand=None)), who)
    if seat.stand == Stand.LATER and round_.floor == who:
        raise SecondPlace
    return round_


def offer_on(round_: Round, *, who: str) -> Round:
    """The floor goes on quietly from whoever has it: they come back at the end, or, the second time, on return."""
    if round_.floor != who:
        return round_
    seat = round_.seat(who)
    if seat.stand == Stand.WAITS and not round_.hands:
        return come_back(round_, who=who)
    return step_out(round_, who=who)


def listen(round_: Round, *, who: str) -> Round:
    """I am listening today: out of all offers until one says otherwise."""
    return _without_floor(_with(round_, replace(round_.seat(who), listens=True, hand=None)), who)


def take_part(round_: Round, *, who: str) -> Round:
    """No longer only listening. Whoever is still owed the floor goes last."""
    seat = round_.seat(who)
    return _offer(_last(round_, replace(seat, listens=False))) if seat.listens else round_


def raise_hand(round_: Round, *, who: str) -> Round:
    """Ask for the open floor. Whoever has not been heard comes first; otherwise the order of the hands."""
    seat = round_.seat(who)
    if not round_.hands or not seat.is_here or seat.hand is not None:
        return round_
    next_hand = max((s.hand for s in round_.seats if s.hand is not None), default=0) + 1
    return _offer(_with(round_, replace(seat, hand=next_hand)))


def lower_hand(round_: Round, *, who: str) -> Round:
    """Take one's hand down. Whoever has the open floor gives it back with it."""
    return _without_floor(_with(round_, replace(round_.seat(who), hand=None)), who)


def rest(round_: Round) -> Round:
    """The group is needed: nobody is offered the floor until it goes on. Whoever had it keeps it."""
    return replace(round_, rests=True)


def go_on(round_: Round) -> Round:
    """On with the round, where it was."""
    return _offer(replace(round_, rests=False))


def leave_out(round_: Round, *, who: str) -> Round:
    """Somebody is gone for good, with all that was theirs."""
    return _without_floor(replace(round_, seats=_others(round_.seats, who)), who)


def _offer(round_: Round) -> Round:
    if round_.floor is not None or round_.rests or not round_.coming:
        return round_
    return replace(round_, floor=round_.coming[0].who)


def _without_floor(round_: Round, who: str) -> Round:
    return _offer(replace(round_, floor=None)) if round_.floor == who else round_


def _with(round_: Round, seat: Seat) -> Round:
    return replace(round_, seats=tuple(seat if s.who == seat.who else s for s in round_.seats))


def _last(round_: Round, seat: Seat) -> Round:
    """Still owed the floor: last. Otherwise the seat stays where it was."""
    if seat.stand not in (Stand.WAITS, Stand.LATER):
        return _with(round_, seat)
    return replace(round_, seats=(*_others(round_.seats, seat.who), seat))


def _others(seats: Iterable[Seat], who: str) -> tuple[Seat, ...]:
    return tuple(seat for seat in seats if seat.who != who)
