"""Until when: a day and a time, by the clocks of whoever reads."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from mutuality.kit import dates
from mutuality.ui.templatetags import moments

EVENING = datetime(2026, 12, 7, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("", "Monday, December 7, 7 pm (UTC)"),
        ("Europe/London", "Monday, December 7, 7 pm"),
        ("Pacific/Auckland", "Tuesday, December 8, 8 am"),
        ("Asia/Kolkata", "Tuesday, December 8, 12:30 am"),
        ("Asia/Karachi", "Monday, December 7, midnight"),
    ],
)
def test_a_moment_is_said_by_the_clocks_of_the_reader(zone: str, said: str) -> None:
    shown = moments.moment(EVENING, zone)
    assert f">{said}</time>" in shown and 'datetime="2026-12-07T19:00+00:00"' in shown


def test_in_another_language_it_is_said_as_people_say_it_there() -> None:
    with translation.override("es"):
        assert "lunes, 7 de diciembre, 19:00" in moments.moment(EVENING, "Europe/London").lower()


def test_less_than_a_week_away_its_weekday_is_enough() -> None:
    shown = moments.moment(EVENING, "Europe/London", near=True)
    assert ">Monday, 7 pm</time>" in shown and "data-near" in shown


def test_noon_and_midnight_are_no_hour_zero() -> None:
    said = [dates.time_of(EVENING.replace(hour=hour)) for hour in (0, 11, 12, 13)]
    assert said == ["12 am", "11 am", "12 pm", "1 pm"]


def test_a_day_that_is_kept_without_a_time_is_over_when_the_next_begins() -> None:
    assert moments.last_moment(date(2026, 12, 6)) == datetime(2026, 12, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["December 7", "December 7, 2026", "Monday, December 7", "December 7, 7 pm"]),
        (
            "es",
            ["7 de diciembre", "7 de diciembre de 2026", "lunes, 7 de diciembre", "7 de diciembre, 19:00"],
        ),
    ],
)
def test_each_language_has_one_form_for_a_day(language: str, said: list[str]) -> None:
    with translation.override(language):
        days = [dates.day_of(EVENING), dates.day_of(EVENING, year=True), dates.day_of(EVENING, weekday=True)]
        assert [day.lower() for day in [*days, dates.moment_of(EVENING)]] == [one.lower() for one in said]
