"""Days and times in words: each is written in one form in each language, on every page and in every script.

English is American: "Tuesday, December 1", "7 pm", "7:30 pm". Spanish: "martes, 1 de diciembre", "19:30".
The scripts that know the clock of a device say the same: `device-clock.js`, `gentle-time.js`, `stays-until.js`.
"""

from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def day_of(when: date, *, weekday: bool = False, year: bool = False) -> str:
    """Return a day as a sentence says it: "December 1", "December 1, 2026", "Tuesday, December 1"."""
    if weekday:
        return date_format(when, _("l, F j"))
    return date_format(when, _("F j, Y") if year else _("F j"))


def time_of(when: time | datetime) -> str:
    """Return a time of day, by the clocks it was given in: 7 pm, 7:30 pm, or 19:00."""
    if not (get_language() or "").startswith("en"):
        return f"{when:%H:%M}"
    minutes = f":{when:%M}" if when.minute else ""
    return f"{when.hour % 12 or 12}{minutes} {'pm' if when.hour >= 12 else 'am'}"


def moment_of(when: datetime, *, weekday: bool = False) -> str:
    """Return a day with its time, by the clocks it was given in: "December 1, 7:30 pm"."""
    return _("%(day)s, %(time)s") % {"day": day_of(when, weekday=weekday), "time": time_of(when)}


def marked_utc(said: str) -> str:
    """Return a time whose reader's clocks aren't known, with the zone it is in."""
    return _("%(moment)s (UTC)") % {"moment": said}
