"""A moment with its time, by the clocks of whoever reads: until when something is open."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
    said = _("%(day)s, %(time)s") % {"day": day, "time": _("midnight") if midnight else time_of(there)}
    known = said if zone else _("%(moment)s (UTC)") % {"moment": said}
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
    return str(WEEKDAYS[when.weekday()]) if near else date_format(when, _("l, j F"))


def time_of(when: datetime) -> str:
    """Return a time of day as people say it: 7 pm, 7:30 pm, or 19:00."""
    if not (get_language() or "").startswith("en"):
        return f"{when:%H:%M}"
    minutes = f":{when:%M}" if when.minute else ""
    return f"{when.hour % 12 or 12}{minutes} {'pm' if when.hour >= 12 else 'am'}"
