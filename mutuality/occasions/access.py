"""Doors to what happens when."""

from collections.abc import Collection
from datetime import date, datetime

from mutuality.circles.kinds import kind_of
from mutuality.kit.refusals import NotHere
from mutuality.occasions import queries
from mutuality.occasions.models import Change, Feed, Occasion, OwnDate, Wish
from mutuality.occasions.times import Date
from mutuality.people.models import Person


def occasion(person: Person, *, occasion_id: str, circles: Collection[str]) -> Occasion:
    """Return an occasion that this person, who belongs to these circles, may see. Raises NotHere."""
    row = Occasion.objects.select_related("key", "circle").filter(pk=occasion_id).first()
    if row is None or not queries.may_see(row, circles):
        raise NotHere
    return row


def own_circle_or_place(person: Person, row: Occasion, *, now: datetime) -> None:
    """Raise NotHere unless this person belongs to those whose occasion it is."""
    if row.circle is not None and not kind_of(row.circle).may(person, row.circle, now=now):
        raise NotHere


def date_of(row: Occasion, *, on: date, now: datetime) -> Date:
    """Return a date of its rhythm that is not over, also one that is off. Raises NotHere."""
    times = queries.seen(row).times
    here = [each for each in queries.dates_to_change(times, now=now) if each.on == on]
    if not here:
        raise NotHere
    return here[-1]


def added(row: Occasion, *, change_id: str) -> Change:
    """Return a date that was added. Raises NotHere."""
    found = Change.objects.filter(pk=change_id, occasion=row, on=None).first()
    if found is None:
        raise NotHere
    return found


def wish(row: Occasion, *, wish_id: str) -> Wish:
    """Return the change that someone asks for. Raises NotHere."""
    found = Wish.objects.filter(pk=wish_id, occasion=row).first()
    if found is None:
        raise NotHere
    return found


def own_date(person: Person, *, own_id: str) -> OwnDate:
    """Return an appointment of this person's own. Raises NotHere."""
    row = OwnDate.objects.select_related("key").filter(pk=own_id, person=person).first()
    if row is None:
        raise NotHere
    return row


def own_feed(person: Person, *, feed_id: str) -> Feed:
    """Return an address at which a calendar of this person finds dates. Raises NotHere."""
    row = Feed.objects.filter(pk=feed_id, person=person).first()
    if row is None:
        raise NotHere
    return row
