"""Adding what happens when, changing it, opening on a date, and a person's own appointments.

Who holds an occasion changes it alone. A change that someone else asks for needs one more yes.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from mutuality.kit import batches
from mutuality.kit.ids import id_from, new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.occasions import checked, queries, terms, times
from mutuality.occasions.models import Change, Following, Occasion, Opener, OwnDate, Wish
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.vault import operations as vault

# Whether two people are enough for what takes two, where this occasion belongs. Both are ids of people.
AreTwo = Callable[[str, str], bool]


@operation
def add(
    *, parts: Mapping[str, Any], circle: str | None, once: str = "", by: Person, now: datetime
) -> Occasion:
    """Add something to the week of a circle or of the whole place. A second click adds nothing. Raises Refusal."""
    kept = {**checked.rhythm(parts), **checked.plain(parts, in_circle=circle is not None)}
    said = checked.texts(parts)
    row_id = _named_after(once, circle, kept, said, by=by) if once else new_id()
    people.hold(by)
    before = Occasion.objects.select_related("key").filter(pk=row_id).first()
    if before is not None:
        return before
    _require_room(Occasion.objects.filter(by=by).count(), most=terms.MOST_HELD)
    shown = terms.Shown.MEMBERS if circle else terms.Shown.PLACE
    return Occasion.add(id=row_id, circle_id=circle, by=by, shown=shown, where_to=shown, **kept, **said)


def _named_after(once: str, *told: Any, by: Person) -> str:
    return id_from(vault.mark(json.dumps([by.pk, once, *told], default=str), about="occasions.occasion.once"))


def _require_room(there: int, *, most: int) -> None:
    if there >= most:
        full = _("You have %(most)d of these, which is the limit. Please end one first.")
        raise Refusal(full % {"most": most})


# Changing


@operation
def change(row: Occasion, *, told: Mapping[str, Any], by: Person, alone: bool = False, now: datetime) -> bool:
    """Change it, if this person holds it; otherwise ask for that. Returns whether it is changed.

    ``told``: what to do, by its name in ``_DOES``, and on which date. A second ask takes the place of the first.
    ``alone``: no one else is there who could agree. Raises Refusal or NotHere.
    """
    held = _hold(row.pk)
    if alone or told["do"] in AT_ONCE or (held.by_id == by.pk and told["do"] not in TAKES_TWO):
        _do(held, told)
        Wish.objects.filter(occasion=row.pk, by=by).delete()
        return True
    # Looked at before it is asked for: what cannot be is refused to whoever asks.
    _check(held, told)
    Wish.objects.filter(occasion=held).delete()
    Wish.add(occasion=held, by=by, on=now.date(), told=json.dumps(told, default=str))
    return False


@operation
def agree(wish: Wish, *, by: Person, are_two: AreTwo, now: datetime) -> bool:
    """Say yes to what someone asks for. Whoever holds it is enough for most; otherwise the two have to be two.

    Returns whether it is done. Raises NotHere when it is gone or changed meanwhile.
    """
    held = _hold(wish.occasion_id)
    asked = queries.wish_for(held)
    if asked is None or asked.row.pk != wish.pk:
        raise NotHere
    enough = held.by_id == by.pk and asked.told["do"] not in TAKES_TWO
    if asked.row.by_id == by.pk or not (enough or are_two(asked.row.by_id, by.pk)):
        return False
    Wish.objects.filter(pk=wish.pk).delete()
    _do(held, asked.told)
    return True


@operation
def take_back(wish: Wish, *, by: Person, now: datetime) -> None:
    """Take back what one asks for; who holds the occasion can also say no to it."""
    held = _hold(wish.occasion_id)
    if by.pk in (wish.by_id, held.by_id):
        Wish.objects.filter(pk=wish.pk).delete()


def _hold(occasion_id: str) -> Occasion:
    row = Occasion.objects.select_for_update(of=("self",)).filter(pk=occasion_id).first()
    if row is None:
        raise NotHere
    return row


def _check(row: Occasion, told: Mapping[str, Any]) -> None:
    if told["do"] not in _DOES:
        raise NotHere
    if "on" in told and not times.is_a_date(queries.times_of(row), on=_day(told["on"])):
        raise NotHere
    if told["do"] in ("move", "extra"):
        checked.day(_day(told["to_on"]), field="to_on")
    if told["do"] == "all":
        checked.rhythm(_parts(told))
        checked.texts(told["parts"])


def _do(row: Occasion, told: Mapping[str, Any]) -> None:
    _check(row, told)
    _DOES[told["do"]](row, told)
    Occasion.objects.filter(pk=row.pk).update(sequence=F("sequence") + 1)


def _day(said: Any) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)


def _time(said: Any) -> time:
    return said if isinstance(said, time) else time.fromisoformat(said)


def _parts(told: Mapping[str, Any]) -> dict[str, Any]:
    parts = dict(told["parts"])
    return parts | {"first_on": _day(parts["first_on"]), "at": _time(parts["at"])}


def _of_day(row: Occasion, told: Mapping[str, Any]) -> Change:
    on = _day(told["on"])
    found = Change.objects.filter(occasion=row, on=on).first()
    if found is None:
        _require_few(row)
        found = Change.add(occasion=row, on=on)
    return found


def _require_few(row: Occasion) -> None:
    if Change.objects.filter(occasion=row).count() >= terms.MOST_CHANGES:
        most = _("There are %(most)d changed dates here, which is the limit.") % {"most": terms.MOST_CHANGES}
        raise Refusal(most)


def _off(row: Occasion, told: Mapping[str, Any]) -> None:
    change_ = _of_day(row, told)
    Change.objects.filter(pk=change_.pk).update(off=True, to_on=None, to_at=None)
    Opener.objects.filter(occasion=row, on=_day(told["on"])).delete()


def _move(row: Occasion, told: Mapping[str, Any]) -> None:
    change_ = _of_day(row, told)
    there = {"to_on": _day(told["to_on"]), "to_at": _time(told["to_at"])}
    Change.objects.filter(pk=change_.pk).update(off=False, **there)
    # Who said they open on the old day has not said so for the new one.
    Opener.objects.filter(occasion=row, on=_day(told["on"])).delete()


def _as_usual(row: Occasion, told: Mapping[str, Any]) -> None:
    Change.objects.filter(occasion=row, on=_day(told["on"])).update(off=False, to_on=None, to_at=None)


def _topic(row: Occasion, told: Mapping[str, Any]) -> None:
    change_ = _of_day(row, told)
    Change.objects.filter(pk=change_.pk).reseal({"topic": checked.topic(told["topic"])})


def _extra(row: Occasion, told: Mapping[str, Any]) -> None:
    there = {"to_on": _day(told["to_on"]), "to_at": _time(told["to_at"])}
    if not Change.objects.filter(occasion=row, on=None, **there).exists():
        _require_few(row)
        Change.add(occasion=row, **there)


def _no_extra(row: Occasion, told: Mapping[str, Any]) -> None:
    Change.objects.filter(occasion=row, on=None, pk=told["change"]).delete()


def _all(row: Occasion, told: Mapping[str, Any]) -> None:
    """Say it all again. Changes of dates belonged to the rhythm, and go where that is another one."""
    parts = _parts(told)
    kept = checked.rhythm(parts)
    if any(getattr(row, name) != kept[name] for name in ("rhythm", "every", "first_on", "at")):
        Change.objects.filter(occasion=row, on__isnull=False).delete()
        Opener.objects.filter(occasion=row).delete()
    chosen = checked.plain(parts, in_circle=row.circle_id is not None)
    Occasion.objects.filter(pk=row.pk).reseal(checked.texts(parts), **kept, **chosen)


def _show(row: Occasion, told: Mapping[str, Any]) -> None:
    """Let everyone here see it; the place only if that was asked for."""
    where_to = terms.Shown.PLACE if told.get("place") else terms.Shown.MEMBERS
    Occasion.objects.filter(pk=row.pk).update(shown=terms.Shown.PLACE, where_to=where_to)


def _hide(row: Occasion, told: Mapping[str, Any]) -> None:
    """Only the circle sees it from now on. What is everyone's stays everyone's."""
    theirs = Occasion.objects.filter(pk=row.pk, circle__isnull=False)
    theirs.update(shown=terms.Shown.MEMBERS, where_to=terms.Shown.MEMBERS)


def _end(row: Occasion, told: Mapping[str, Any]) -> None:
    Occasion.objects.filter(pk=row.pk).delete()


_DOES: Mapping[str, Callable[[Occasion, Mapping[str, Any]], None]] = {
    "off": _off,
    "move": _move,
    "usual": _as_usual,
    "topic": _topic,
    "extra": _extra,
    "no-extra": _no_extra,
    "all": _all,
    "show": _show,
    "hide": _hide,
    "end": _end,
}
# What any member of a circle does alone, since it only makes something safer; and what no one does alone.
AT_ONCE, TAKES_TWO = frozenset({"hide"}), frozenset({"show"})


# Who holds it, who opens


@operation
def take_on(row: Occasion, *, by: Person, now: datetime) -> None:
    """Hold what no one holds any more. Raises Refusal where someone was faster."""
    if Occasion.objects.filter(pk=row.pk, by=by).exists():
        return
    people.hold(by)
    _require_room(Occasion.objects.filter(by=by).count(), most=terms.MOST_HELD)
    if not Occasion.objects.filter(pk=row.pk, by=None).update(by=by):
        raise Refusal(_("Someone else has taken it on."))


@operation
def lay_down(row: Occasion, *, by: Person, now: datetime) -> None:
    """Hold it no longer. It stays, and anyone can take it on."""
    Occasion.objects.filter(pk=row.pk, by=by).update(by=None)


@operation
def leave_circle(circle: str, *, by: Person, now: datetime) -> None:
    """A person has left this circle: what they held there is no one's, and nothing of theirs is left in it."""
    there = Occasion.objects.filter(circle=circle)
    there.filter(by=by).update(by=None)
    Wish.objects.filter(occasion__circle=circle, by=by).delete()
    Opener.objects.filter(occasion__circle=circle, person=by).delete()
    Following.objects.filter(occasion__circle=circle, person=by).exclude(
        occasion__shown=terms.Shown.PLACE
    ).delete()


