"""Saying when the group meets; skipping or moving one date; how meetings are held."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import available_timezones

from django.db.models import F
from django.utils.translation import gettext as _

from mutuality.ballots import rules
from mutuality.ballots.terms import Ends, Stance
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.groups.operations import DecidedTogether
from mutuality.kit import prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings import queries, terms
from mutuality.meetings.models import DateChange, DateYes, Manner, Series
from mutuality.occasions import times

PARTS = ("rhythm", "first_on", "at", "zone", "minutes", "way", "where")
MANNERS = ("stays_hours", "gentle_minutes")


@operation
def settle_times(membership: Membership, *, parts: dict[str, Any], now: datetime) -> Series:
    """Say when and where the group meets, while one is alone. Raises DecidedTogether once others are there."""
    while_alone(membership)
    return put_times(membership.group, parts=parts, now=now)


@operation
def settle_manner(membership: Membership, *, parts: dict[str, Any], now: datetime) -> None:
    """Say how meetings are held, while one is alone. Raises DecidedTogether once others are there."""
    while_alone(membership)
    put_manner(membership.group, parts=parts, now=now)


def while_alone(membership: Membership) -> None:
    """Raise DecidedTogether once others are in the group."""
    groups.hold(membership.group_id)
    if not groups_queries.decides_alone(membership.group):
        raise DecidedTogether(
            _("You decide together when and how you meet. Propose a change under Decisions.")
        )


def checked_times(parts: dict[str, Any]) -> dict[str, Any]:
    """The times as they will be kept. Raises Refusal, with the field, for what cannot be."""
    kept = {name: parts[name] for name in PARTS}
    if kept["zone"] not in available_timezones():
        raise Refusal(_("Please choose a time zone."), field="zone")
    _require_day(kept["first_on"], field="first_on")
    kept["where"] = kept["where"].strip()
    if kept["way"] == terms.Way.HERE:
        kept["where"] = ""
    else:
        kept["where"] = prose.clean(kept["where"], most=terms.MOST_WHERE, field="where")
    return kept


def _require_day(day: date, *, field: str) -> None:
    if not terms.EARLIEST <= day <= terms.LATEST:
        raise Refusal(_("Please choose a day between the years 2000 and 2100."), field=field)


@operation
def put_times(group: Group, *, parts: dict[str, Any], now: datetime) -> Series:
    """From now on the group meets at these times. Changes of single dates belonged to the old ones and go."""
    kept = checked_times(parts)
    groups.hold(group.pk)
    old = queries.series_of(group.circle_id)
    if old is None:
        return Series.add(circle_id=group.circle_id, **kept)
    DateChange.objects.filter(series=old).delete()
    where = kept.pop("where")
    Series.objects.filter(pk=old.pk).reseal({"where": where}, sequence=F("sequence") + 1, **kept)
    return Series.objects.select_related("key", "circle__group").get(pk=old.pk)


@operation
def count_anew(group: Group, *, now: datetime) -> None:
    """The group has settled its terms anew: a file of its dates that is fetched from now on replaces older ones."""
    Series.objects.filter(circle=group.circle_id).update(sequence=F("sequence") + 1)


@operation
def put_manner(group: Group, *, parts: dict[str, Any], now: datetime) -> None:
    """From the next meeting on, meetings are held like this. One that is open keeps the rules it began under."""
    Manner.objects.update_or_create(
        circle_id=group.circle_id, defaults={name: parts[name] for name in MANNERS}
    )


def _held(series_id: str) -> None:
    list(Series.objects.select_for_update().filter(pk=series_id).values_list("pk"))


@operation
def change_date(
    membership: Membership, *, on: date, to_on: date | None, to_at: time | None, now: datetime
) -> DateChange:
    """Skip one date, or move it. It stands once two members say so, or the one there is.

    A second click changes nothing; another wish for the same date begins anew. Raises NotHere for a day on
    which the group does not meet, Refusal for a day that no calendar of ours has.
    """
    if to_on is not None:
        _require_day(to_on, field="to_on")
    series = queries.series_of(membership.group.circle_id)
    if series is not None:
        _held(series.pk)
    if series is None or not times.is_a_date(queries.times_of(series), on=on):
        raise NotHere
    asked = DateChange.objects.filter(series=series, on=on, stands=False)
    row = asked.filter(to_on=to_on, to_at=to_at).first()
    if row is None:
        asked.delete()
        row = DateChange.objects.create(series=series, on=on, to_on=to_on, to_at=to_at)
    agree(row, by=membership, now=now)
    return row


@operation
def agree(row: DateChange, *, by: Membership, now: datetime) -> None:
    """Say yes to a change of one date. The second yes makes it so; a yes that comes after it changes nothing.

    Where there is a third, an inviter and who they invited don't count as two.
    """
    # As it is now, and nobody else changes it: of two who say yes at once, the second finds that it stands.
    _held(row.series_id)
    if not DateChange.objects.filter(pk=row.pk, stands=False).exists():
        return
    DateYes.objects.get_or_create(change=row, membership=by)
    saying = DateYes.objects.filter(change=row).values_list("membership", flat=True)
    said = dict.fromkeys(saying, Stance.ACCEPT)
    if rules.named("two").ends(groups_queries.standing(by.group, said=said)) == Ends.OPEN:
        return
    DateChange.objects.filter(series=row.series_id, on=row.on, stands=True).exclude(pk=row.pk).delete()
    DateChange.objects.filter(pk=row.pk).update(stands=True)
    Series.objects.filter(pk=row.series_id).update(sequence=F("sequence") + 1)


@operation
def disagree(row: DateChange, *, by: Membership, now: datetime) -> None:
    """Take one's yes back while it does not stand. A change that nobody wants any more is gone."""
    DateYes.objects.filter(change=row, membership=by, change__stands=False).delete()
    forget_unwanted(DateChange.objects.filter(pk=row.pk), now=now)


@operation
def forget_unwanted(rows: Iterable[DateChange], *, now: datetime) -> None:
    """Changes that do not stand and that nobody says yes to are gone."""
    for row in rows:
        if not row.stands and not row.answers.exists():
            DateChange.objects.filter(pk=row.pk).delete()
