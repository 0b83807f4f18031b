"""Reading what happens when."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from mutuality.fast.prepared import Prepared, Several
from mutuality.occasions import terms
from mutuality.occasions.models import Change, Feed, Following, Occasion, Opener, OwnDate, Rhythmic, Wish
from mutuality.occasions.times import Date, Times, Wall, between, coming
from mutuality.vault import operations as vault

A_YEAR = timedelta(days=366)
_WHEN = ("pk", "rhythm", "every", "first_on", "at", "zone", "minutes", "times")
# The id of no circle, to ask for someone who is in none.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Seen:
    """An occasion with all that became of its dates. ``topics``: what a date is about, by the day of the rhythm."""

    row: Occasion
    times: Times
    changes: Sequence[Change] = ()
    topics: Mapping[date, str] = field(default_factory=dict)

    @property
    def is_off(self) -> frozenset[date]:
        """The days of the rhythm on which it does not take place."""
        return frozenset(change.on for change in self.changes if change.off and change.on)


class Rhythm(NamedTuple):
    """What tells when an occasion is, and no word of it: few of many are on in one week."""

    id: str
    rhythm: str
    every: int
    first_on: date
    at: time
    zone: str
    minutes: int
    times: int | None


def for_person(
    circles: Collection[str], *, since: datetime, until: datetime
) -> tuple[list[Seen], list[Occasion]]:
    """Return all that is on between two moments and that someone who belongs to these circles may see.

    It also has what other circles show to everyone here. Second: what has no fixed dates.
    """
    told = [*_SHOWN_TO_ALL.all(), *(_RHYTHMS_OF_CIRCLES.all(circles) if circles else ())]
    rhythms = {row[0]: Rhythm(*row) for row in told}
    changes = _changes_of(rhythms)
    on = [
        row.id
        for row in rhythms.values()
        if between(times_of(row, changes.get(row.id, ())), since=since, until=until)
    ]
    arranged = [row.id for row in rhythms.values() if row.rhythm == terms.Rhythm.ARRANGED]
    rows = {row.pk: row for row in (_ROWS.all([*on, *arranged]) if on or arranged else ())}
    seen = [_seen(rows[each], changes.get(each, ())) for each in on if each in rows]
    return seen, [rows[each] for each in arranged if each in rows]


def of_circles(circles: Collection[str]) -> list[Seen]:
    """Return what belongs to these circles."""
    return with_changes(_OF_CIRCLES.all(circles)) if circles else []


def numbers(person_id: str, circles: Collection[str]) -> list[tuple[str, int]]:
    """Return the name and number of each occasion of these circles, and of what this person follows and keeps."""
    rows: list[tuple[str, int]] = _NUMBERS.all(circles or [NONE], person=person_id)
    return [*rows, *_OWN_NUMBERS.all(person=person_id)]


_NUMBERS: Several[Any] = Several(
    lambda ids, person: Occasion.objects.filter(
        Q(circle__in=ids) | Q(pk__in=Following.objects.filter(person_id=person).values("occasion"))
    ).values_list("pk", "sequence", "circle", "shown"),
    person=str,
)
_OWN_NUMBERS: Prepared[Any] = Prepared(
    lambda person: OwnDate.objects.filter(person_id=person).values_list("pk", "sequence"), person=str
)


def followed_by(person_id: str, circles: Collection[str]) -> list[Seen]:
    """Return what this person keeps among their dates, as far as they still may see it."""
    rows = _FOLLOWED.all(person=person_id)
    return with_changes(row for row in rows if may_see(row, circles))


def near(person_id: str, circles: Collection[str], *, since: date, until: date) -> list[Seen]:
    """Return what belongs to these circles, what this person follows, and what else they may see with a changed date.

    ``since`` and ``until``: the days on which these dates are, or would have been.
    """
    rows = _NEAR.all(circles or [NONE], person=person_id, since=since, until=until)
    return with_changes({row.pk: row for row in rows if may_see(row, circles)}.values())


_NEAR: Several[Occasion] = Several(
    lambda ids, person, since, until: Occasion.objects.select_related("key").filter(
        Q(circle__in=ids)
        | Q(pk__in=Following.objects.filter(person_id=person).values("occasion"))
        | Q(pk__in=Change.objects.filter(on__gte=since, on__lte=until).values("occasion"))
    ),
    person=str,
    since=date,
    until=date,
)


def may_see(row: Occasion, circles: Collection[str]) -> bool:
    """Whether someone who belongs to these circles may see it."""
    return row.circle_id is None or row.shown == terms.Shown.PLACE or row.circle_id in circles


_SHOWN_TO_ALL: Prepared[Any] = Prepared(
    lambda: Occasion.objects.filter(Q(circle__isnull=True) | Q(shown=terms.Shown.PLACE.value)).values_list(
        *_WHEN
    )
)
_RHYTHMS_OF_CIRCLES: Several[Any] = Several(
    lambda ids: Occasion.objects.filter(circle__in=ids).values_list(*_WHEN)
)
_ROWS: Several[Occasion] = Several(lambda ids: Occasion.objects.select_related("key").filter(pk__in=ids))
_OF_CIRCLES: Several[Occasion] = Several(
    lambda ids: Occasion.objects.select_related("key").filter(circle__in=ids)
)
_FOLLOWED: Prepared[Occasion] = Prepared(
    lambda person: Occasion.objects.select_related("key").filter(
        pk__in=Following.objects.filter(person_id=person).values("occasion")
    ),
    person=str,
)


def followed_ids(person_id: str) -> list[str]:
    """Return the occasions that this person has among their dates."""
    return _FOLLOWED_IDS.all(person=person_id)


_FOLLOWED_IDS: Prepared[str] = Prepared(
    lambda person: Following.objects.filter(person_id=person).values_list("occasion", flat=True), person=str
)


def with_changes(rows: Iterable[Occasion]) -> list[Seen]:
    """Return these occasions with what became of their dates, in one question."""
    found = {row.pk: row for row in rows}
    changes = _changes_of(found)
    return [_seen(row, changes.get(row.pk, ())) for row in found.values()]


def _changes_of(ids: Collection[str]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in _CHANGES.all(ids) if ids else ():
        found.setdefault(change.occasion_id, []).append(change)
    return found


_CHANGES: Several[Change] = Several(
    lambda ids: Change.objects.select_related("key").filter(occasion__in=ids).order_by("pk")
)


def seen(row: Occasion) -> Seen:
    """Return one occasion with what became of its dates."""
    return with_changes([row])[0]


def _seen(row: Occasion, changes: Sequence[Change]) -> Seen:
    topics = {change.on: change.text("topic") for change in changes if change.topic and change.on}
    return Seen(row, times_of(row, changes), changes, topics)


def times_of(row: Rhythmic | Rhythm, changes: Iterable[Change] = ()) -> Times:
    """Return the rhythm of a row with these changes."""
    changed: dict[date, Wall | None] = {}
    added = []
    for change in changes:
        wall = Wall(change.to_on, change.to_at) if change.to_on and change.to_at else None
        if change.on is None:
            added += [wall] if wall else []
        elif change.off or wall:
            changed[change.on] = wall
    return Times(
        row.first_on, row.at, row.zone, row.minutes, row.rhythm, row.times, changed, row.every, tuple(added)
    )


def next_dates(found: Seen, *, now: datetime, most: int = terms.DATES_SHOWN) -> list[Date]:
    """Return the next dates on which it takes place."""
    return coming(found.times, now=now, most=most)


def dates_to_change(times: Times, *, now: datetime) -> list[Date]:
    """Return the dates of the next year that someone can change: also those that are off, and moved ones once."""
    seen: dict[date, Date] = {}
    for each in between(times, since=now, until=now + A_YEAR):
        if each.on is not None and (each.on not in seen or not each.off):
            seen[each.on] = each
    return list(seen.values())[: terms.DATES_TO_CHANGE]


def access_of(row: Occasion) -> list[terms.Access]:
    """Return what makes it easier to be there."""
    return [each for each in terms.Access if each.value in row.access.split(",")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that waits for one more yes: what is asked for, and by whom."""

    row: Wish
    told: Mapping[str, Any]