@operation
def open_on(row: Occasion, *, on: date, by: Person, now: datetime) -> bool:
    """Say that one opens on a date, or waits at the door. Returns whether it is so: someone may have been faster."""
    held = _hold(row.pk)
    found, _made = Opener.objects.get_or_create(occasion=held, on=on, defaults={"person": by})
    return bool(found.person_id == by.pk)


@operation
def not_open_on(row: Occasion, *, on: date, by: Person, now: datetime) -> None:
    """Say that one doesn't open after all. The page says that someone is needed."""
    Opener.objects.filter(occasion=row, on=on, person=by).delete()


@operation
def follow(row: Occasion, *, by: Person, now: datetime) -> None:
    """Have it among one's own dates. No one else knows."""
    people.hold(by)
    _require_room(Following.objects.filter(person=by).count(), most=terms.MOST_OWN)
    Following.objects.get_or_create(occasion=row, person=by)


@operation
def unfollow(row: Occasion, *, by: Person, now: datetime) -> None:
    """Have it among one's own dates no longer."""
    Following.objects.filter(occasion=row, person=by).delete()


# One's own appointments


@operation
def keep_own(
    *, parts: Mapping[str, Any], once: str = "", row: OwnDate | None = None, by: Person, now: datetime
) -> OwnDate:
    """Keep an appointment of one's own, or say one again. A second click keeps no second one. Raises Refusal."""
    kept, said = checked.rhythm(parts), checked.texts(parts)
    words = {name: said[name] for name in ("title", "where")}
    people.hold(by)
    if row is not None:
        own = OwnDate.objects.filter(pk=row.pk, person=by)
        if not own.reseal(words, sequence=F("sequence") + 1, **kept):
            raise NotHere
        return own.get()
    row_id = _named_after(once, kept, words, by=by) if once else new_id()
    before = OwnDate.objects.filter(pk=row_id, person=by).first()
    if before is not None:
        return before
    _require_room(OwnDate.objects.filter(person=by).count(), most=terms.MOST_OWN)
    return OwnDate.add(id=row_id, person=by, **kept, **words)


