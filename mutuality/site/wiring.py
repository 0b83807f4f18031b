"""Where the apps meet. Every call that goes upward stands here, in order, and nowhere else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutuality.decisions import agreed, effects
from mutuality.decisions import export as decision_export
from mutuality.decisions import operations as decisions
from mutuality.decisions import queries as decision_queries
from mutuality.decisions import terms as decision_terms
from mutuality.groups import export as group_export
from mutuality.groups import hooks
from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups import terms as group_terms
from mutuality.groups import wayback as group_wayback
from mutuality.groups.models import Membership
from mutuality.ledger import operations as ledger
from mutuality.live.terms import Feed
from mutuality.meetings import effects as meeting_effects
from mutuality.meetings import export as meeting_export
from mutuality.meetings import feed as meeting_feed
from mutuality.meetings import queries as meeting_queries
from mutuality.meetings.operations import room as meetings
from mutuality.meetings.operations import turns, when
from mutuality.people import export as people_export
from mutuality.people import operations as people
from mutuality.people import wayback as people_wayback
from mutuality.people.models import Person
from mutuality.rooms import frames
from mutuality.rooms import operations as rooms
from mutuality.rooms.feed import RoomFeed
from mutuality.rooms.models import Place
from mutuality.safety import export as safety_export
from mutuality.safety import operations as safety
from mutuality.safety import putting_right
from mutuality.safety import together as limits
from mutuality.safety import wayback as safety_wayback
from mutuality.site import moving_along
from mutuality.site.deciding import Offered
from mutuality.vault.ciphers import held

# What open pages can listen to: the first part of a live address → who answers for it.
LIVE: dict[str, Feed] = {"room": RoomFeed(meeting_feed.KINDS)}


def _unsign(*, by: Person, now: datetime) -> None:
    ledger.unsign(by.pk, now=now)


# Leaving the community, in this order: one's groups with everything said there, one's signatures,
# what one kept for one's own safety, oneself.
DEPARTURES: tuple[Callable[..., None], ...] = (
    groups.depart,
    _unsign,
    limits.depart,
    putting_right.depart,
    people.depart,
)


class Way(NamedTuple):
    """How what is a person's in one app is taken along when they keep a way back, and brought back."""

    pack: Callable[..., Any]
    bring_back: Callable[..., None]


# Coming back after leaving with a way back, in this order, once the person is there: name in what is kept → way.
WAYS_BACK: dict[str, Way] = {
    "safety": Way(safety_wayback.packed, safety_wayback.bring_back),
    "groups": Way(group_wayback.packed, group_wayback.bring_back),
}

# My own words to take along: part of the file → what an app has of mine; then, for each of my groups, more parts.
OWN_WORDS: dict[str, Callable[..., Any]] = {"you": people_export.own_words, "card": safety_export.own_words}
OWN_WORDS_IN_A_GROUP: tuple[Callable[..., dict[str, Any]], ...] = (
    group_export.own_words,
    decision_export.own_words,
    meeting_export.own_words,
)
dates_of = meeting_export.dates
copies_of = safety_export.copies

# What runs out by itself: each removes what is over.
SWEEPS: tuple[Callable[..., None], ...] = (
    rooms.let_go,
    decisions.sweep,
    groups.sweep,
    safety.sweep,
    limits.sweep,
    putting_right.sweep,
    people.sweep,
    people_wayback.sweep,
)


def sweep(now: datetime) -> None:
    """Remove everything whose time is over, app by app; opened keys leave the memory too."""
    for one in SWEEPS:
        one(now=now)
    held.tidy()


def returning() -> dict[str, tuple[Callable[[datetime], object], timedelta]]:
    """The duties that come back: name → what is done, and how often. What was missed while off is done at start."""
    from mutuality.live.duties import trim
    from mutuality.meetings.duties import tick
    from mutuality.site import ending
    from mutuality.vault import duties as vault

    return {
        "sweep": (sweep, timedelta(minutes=15)),
        "meetings": (lambda now: tick(now=now), timedelta(seconds=15)),
        "rewrap": (lambda now: vault.rewrap(now=now), timedelta(days=1)),
        "checkpoint": (lambda now: vault.checkpoint(now=now), timedelta(hours=1)),
        "trim": (lambda now: trim(now=now), timedelta(hours=6)),
        "names": (_renew_name_marks, timedelta(days=1)),
        "ending": (lambda now: ending.erase_if_empty(now=now), timedelta(minutes=15)),
    }


def _renew_name_marks(now: datetime) -> None:
    people.renew_name_marks(now=now)
    rooms.renew_name_marks(now=now)


def _group_of_room(place: Place) -> tuple[str, str] | None:
    membership = group_queries.membership_in_room(place.person, room_id=place.room_id)
    if membership is None:
        return None
    return reverse("group", args=[membership.group_id]), group_queries.group_name(membership.group)


def _to_decisions(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Decisions"), reverse("decisions", args=[membership.group_id]))]


def _to_proposing(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Propose a change"), reverse("subjects", args=[membership.group_id]))]


def let_decide(effect: effects.Effect) -> None:
    """Groups can decide on this together, and their ledgers say it in words."""
    effects.register(effect)
    kind = f"adopted-{effect.name}"
    group_terms.ACTS[kind] = format_lazy("{}: {}", gettext_lazy("Adopted"), effect.label)
    group_terms.TOGETHER.add(kind)
    group_terms.CLAUSES[decision_terms.CLAUSE] = decision_terms.CLAUSE_SAYS


def _connect_decisions() -> None:
    for effect in agreed.EFFECTS:
        let_decide(effect)
    for each in meeting_effects.EFFECTS:
        let_decide(Offered(each))
    let_decide(moving_along.MovingTogether())
    hooks.after_joining.append(decisions.begin_with_three)
    hooks.before_leaving.append(decisions.let_leave)
    hooks.after_leaving.append(decisions.go_on_without)
    hooks.before_erasing.append(decisions.erase_all)
    hooks.going_on.append(decision_queries.lines)
    hooks.going_on.append(moving_along.lines)
    hooks.at_the_door.append(decision_queries.at_the_door)
    hooks.leading_on.append(_to_decisions)
    hooks.changing.append(_to_proposing)


def _meeting_of_room(place: Place) -> tuple[str, str] | None:
    meeting = meeting_queries.meeting_in_room(place.room_id)
    return None if meeting is None else (reverse("meeting", args=[meeting.pk]), "")


def _to_meetings(membership: Membership) -> list[hooks.Line]:
    return [hooks.Line(_("Meetings"), reverse("meetings", args=[membership.group_id]))]


def _meetings_now(membership: Membership, now: datetime) -> list[hooks.Line]:
    open_one = meeting_queries.open_meeting(membership.group)
    if open_one is not None:
        return [hooks.Line(_("A meeting is open."), reverse("meeting", args=[open_one.pk]))]
    dates = meeting_queries.coming(membership.group, now=now, most=1)
    where = reverse("meetings", args=[membership.group_id])
    return [hooks.Line(_("Next meeting: %s") % meeting_queries.said(day), where) for day in dates]


def _connect_meetings() -> None:
    frames.let_own(_meeting_of_room)
    hooks.before_leaving.append(meetings.let_leave)
    hooks.before_erasing.append(meetings.erase_all)
    hooks.after_settling.append(turns.end_dropped)
    hooks.after_settling.append(when.count_anew)
    hooks.going_on.append(_meetings_now)
    hooks.leading_on.append(_to_meetings)


def connect() -> None:
    """Tell the apps below who answers for what."""
    frames.let_own(_group_of_room)
    _connect_meetings()
    _connect_decisions()