def wish_for(row: Occasion) -> Asked | None:
    """Return the change that someone asks for, if there is one."""
    wish = Wish.objects.select_related("key").filter(occasion=row).first()
    return Asked(wish, json.loads(wish.text("told"))) if wish else None


def waiting(circles: Collection[str], *, but: str) -> list[Wish]:
    """Return what others ask for about occasions of these circles and of the whole place."""
    rows: QuerySet[Wish] = Wish.objects.filter(
        Q(occasion__circle__in=list(circles)) | Q(occasion__circle=None)
    ).exclude(by=but)
    return list(rows.select_related("occasion__key").order_by("pk"))


def openers(ids: Collection[str]) -> dict[tuple[str, date], Opener]:
    """Return who opens, by occasion and day."""
    rows = _OPENERS.all(ids) if ids else []
    return {(row.occasion_id, row.on): row for row in rows}


def days_opened(occasion_id: str, *, person_id: str) -> frozenset[date]:
    """Return the days on which this person said that they open."""
    rows = Opener.objects.filter(occasion=occasion_id, person=person_id)
    return frozenset(rows.values_list("on", flat=True))


_OPENERS: Several[Opener] = Several(
    lambda ids: Opener.objects.select_related("person__key").filter(occasion__in=ids)
)


def own_dates(person_id: str) -> list[OwnDate]:
    """Return a person's own appointments."""
    return _OWN.all(person=person_id)


_OWN: Prepared[OwnDate] = Prepared(
    lambda person: OwnDate.objects.select_related("key").filter(person=person), person=str
)


def feeds_of(person_id: str) -> list[Feed]:
    """Return the addresses at which this person's calendars find dates."""
    return list(Feed.objects.filter(person=person_id).order_by("pk"))


def feed_for(token: str) -> Feed | None:
    """Return the feed of this address."""
    return _FEED.first(token_hash=vault.token_hash(token)) if token and len(token) <= 64 else None


_FEED: Prepared[Feed] = Prepared(
    lambda token_hash: Feed.objects.select_related("person").filter(token_hash=token_hash), token_hash=str
)