@operation
def erase_own(row: OwnDate, *, by: Person, now: datetime) -> None:
    """Erase an appointment of one's own."""
    OwnDate.objects.filter(pk=row.pk, person=by).delete()


def sweep(*, now: datetime) -> None:
    """What is over goes: changed dates, openers, and what happened once, some time after its day."""
    today = now.date()
    old = today - terms.CHANGES_STAY
    yesterday = today - terms.OPENERS_STAY
    later = Change.objects.filter(occasion=OuterRef("occasion"), on=OuterRef("on"), to_on__gte=yesterday)
    batches.remove(Opener.objects.filter(on__lt=yesterday).exclude(Exists(later)))
    changes = Change.objects.exclude(occasion__rhythm=terms.Rhythm.ONCE)
    batches.remove(changes.filter(on__lt=old).exclude(to_on__gte=old))
    batches.remove(changes.filter(on=None, to_on__lt=old))
    ended = Occasion.objects.filter(rhythm=terms.Rhythm.ONCE, first_on__lt=today - terms.ENDED_STAYS)
    batches.remove(ended.exclude(changes__to_on__gte=today - terms.ENDED_STAYS))
    batches.remove(OwnDate.objects.filter(rhythm=terms.Rhythm.ONCE, first_on__lt=today - terms.ENDED_STAYS))
