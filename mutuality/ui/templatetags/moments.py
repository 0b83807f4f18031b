"""A moment with its time, by the clocks of whoever reads: until when something is open."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mutuality.kit import dates

register = template.Library()


@register.simple_tag
def moment(when: datetime, zone: str = "", *, near: bool = False) -> SafeString:
    """Say a moment with its day. Scripts put it into the clocks of the device; without them ``zone`` counts, or UTC.

    ``near``: it is less than a week away, so that its weekday is enough.
    """
    there = when.astimezone(ZoneInfo(zone) if zone else UTC)
    # Until midnight is the end of the day before, as people say it.
    midnight = (there.hour, there.minute) == (0, 0)
    day = day_named(there - timedelta(minutes=1) if midnight else there, near=near)
    said = _("%(day)s, %(time)s") % {"day": day, "time": _("midnight") if midnight else dates.time_of(there)}
    known = said if zone else dates.marked_utc(said)
    return format_html(
        '<time datetime="{}" data-by="device" data-midnight="{}"{}>{}</time>',
        when.astimezone(UTC).isoformat(timespec="minutes"),
        _("midnight"),
        SafeString(" data-near") if near else "",
        known,
    )


@register.filter
def last_moment(day: date) -> datetime:
    """Return when a day that is kept without a time is over."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)


def day_named(when: datetime, *, near: bool) -> str:
    """Return the day in words, as people say it in a sentence."""
    return str(WEEKDAYS[when.weekday()]) if near else dates.day_of(when, weekday=True)


@register.filter
def on_day(when: date, form: str = "") -> str:
    """Say a day in words; ``form``: with its "year", or its "weekday"."""
    return dates.day_of(when, weekday=form == "weekday", year=form == "year")


@register.filter
def at_time(when: time | datetime) -> str:
    """Say a time of day in words, by the clocks it was given in."""
    return dates.time_of(when)
