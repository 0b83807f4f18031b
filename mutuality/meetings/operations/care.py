"""The two sentences that work at any time, from everyone: "I need the group now" and "Please stop"."""

from datetime import datetime
from typing import Any

from mutuality.kit.locks import operation
from mutuality.meetings import acting, terms
from mutuality.meetings import round as rounds
from mutuality.meetings.models import Meeting, Moment, Sitter, Wish

# What people had agreed on, or put off, before someone asked for care. It doesn't count any more.
_OVERTAKEN = ("go-on", "not-yet", "stay")


@operation
def need(sitter: Sitter, *, now: datetime) -> None:
    """I need the group now. The round rests, the turn stays with its holder, and everyone can speak.

    Nobody is closing any more. Another person who needs the group is heard too; a repeat is quiet.
    """
    held = acting.hold(sitter.meeting_id)
    if held.rests and held.closing_at is None and Sitter.objects.filter(pk=sitter.pk, needs=True).exists():
        return
    Sitter.objects.filter(pk=sitter.pk).update(needs=True)
    _rest(held, now=now, rests=True, needed=True)
    acting.remark(held, kind=terms.Said.NEED, sitter=sitter, now=now)


def _rest(held: Meeting, *, now: datetime, **how: Any) -> None:
    Wish.objects.filter(meeting=held, kind__in=_OVERTAKEN).delete()
    acting.put(held, closing_at=None, **how)
    acting.turn(held, rounds.rest, now=now)


@operation
def stay_with(sitter: Sitter, *, now: datetime) -> None:
    """I'm here with you. A second click changes nothing."""
    held = acting.hold(sitter.meeting_id)
    if held.rests and Sitter.objects.filter(pk=sitter.pk, stays_with=False).update(stays_with=True):
        acting.put(held, acted_at=now)
        acting.tell(held, now=now)


@operation
def stop(sitter: Sitter, *, now: datetime) -> bool:
    """Please stop. The meeting pauses for everybody; return whether it was paused already.

    It says that someone asked, and their name only if they show it: a name that everyone has read can't be taken
    back. Nobody is closing any more. Each who asks counts, so none is silenced by another; a repeat is quiet.
    """
    held = acting.hold(sitter.meeting_id)
    already = held.paused
    if already and held.closing_at is None and Sitter.objects.filter(pk=sitter.pk, stops=True).exists():
        return True
    Sitter.objects.filter(pk=sitter.pk).update(stops=True)
    _rest(held, now=now, paused=True)
    if not already:
        acting.remark(held, kind=terms.Said.STOP, sitter=sitter, now=now, named=False)
    return already


@operation
def show_name(sitter: Sitter, *, now: datetime) -> None:
    """Let everyone know that it was I who asked to stop. A second click changes nothing."""
    held = acting.hold(sitter.meeting_id)
    if not Sitter.objects.filter(pk=sitter.pk, stops=True, named=False).update(named=True):
        return
    said = Moment.objects.filter(sitter=sitter, kind=terms.Said.STOP).order_by("-order").first()
    if said is not None:
        Moment.objects.filter(pk=said.pk).update(named=True)
        acting.say_again(said, now=now)
    acting.tell(held, now=now)


@operation
def go_on(sitter: Sitter, *, now: datetime) -> None:
    """Two who say so let the meeting go on where it was. Whoever has the turn has all of their time for it."""
    held = acting.hold(sitter.meeting_id)
    if not (held.rests or held.paused):
        return
    if acting.agreed_by_enough(held, kind="go-on", sitter=sitter, alone=False, now=now):
        quiet = {"stays_with": False, "needs": False, "stops": False, "named": False}
        Sitter.objects.filter(meeting=held).update(**quiet)
        acting.put(held, rests=False, paused=False, floor_since=now if held.floor else None)
        acting.turn(held, rounds.go_on, now=now)
        acting.remark(held, kind=terms.Said.ON, sitter=None, now=now)
