"""Sheets that members hold together, and what has helped them. The group is held first, so no one comes or goes."""

from datetime import date, datetime

from mutuality.groups import operations, queries
from mutuality.groups.models import Membership
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.sheets import joint, notes
from mutuality.sheets.answers import Filled
from mutuality.sheets.data_files import Sheet
from mutuality.sheets.models import BeliefNote, Held, OwnSheet, Wording
from mutuality.shelf import own as own_shelf


@operation
def begin(
    membership: Membership, sheet: Sheet, filled: Filled, *, other: str | None, by: Person, now: datetime
) -> Held:
    """Begin a sheet with one other member, or with all. Raises NotHere or Refusal."""
    _hold(membership)
    if other is not None and not _is_here(membership, other):
        raise NotHere
    return joint.begin(
        sheet,
        filled,
        circle=membership.group.circle_id,
        place=membership.place_id,
        other=other,
        members=_places(membership),
        by=by,
        now=now,
    )


@operation
def write(
    membership: Membership,
    held: Held,
    sheet: Sheet,
    filled: Filled,
    *,
    own: str | None,
    by: Person,
    now: datetime,
) -> None:
    """Keep this member's wording. Raises NotHere or Refusal."""
    _hold(membership)
    joint.write(
        held.pk,
        sheet,
        filled,
        own=own,
        place=membership.place_id,
        members=_places(membership),
        by=by,
        now=now,
    )


@operation
def agree(membership: Membership, wording: Wording, *, version: int, by: Person, now: datetime) -> bool:
    """Say yes to a wording. Returns whether all did now. Raises NotHere or Changed."""
    _hold(membership)
    return joint.agree(wording.pk, version=version, place=membership.place_id, by=by, now=now)


@operation
def no_longer_agree(membership: Membership, wording: Wording, *, by: Person, now: datetime) -> None:
    """Take back a yes. Raises NotHere."""
    _hold(membership)
    joint.no_longer_agree(wording.pk, place=membership.place_id, by=by, now=now)


@operation
def take_back(membership: Membership, wording: Wording, *, by: Person, now: datetime) -> None:
    """Erase a wording of one's own. Raises NotHere."""
    _hold(membership)
    joint.take_back(wording.pk, place=membership.place_id, by=by, now=now)


@operation
def end(membership: Membership, held: Held, *, by: Person, now: datetime) -> bool:
    """Erase a sheet for all who hold it, or ask for that. Returns whether it is erased. Raises NotHere."""
    _hold(membership)
    return joint.end(held.pk, place=membership.place_id, by=by, now=now)


@operation
def keep_after_all(membership: Membership, held: Held, *, by: Person, now: datetime) -> None:
    """Keep a sheet that someone asked to erase. Raises NotHere."""
    _hold(membership)
    joint.keep_after_all(held.pk, by=by, now=now)


@operation
def show(membership: Membership, sheet: OwnSheet, *, to: str, until: date, by: Person, now: datetime) -> None:
    """Show one of my sheets to one other member until a day. Raises NotHere or Refusal."""
    _hold(membership)
    if not _is_here(membership, to):
        raise NotHere
    joint.show(sheet, place=membership.place_id, to=to, until=until, by=by, now=now)


@operation
def give_help(membership: Membership, *, words: str, stays: bool, by: Person, now: datetime) -> None:
    """Keep what has helped this member, for the group. Raises NotHere or Refusal."""
    _hold(membership)
    own_shelf.give(
        membership.group.circle_id, place=membership.place_id, words=words, stays=stays, by=by, now=now
    )


@operation
def give_note(
    membership: Membership, *, to: str, words: str, may_outlive: bool, by: Person, now: datetime
) -> BeliefNote:
    """Give another member a note of belief. Raises NotHere or Refusal."""
    _hold(membership)
    if not _is_here(membership, to):
        raise NotHere
    return notes.give(words=words, may_outlive=may_outlive, place=membership.place_id, to=to, by=by, now=now)


def _hold(membership: Membership) -> None:
    if operations.hold(membership.group_id) is None or not _is_here(membership, membership.place_id):
        raise NotHere


def _is_here(membership: Membership, place: str) -> bool:
    return place in _places(membership)


def _places(membership: Membership) -> list[str]:
    return [each.place_id for each in queries.members(membership.group)]
