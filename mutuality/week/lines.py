"""A date as a line on a page: rendered once for each form it can take, and then filled."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.fast.patterns import Pattern, frozen
from mutuality.kit import dates
from mutuality.occasions.times import Date
from mutuality.ui.templatetags.moments import day_named
from mutuality.week.queries import Line, Week

_NAMES = ("time", "title", "ref", "group", "where", "topic", "opener", "now", "zone", "day")
_LINE = Pattern("week/line.html", names=_NAMES)


def line(found: Line, *, zone: str = "", with_day: bool = False, wall: bool = False) -> SafeString:
    """One date. ``zone``: the clocks that the page names, so that only others are said; ``wall``: it leads nowhere."""
    date = found.when
    values = {
        "time": dates.time_of(date.begins),
        "title": found.title,
        "ref": found.ref,
        "group": found.group,
        "where": found.where,
        "topic": found.topic,
        "opener": found.opener,
        "now": moment_said(date.now) if date.now else "",
        "zone": found.zone if found.zone != zone else "",
        "day": day_named(date.begins, near=False) if with_day else "",
    }
    decides = {
        "kind": found.kind,
        "off": date.off,
        "moved": date.moved,
        "way": found.way,
        "access": ". ".join(found.access),
        "needs_opener": found.needs_opener,
        "wall": wall,
    }
    said = {name: bool(value) for name, value in values.items()}

    def context(marks: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**decides, **{name: mark if said[name] else "" for name, mark in marks.items()}}

    form = (frozen(decides), frozen(said))
    html = _LINE.fill(form, context, values, language=get_language() or "en")
    # What is filled in is escaped, and all else is the template's own.
    return mark_safe(html)  # noqa: S308


def moment_said(moment: Any) -> str:
    """A date with its time, as the clocks there show it."""
    return _("%(day)s, %(time)s") % {"day": day_named(moment, near=False), "time": dates.time_of(moment)}


def date_said(date: Date) -> str:
    """When a date is, or would have been."""
    return moment_said(date.begins)


def days(week: Week, *, wall: bool = False) -> list[dict[str, Any]]:
    """The days of a week with their lines, the first of which is today."""
    return [
        {
            "day": each.day,
            "today": number == 0,
            "lines": [line(one, zone=week.zone, wall=wall) for one in each.lines],
        }
        for number, each in enumerate(week.days)
    ]
