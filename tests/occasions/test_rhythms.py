"""Ten thousand rhythms against a second way to find their days: by the calendar on the wall, day by day."""

import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from mutuality.occasions import calendar
from mutuality.occasions.calendar import Entry
from mutuality.occasions.terms import Rhythm
from mutuality.occasions.times import Rule, Times, Wall, between, coming, days, is_a_date, there

MANY = 10_000
A_DAY = timedelta(days=1)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)


def a_rule(dice: random.Random) -> Rule:
    """Some rhythm whose first day is one of its own."""
    first = date(2024, 1, 1) + timedelta(days=dice.randrange(1500))
    rhythm = dice.choice([each for each in Rhythm if each != Rhythm.ARRANGED])
    if rhythm == Rhythm.MONTH_LAST:
        last = monthrange(first.year, first.month)[1]
        first = first.replace(day=last - dice.randrange(7))
    every = 1 if rhythm == Rhythm.ONCE else dice.choice((1, 1, 1, 2, 3, 5, 12))
    times = dice.choice((None, None, 1, 4, 30)) if rhythm != Rhythm.ONCE else None
    return Rule(first, rhythm, every, times)


def falls_on(rule: Rule, day: date) -> bool:
    """Whether this day is one of the rhythm, however many there are: by counting on the fingers."""
    first = rule.first_on
    months = (day.year - first.year) * 12 + day.month - first.month
    if day < first:
        return False
    if rule.rhythm == Rhythm.ONCE:
        return day == first
    if rule.rhythm == Rhythm.WEEKLY:
        return (day - first).days % (7 * rule.every) == 0
    if months % rule.every:
        return False
    if rule.rhythm == Rhythm.MONTH_DATE:
        return day.day == first.day
    if day.weekday() != first.weekday():
        return False
    is_last = (day + 7 * A_DAY).month != day.month
    if rule.rhythm == Rhythm.MONTH_LAST or first.day > 28:
        return is_last
    return (day.day - 1) // 7 == (first.day - 1) // 7


def counted(rule: Rule, *, until: date) -> Iterator[date]:
    """The days of a rhythm from its first, as many as there are."""
    day, found = rule.first_on, 0
    while day <= until and (rule.times is None or found < rule.times):
        if falls_on(rule, day):
            found += 1
            yield day
        day += A_DAY


def test_ten_thousand_rhythms_fall_on_the_days_that_a_calendar_on_the_wall_shows() -> None:
    dice = random.Random(15)
    for _number in range(MANY):
        rule = a_rule(dice)
        since = rule.first_on + timedelta(days=dice.randrange(-40, 400))
        until = since + timedelta(days=dice.randrange(0, 200))
        expected = [day for day in counted(rule, until=until) if day >= since]
        assert list(days(rule, since, until)) == expected, (rule, since, until)


