"""A 19:00 group meets at 19:00, whatever the clocks do."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest
from icalendar import Calendar

from mutuality.meetings import calendar
from mutuality.meetings.times import Times, Wall, _days, coming, dates, is_a_date, moment

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
    times = Times(date(2026, 5, 5), time(19), "UTC", weekly=False, times=9)
    assert [d.on for d in dates(times, since=START)] == [date(2026, 5, 5)]


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
