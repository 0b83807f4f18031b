"""Sheets that two people, or all of a circle, hold together; and showing one of one's own.

People are told by the places under which they know each other. Who belongs to the circle says the app that owns it: it
holds the circle first, so that nobody comes or leaves meanwhile, and calls what is here.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.sheets import answers, terms
from mutuality.sheets.answers import Filled, Written
from mutuality.sheets.data_files import Sheet
from mutuality.sheets.models import Asked, Held, OwnSheet, Shown, Wording


class Changed(Refusal):
    """The wording isn't the one that was read."""


@operation
def begin(
    sheet: Sheet,
    filled: Filled,
    *,
    circle: str,
    place: str,
    other: str | None,
    members: Collection[str],
    by: Person,
    now: datetime,
) -> Held:
    """Begin a sheet with one other person, or with all ``members`` of the circle. Raises Refusal for what cannot be."""
    written = filled.written_on(sheet)
    if ("two" if other else "circle") not in sheet.held_by or other == place:
        raise NotHere
    people.hold(by)
    # Of those between two, the ones I began: what others begin with me takes no room of mine.
    mine = Held.objects.filter(circle=circle, one=place if other else None)
    if mine.count() >= terms.MOST_HELD:
        full = _("You hold %(most)d sheets together here, which is the limit. Please erase one first.")
        raise Refusal(full % {"most": terms.MOST_HELD})
    held = Held.objects.create(circle_id=circle, one_id=place if other else None, other_id=other)
    _add(held, written, filled, place=place, members=members, now=now)
    return held


@operation
def write(
    held_id: str,
    sheet: Sheet,
    filled: Filled,
    *,
    own: str | None,
    place: str,
    members: Collection[str],
    by: Person,
    now: datetime,
) -> None:
    """Keep a wording by this person. Theirs alone changes: what others wrote is next to it until all agree on one.

    ``members``: who is in the circle now, and so is asked. ``own``: the id of their wording that they changed; if that
    was changed meanwhile, both are kept. Raises NotHere.
    """
    written = filled.written_on(sheet)
    held = _hold(held_id)
    mine = held.wordings.select_for_update(of=("self",)).filter(pk=own, author=place, agreed_on=None).first()
    if mine is None or mine.version != filled.version:
        if held.wordings.count() >= terms.MOST_WORDINGS:
            raise Refusal(
                _("There are six wordings next to each other. Please agree on one, or take one back.")
            )
        _add(held, written, filled, place=place, members=members, now=now)
        return
    # What others agreed to was the earlier wording.
    Asked.objects.filter(wording=mine).delete()
    _ask(mine, held, place=place, members=members)
    Wording.objects.filter(pk=mine.pk).reseal(
        {"written": answers.kept(written)},
        version=mine.version + 1,
        day=now.date(),
        look_on=filled.look_on,
    )


def _add(
    held: Held, written: Written, filled: Filled, *, place: str, members: Collection[str], now: datetime
) -> None:
    wording = Wording.add(
        held=held,
        author_id=place,
        written=answers.kept(written),
        day=now.date(),
        look_on=filled.look_on,
    )
    _ask(wording, held, place=place, members=members)


def _ask(wording: Wording, held: Held, *, place: str, members: Collection[str]) -> None:
    """Make the roll of a wording: who holds the sheet at this moment. Its author has said yes."""
    roll = {held.one_id, held.other_id} if held.one_id else set(members)
    Asked.objects.bulk_create(
        Asked(wording=wording, place_id=each, agrees=each == place) for each in sorted(filter(None, roll))
    )


@operation
def agree(wording_id: str, *, version: int, place: str, by: Person, now: datetime) -> bool:
    """Say yes to a wording. Once all who were asked did, it alone is kept. Returns whether that is so.

    Raises Changed when it was worded differently meanwhile, or NotHere when it is gone or was not asked of them.
    """
    wording = _open(wording_id)
    if wording.version != version:
        raise Changed(_("This was changed while you read it. Please look at it again."))
    if not Asked.objects.filter(wording=wording, place=place).update(agrees=True):
        raise NotHere
    return _settle(wording, now=now)


