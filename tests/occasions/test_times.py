"""A 19:00 group meets at 19:00, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from mutuality.kit.zones import clocks, zones
from mutuality.occasions import calendar
from mutuality.occasions.terms import Rhythm
from mutuality.occasions.times import Times, Wall, _days, coming, dates, is_a_date, moment

START = datetime(2026, 1, 1, tzinfo=UTC)


def shown(zone: str, first_on: date, *, at: time = time(19), weeks: int = 3) -> list[str]:
    times = Times(first_on, at, zone)
    return [d.begins.strftime("%m-%d %H:%M %z") for d in islice(dates(times, since=START), weeks)]


@pytest.mark.parametrize(
    "zone, first_on, expected",
    [
        ("Europe/Berlin", date(2026, 3, 24), ["03-24 19:00 +0100", "03-31 19:00 +0200", "04-07 19:00 +0200"]),
        ("Europe/Berlin", date(2026, 10, 20), ["10-20 19:00 +0200", "10-27 19:00 +0100", "11-03 19:00 +0100"]),
        ("America/New_York", date(2026, 3, 3), ["03-03 19:00 -0500", "03-10 19:00 -0400", "03-17 19:00 -0400"]),
        ("America/New_York", date(2026, 10, 27), ["10-27 19:00 -0400", "11-03 19:00 -0500", "11-10 19:00 -0500"]),
        ("Asia/Kolkata", date(2026, 3, 24), ["03-24 19:00 +0530", "03-31 19:00 +0530", "04-07 19:00 +0530"]),
    ],
)  # fmt: skip
def test_the_time_of_day_stays_when_the_clocks_change(zone, first_on, expected):
    assert shown(zone, first_on) == expected


def test_an_hour_that_the_clocks_skip_comes_an_hour_later():
    assert shown("Europe/Berlin", date(2026, 3, 29), at=time(2, 30), weeks=2) == [
        "03-29 03:30 +0200",
        "04-05 02:30 +0200",
    ]


def test_an_hour_that_comes_twice_is_the_first_one():
    twice = moment(Wall(date(2026, 10, 25), time(2, 30)), zone="Europe/Berlin")
    assert twice.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_group_of_four_meetings_ends_after_the_fourth():
    times = Times(date(2026, 5, 5), time(19), "UTC", times=4)
    assert len(list(dates(times, since=START))) == 4
    assert is_a_date(times, on=date(2026, 5, 26)) and not is_a_date(times, on=date(2026, 6, 2))
    assert not is_a_date(times, on=date(2026, 5, 6))


def test_once_is_once():
    times = Times(date(2026, 5, 5), time(19), "UTC", rhythm=Rhythm.ONCE, times=9)
    assert [d.on for d in dates(times, since=START)] == [date(2026, 5, 5)]


@pytest.mark.parametrize("on", [date(2027, 3, 28), date(2027, 10, 31)])
def test_as_many_minutes_pass_when_the_clocks_change_meanwhile(on):
    """Else a meeting of 90 minutes is over after 30 of them, one night in the year."""
    times = Times(on, time(1, 30), "Europe/Berlin", minutes=180, rhythm=Rhythm.ONCE)
    [found] = coming(times, now=START, most=1)
    assert found.ends.astimezone(UTC) - found.begins.astimezone(UTC) == timedelta(minutes=180)
    late = found.begins.astimezone(UTC) + timedelta(minutes=179)
    assert coming(times, now=late, most=1) == [found] and not coming(
        times, now=late + timedelta(minutes=1), most=1
    )


def test_a_meeting_that_goes_on_is_still_a_coming_one():
    times = Times(date(2026, 5, 5), time(19), "UTC", minutes=90)
    assert coming(times, now=datetime(2026, 5, 5, 20, 29, tzinfo=UTC), most=1)[0].on == date(2026, 5, 5)
    assert coming(times, now=datetime(2026, 5, 5, 20, 30, tzinfo=UTC), most=1)[0].on == date(2026, 5, 12)


def changed_times() -> Times:
    moved = {date(2026, 5, 12): Wall(date(2026, 5, 20), time(18)), date(2026, 5, 26): None}
    return Times(date(2026, 5, 5), time(19), "Europe/Berlin", changed=moved)


def test_a_skipped_date_is_left_out_and_a_moved_one_stands_where_it_now_is():
    found = coming(changed_times(), now=datetime(2026, 5, 6, tzinfo=UTC), most=3)
    assert [d.begins.strftime("%m-%d %H:%M") for d in found] == ["05-19 19:00", "05-20 18:00", "06-02 19:00"]


def a_file(times: Times, *, where: str = "") -> Calendar:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    return Calendar.from_ical(calendar.written(times, uid="abc", sequence=3, where=where, now=now))


def test_the_file_says_the_rhythm_in_the_zone_and_what_became_of_single_dates():
    rhythm, moved, skipped = a_file(changed_times()).walk("VEVENT")
    assert rhythm["RRULE"].to_ical() == b"FREQ=WEEKLY"
    assert rhythm["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert {str(e["UID"]) for e in (rhythm, moved, skipped)} == {"abc@calendar.invalid"}
    assert moved["RECURRENCE-ID"].dt.strftime("%m-%d %H:%M") == "05-12 19:00"
    assert moved["DTSTART"].dt.strftime("%m-%d %H:%M") == "05-20 18:00"
    assert skipped["STATUS"] == "CANCELLED" and moved["STATUS"] == "CONFIRMED"
    assert rhythm["SEQUENCE"] == 3


def test_a_skipped_date_is_left_out_also_where_nobody_looks_at_its_status():
    rhythm, _moved, skipped = a_file(changed_times()).walk("VEVENT")
    [left_out] = rhythm["EXDATE"].dts
    assert left_out.dt == skipped["RECURRENCE-ID"].dt
    assert rhythm["EXDATE"].params["TZID"] == "Europe/Berlin"


def test_a_single_meeting_that_moved_is_one_event_where_it_now_is():
    """There is no rhythm of which it could be an exception: calendars showed the old evening, or both."""
    times = Times(date(2026, 5, 12), time(19), "Europe/Berlin", rhythm=Rhythm.ONCE)
    [event] = a_file(times).walk("VEVENT")
    assert event["DTSTART"].dt.strftime("%m-%d %H:%M") == "05-12 19:00" and "STATUS" not in event
    moved = replace(times, changed={date(2026, 5, 12): Wall(date(2026, 5, 14), time(18))})
    [event] = a_file(moved).walk("VEVENT")
    assert event["DTSTART"].dt.strftime("%m-%d %H:%M") == "05-14 18:00"
    assert not {"RRULE", "EXDATE", "RECURRENCE-ID"} & set(event)
    [event] = a_file(replace(times, changed={date(2026, 5, 12): None})).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED" and not {"RRULE", "EXDATE", "RECURRENCE-ID"} & set(event)


def test_a_change_of_a_day_on_which_the_group_meets_no_more_is_in_no_file():
    """Else it is an evening more, which no page shows: after a group has settled to meet four times."""
    times = replace(changed_times(), times=1)
    assert len(a_file(times).walk("VEVENT")) == 1


def offset_in(zone: Component, wall: datetime) -> timedelta:
    """What the clocks of a VTIMEZONE show at a time on the wall, as RFC 5545 (3.6.5) says."""
    begins = []
    for part in zone.subcomponents:
        more = [each.dt for each in part["RDATE"].dts] if "RDATE" in part else []
        begins += [(at, part["TZOFFSETTO"].td) for at in (part["DTSTART"].dt, *more)]
    return max((each for each in begins if each[0] <= wall), key=lambda each: each[0])[1]


def differing(zone: str) -> list[datetime]:
    """Each wall time within ten years at which the file says another hour than the zone has. None that is skipped."""
    times = Times(date(2026, 11, 30), time(19), zone)
    calendar = a_file(times)
    if not calendar.walk("VTIMEZONE"):
        assert calendar.walk("VEVENT")[0]["DTSTART"].dt.tzname() == "UTC"
        return []
    [found] = calendar.walk("VTIMEZONE")
    there = ZoneInfo(zone)
    first = datetime.combine(times.first_on, times.at)
    weekly = [first + timedelta(weeks=week) for week in range(520)]
    near = [(c.at + c.before).replace(tzinfo=None) for c in clocks(zone, first=2027, last=2036)]
    about = [at + timedelta(minutes=minutes) for at in near for minutes in (-121, -1, 121)]
    return [
        wall for wall in weekly + about if offset_in(found, wall) != wall.replace(tzinfo=there).utcoffset()
    ]


@pytest.mark.parametrize(
    "zone",
    ["Africa/Casablanca", "Africa/El_Aaiun", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe",
     "Antarctica/Troll", "Asia/Kolkata", "Atlantic/Reykjavik"],
)  # fmt: skip
def test_the_file_says_the_hour_that_the_clocks_there_show(zone):
    """In Morocco they go back for Ramadan; what the library guessed was an hour off in some years."""
    assert differing(zone) == []


@pytest.mark.long
def test_it_does_so_for_every_zone_that_can_be_chosen():
    assert {
        zone: wrong for _part, many in zones() for zone, _name in many if (wrong := differing(zone))
    } == {}


def test_the_file_brings_its_zone_with_both_its_clocks():
    zones = a_file(changed_times()).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Europe/Berlin"]
    assert zones[0].walk("DAYLIGHT") and zones[0].walk("STANDARD")


def test_the_file_is_neutral_and_holds_the_place_only_when_asked():
    plain = a_file(changed_times()).to_ical().decode()
    assert "SUMMARY:Appointment" in plain
    assert "LOCATION" not in plain and "mutuality" not in plain.lower()
    assert "LOCATION:The blue door" in a_file(changed_times(), where="The blue door").to_ical().decode()


def test_a_group_that_began_long_ago_is_not_counted_from_its_first_day():
    moved = {date(2026, 5, 5): Wall(date(2026, 5, 30), time(20)), date(2026, 5, 19): None}
    times = Times(date(1000, 1, 7), time(19), "Asia/Tokyo", changed=moved)
    now = datetime(2026, 5, 26, 8, tzinfo=UTC)
    looked_at = list(islice(_days(times, since=now), 5))
    assert looked_at[0] == date(2026, 5, 5) and looked_at[-1] < date(2026, 6, 10)
    assert [d.on for d in coming(times, now=now, most=3)] == [
        date(2026, 5, 26),
        date(2026, 5, 5),
        date(2026, 6, 2),
    ]
    counted = Times(date(2026, 5, 5), time(19), "UTC", times=2)
    assert coming(counted, now=now, most=3) == []
