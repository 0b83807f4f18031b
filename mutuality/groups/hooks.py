"""Where apps above a group hear what happens in it. The ``joins.py`` of each says what it listens to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NamedTuple, Protocol

from django.utils.functional import Promise

from mutuality.groups.models import Group, Membership
from mutuality.ledger.queries import Line as Entry
from mutuality.people.models import Person


class Line(NamedTuple):
    """Something that is going on in a group, said in one calm line that leads there."""

    text: str
    url: str


class Words(NamedTuple):
    """How an act is said in the ledger: the act, the rule it rests on, and whether all decided it together."""

    act: str | Promise
    clause: str | Promise
    together: bool = True


class Told(NamedTuple):
    """A use of power in one sentence, the words of the agreement it rests on, and where one can answer to it."""

    sentence: str
    clause: str = ""
    address: str = ""


class OfMembership(Protocol):
    """Hears of one person's coming or going, inside the same change."""

    def __call__(self, membership: Membership, *, now: datetime) -> None:
        """Do what follows from it."""


class OfGroup(Protocol):
    """Hears of what happens to a group as a whole, inside the same change."""

    def __call__(self, group: Group, *, now: datetime) -> None:
        """Do what follows from it."""


# The newcomer is in: their row and place are there.
after_joining: list[OfMembership] = []
# Whoever leaves is still there: what is theirs can be found and forgotten.
before_leaving: list[OfMembership] = []
# Whoever left is gone and the group goes on without them.
after_leaving: list[OfMembership] = []
# The group ends: keys of everything that hangs on it are to be forgotten.
before_erasing: list[OfGroup] = []
# What the group settles for itself was said anew, alone or together.
after_settling: list[OfGroup] = []
# What is going on here, for this member: shown on the group's page and on Home.
going_on: list[Callable[[Membership, datetime], Sequence[Line]]] = []
# What is about to change of what people read at the group's door, one sentence each.
at_the_door: list[Callable[[Group, datetime], Sequence[str]]] = []
# Where one can go on to from the group's page: the app's own pages about this group.
leading_on: list[Callable[[Membership], Sequence[Line]]] = []
# How the group's terms can be changed once they are not one person's any more.
changing: list[Callable[[Membership], Sequence[Line]]] = []
# How an act of another app, and the rule it rests on, are said in the group's ledger; nothing for an act not its own.
in_the_ledger: list[Callable[[str, str], Words | None]] = []
# A use of power over another in one sentence, with the names of those still here; nothing for what is not its own.
told_in_ledger: list[Callable[[Entry, Mapping[str, str], Group], Told | None]] = []
# Before someone comes in: raises Refusal where they can't yet.
before_joining: list[Callable[[Group, Person, datetime], None]] = []
# The day on which the group meets next, if it has said when it meets.
meeting_next: list[Callable[[Group, datetime], date | None]] = []


@dataclass(frozen=True, kw_only=True)
class Listening:
    """What one app above a group hears and adds, list by list."""

    after_joining: tuple[OfMembership, ...] = ()
    before_leaving: tuple[OfMembership, ...] = ()
    after_leaving: tuple[OfMembership, ...] = ()
    before_erasing: tuple[OfGroup, ...] = ()
    after_settling: tuple[OfGroup, ...] = ()
    going_on: tuple[Callable[[Membership, datetime], Sequence[Line]], ...] = ()
    at_the_door: tuple[Callable[[Group, datetime], Sequence[str]], ...] = ()
    leading_on: tuple[Callable[[Membership], Sequence[Line]], ...] = ()
    changing: tuple[Callable[[Membership], Sequence[Line]], ...] = ()
    in_the_ledger: tuple[Callable[[str, str], Words | None], ...] = ()
    told_in_ledger: tuple[Callable[[Entry, Mapping[str, str], Group], Told | None], ...] = ()
    before_joining: tuple[Callable[[Group, Person, datetime], None], ...] = ()
    meeting_next: tuple[Callable[[Group, datetime], date | None], ...] = ()


def listen(to: Listening) -> None:
    """Let an app hear from now on what it listens to."""
    for listed in fields(to):
        globals()[listed.name].extend(getattr(to, listed.name))


def in_words(act: str, clause: str) -> Words | None:
    """How an act of another app, and the rule it rests on, are said in the ledger."""
    return next((said for ask in in_the_ledger if (said := ask(act, clause))), None)


def told(entry: Entry, names: Mapping[str, str], group: Group) -> Told | None:
    """Return a use of power over another in one sentence, if an app above knows one for it."""
    return next((said for ask in told_in_ledger if (said := ask(entry, names, group))), None)


def require_may_join(group: Group, person: Person, *, now: datetime) -> None:
    """Raise Refusal where this person can't come in yet."""
    for ask in before_joining:
        ask(group, person, now)


def next_meeting(group: Group, *, now: datetime) -> date | None:
    """Return the day on which the group meets next, if it has said when it meets."""
    return next((day for ask in meeting_next if (day := ask(group, now))), None)


def lines(membership: Membership, *, now: datetime) -> list[Line]:
    """Everything that is going on in this group, as this member may know it."""
    return [line for ask in going_on for line in ask(membership, now)]


def about_to_change(group: Group, *, now: datetime) -> list[str]:
    """Return what may soon be different from what someone reads at this group's door."""
    return [line for ask in at_the_door for line in ask(group, now)]


def ways(membership: Membership) -> list[Line]:
    """Pages of other apps about this group."""
    return [line for ask in leading_on for line in ask(membership)]


def ways_to_change(membership: Membership) -> list[Line]:
    """How this group changes its terms together."""
    return [line for ask in changing for line in ask(membership)]


def tell(hearing: Sequence[OfMembership], membership: Membership, *, now: datetime) -> None:
    """Let everybody who listens do what follows from a coming or going."""
    for heard in hearing:
        heard(membership, now=now)