def _settle(wording: Wording, *, now: datetime) -> bool:
    if Asked.objects.filter(wording=wording, agrees=False).exists():
        return False
    Wording.objects.filter(held=wording.held_id).exclude(pk=wording.pk).delete()
    Wording.objects.filter(pk=wording.pk).update(agreed_on=wording.agreed_on or now.date(), author=None)
    return True


@operation
def settle_after_leaving(circle: str, *, now: datetime) -> None:
    """Someone of this circle is gone: what all others had agreed to is agreed."""
    open_ = Wording.objects.filter(held__circle=circle, held__one=None, agreed_on=None)
    for wording in open_.exclude(asked__agrees=False).order_by("pk"):
        if Wording.objects.filter(pk=wording.pk).exists():
            _settle(wording, now=now)


@operation
def no_longer_agree(wording_id: str, *, place: str, by: Person, now: datetime) -> None:
    """Take back a yes. What all had agreed on is then open again. Raises NotHere."""
    wording = _open(wording_id)
    if not Asked.objects.filter(wording=wording, place=place).update(agrees=False):
        raise NotHere
    Wording.objects.filter(pk=wording.pk).update(agreed_on=None)


@operation
def take_back(wording_id: str, *, place: str, by: Person, now: datetime) -> None:
    """Erase a wording of one's own that is not agreed. A sheet on which nothing is left goes too. Raises NotHere."""
    wording = _open(wording_id)
    if wording.author_id != place or wording.agreed_on is not None:
        raise NotHere
    wording.delete()
    if not Wording.objects.filter(held=wording.held_id).exists():
        Held.objects.filter(pk=wording.held_id).delete()


@operation
def end(held_id: str, *, place: str, by: Person, now: datetime) -> bool:
    """Erase a sheet for all who hold it: of two, either can; of a circle, one asks and another does it.

    Returns whether it is erased. Raises NotHere.
    """
    held = _hold(held_id)
    if held.one_id is None and held.ending_id in (None, place):
        Held.objects.filter(pk=held.pk).update(ending=place)
        return False
    Held.objects.filter(pk=held.pk).delete()
    return True


@operation
def keep_after_all(held_id: str, *, by: Person, now: datetime) -> None:
    """Say that a circle's sheet is to stay, although someone asked to erase it. Raises NotHere."""
    Held.objects.filter(pk=_hold(held_id).pk).update(ending=None)


def _hold(held_id: str) -> Held:
    held = Held.objects.select_for_update(of=("self",)).filter(pk=held_id).first()
    if held is None:
        raise NotHere
    return held


def _open(wording_id: str) -> Wording:
    found = Wording.objects.filter(pk=wording_id).values_list("held", flat=True).first()
    if found is None:
        raise NotHere
    _hold(found)
    wording = Wording.objects.filter(pk=wording_id).first()
    if wording is None:
        raise NotHere
    return wording


# My own, shown to one person


@operation
def show(sheet: OwnSheet, *, place: str, to: str, until: date, by: Person, now: datetime) -> None:
    """Show one of my sheets to one person until a day. Once more: until another day. Raises Refusal or NotHere."""
    today = now.date()
    if not today <= until <= today + timedelta(days=terms.MOST_SHOWN_DAYS):
        raise Refusal(
            _("Please choose a day within the next %(days)d days.") % {"days": terms.MOST_SHOWN_DAYS},
            field="until",
        )
    people.hold(by)
    if to == place or not OwnSheet.objects.filter(pk=sheet.pk, person=by).exists():
        raise NotHere
    Shown.objects.filter(sheet=sheet, to=to).delete()
    Shown.objects.create(sheet=sheet, by_id=place, to_id=to, until=until)


@operation
def stop_showing(shown: Shown, *, by: Person, now: datetime) -> None:
    """Take back what I show. The other finds nothing from now on."""
    Shown.objects.filter(pk=shown.pk, sheet__person=by).delete()


@operation
def sweep(*, now: datetime) -> None:
    """What was to be shown until a day that is over is shown no more."""
    Shown.objects.filter(until__lt=now.date()).delete()