def read_back(file: bytes, *, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When a calendar shows that something is, as RFC 5545 says: rhythm, days left out, and single dates moved."""
    events = Calendar.from_ical(file).walk("VEVENT")
    moved = {(str(e["UID"]), e["RECURRENCE-ID"].dt) for e in events if "RECURRENCE-ID" in e}
    found = []
    for event in events:
        begins, lasts = event["DTSTART"].dt, event["DURATION"].dt
        starts = [begins]
        if "RRULE" in event:
            rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=begins.replace(tzinfo=None))
            window = (since.replace(tzinfo=None) - 3 * A_DAY, until.replace(tzinfo=None) + 3 * A_DAY)
            starts = [each.replace(tzinfo=begins.tzinfo) for each in rule.between(*window, inc=True)]
            out = (
                [each.dt for each in event["EXDATE"].dts]
                if "EXDATE" in event and not isinstance(event["EXDATE"], list)
                else [each.dt for many in event.get("EXDATE", []) for each in many.dts]
            )
            starts = [s for s in starts if s not in out and (str(event["UID"]), s) not in moved]
        if event.get("STATUS") != "CANCELLED":
            found += [(s.astimezone(UTC), s.astimezone(UTC) + lasts) for s in starts]
    return sorted(each for each in found if each[1] > since and each[0] < until)


def test_the_file_says_what_the_page_says_over_every_change_of_clocks() -> None:
    dice = random.Random(16)
    for number in range(400):
        rule = a_rule(dice)
        zone, at = dice.choice(ZONES), time(dice.randrange(24), dice.choice((0, 30)))
        known = list(counted(rule, until=rule.first_on + timedelta(days=500)))
        changed: dict[date, Wall | None] = {}
        for on in dice.sample(known, min(len(known), dice.randrange(3))):
            to = Wall(on + timedelta(days=dice.randrange(-9, 10)), time(dice.randrange(24), 15))
            changed[on] = dice.choice((None, to))
        added = (Wall(rule.first_on + timedelta(days=31), time(7, 45)),) if number % 3 == 0 else ()
        times = Times(rule.first_on, at, zone, 90, rule.rhythm, rule.times, changed, rule.every, added)
        since = datetime.combine(rule.first_on, time(), UTC) + timedelta(days=dice.randrange(0, 300))
        until = since + timedelta(days=120)
        page = [
            (each.begins.astimezone(UTC), each.ends.astimezone(UTC))
            for each in between(times, since=since, until=until)
            if not each.off
        ]
        file = calendar.feed([Entry("abc", times, 1)], now=since, refresh=timedelta(hours=4))
        assert read_back(file, since=since, until=until) == sorted(page), times


def test_a_date_that_moved_is_shown_where_it_was_and_where_it_is() -> None:
    moved = {date(2026, 5, 12): Wall(date(2026, 5, 14), time(18)), date(2026, 5, 19): None}
    times = Times(
        date(2026, 5, 5), time(19), "Europe/Berlin", changed=moved, added=(Wall(date(2026, 5, 16), time(9)),)
    )
    since = datetime(2026, 5, 6, tzinfo=UTC)
    found = between(times, since=since, until=since + timedelta(days=15))
    assert [(f"{each.begins:%d %H:%M}", each.off, each.moved) for each in found] == [
        ("12 19:00", True, True),
        ("14 18:00", False, True),
        ("16 09:00", False, False),
        ("19 19:00", True, False),
    ]
    assert found[0].now == found[1].begins


def test_a_monthly_rhythm_on_the_31st_leaves_short_months_out() -> None:
    rule = Rule(date(2026, 1, 31), Rhythm.MONTH_DATE)
    assert [f"{day:%m-%d}" for day in days(rule, date(2026, 1, 1), date(2026, 6, 1))] == [
        "01-31",
        "03-31",
        "05-31",
    ]


def test_by_arrangement_has_no_dates_and_no_event() -> None:
    times = Times(date(2026, 5, 5), time(19), "UTC", rhythm=Rhythm.ARRANGED)
    assert coming(times, now=datetime(2026, 1, 1, tzinfo=UTC), most=3) == []
    assert not is_a_date(times, on=date(2026, 5, 5))
    file = calendar.feed(
        [Entry("abc", times, 1)], now=datetime(2026, 1, 1, tzinfo=UTC), refresh=timedelta(hours=4)
    )
    assert b"VEVENT" not in file and b"REFRESH-INTERVAL;VALUE=DURATION:PT4H" in file


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "Europe"])
def test_a_zone_that_is_gone_breaks_nothing(zone: str) -> None:
    assert there(zone).key == "UTC"
    times = Times(date(2026, 5, 5), time(19), zone)
    [found] = coming(times, now=datetime(2026, 5, 1, tzinfo=UTC), most=1)
    assert found.begins.hour == 19


def test_the_same_rows_give_the_same_bytes_all_day() -> None:
    entry = Entry("abc", Times(date(2026, 5, 5), time(19), "Europe/Berlin"), 1)
    morning, evening = (datetime(2026, 5, 1, hour, 7, tzinfo=UTC) for hour in (6, 22))
    again = timedelta(hours=4)
    assert calendar.feed([entry], now=morning, refresh=again) == calendar.feed(
        [entry], now=evening, refresh=again
    )


def test_the_ends_of_the_calendar_break_nothing() -> None:
    for first in (date(1, 1, 1), date(9999, 12, 28)):
        rule = Rule(first, Rhythm.WEEKLY)
        assert days(rule, date(2026, 1, 1), date(2026, 1, 31)) == (
            () if first.year > 2026 else days(rule, date(2026, 1, 1), date(2026, 1, 31))
        )
