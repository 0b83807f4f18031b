"""When something was said, in words: near enough to follow, never exact enough to watch someone by.

What is rendered for everyone has two open places for it, ``WHEN`` and ``EXACTLY``. They are filled for each reader: by
the clocks of the place that the reader chose. Where none was chosen, the words are true everywhere, and the reader's
own device words them by its clock.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as as_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mutuality.kit import dates
from mutuality.ui.templatetags.parts import JUST_NOW, gentle_time

# No letter that a person can type: what someone writes never counts as an open place.
WHEN, EXACTLY = mark_safe("\0when\0"), mark_safe("\0exactly\0")
A_WHILE = timedelta(hours=6)
NIGHT_ENDS = timedelta(hours=5)
_MINUTE = timedelta(minutes=1)


def fill(html: str, *, said: datetime, ends: datetime, now: datetime, zone: str, language: str) -> str:
    """Return a rendered word with its moment in it, as one reader finds it."""
    minute = now.replace(second=0, microsecond=0)
    gently, exactly = _filled(said, ends, minute, zone, language)
    return html.replace(WHEN, gently).replace(EXACTLY, exactly)


def when(said: datetime, *, now: datetime, zone: str, language: str) -> SafeString:
    """Return when something was said, as an element that open pages keep in step with their clock."""
    with translation.override(language):
        return format_html(
            '<gentle-time at="{}">{}</gentle-time>', _iso(said), in_words(said, now=now, zone=zone)
        )


@lru_cache(maxsize=4096)
def _filled(said: datetime, ends: datetime, now: datetime, zone: str, language: str) -> tuple[str, str]:
    with translation.override(language):
        pattern = _("Said on {said}. It will be erased on {ends}.")
        both = pattern.format(said=_exact(said, zone), ends=_exact(ends, zone))
        exactly = format_html(
            '<exact-time data-said="{}" data-ends="{}" data-words="{}">{}</exact-time>',
            *(_iso(said), _iso(ends), pattern, both),
        )
    return when(said, now=now, zone=zone, language=language), exactly


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def _exact(moment: datetime, zone: str) -> str:
    shown = dates.moment_of(moment.astimezone(ZoneInfo(zone or "UTC")))
    return shown if zone else dates.marked_utc(shown)


def phrases() -> list[str]:
    """Return all that can be said of a moment, in the order in which pages word it by their device's clock."""
    return [_("just now"), _("around {hour}"), *_today(), *_yesterday(), *_on_a_day(), _("on {date}")]


def _today() -> list[str]:
    return [_("this morning"), _("this afternoon"), _("this evening"), _("tonight")]


def _yesterday() -> list[str]:
    return [_("yesterday morning"), _("yesterday afternoon"), _("yesterday evening"), _("last night")]


def _on_a_day() -> list[str]:
    return [_("{day} morning"), _("{day} afternoon"), _("{day} evening"), _("{day} night")]


def in_words(said: datetime, *, now: datetime, zone: str) -> str:
    """Return when something was said, by the clocks of a zone; without one, in words that are true in all of them."""
    if not zone or now - said < JUST_NOW:
        return gentle_time(said, now)
    there = ZoneInfo(zone)
    then = said.astimezone(there)
    # A night belongs to the day on which it began.
    day, today = ((moment.astimezone(there) - NIGHT_ENDS).date() for moment in (said, now))
    days = (today - day).days
    if days == 0 and now - said < A_WHILE:
        return _("around {hour}").format(hour=_hour(then + timedelta(minutes=30)))
    part = _part_of_day(then.hour)
    if days < 2:
        return (_yesterday() if days else _today())[part]
    if days < 7:
        return _on_a_day()[part].format(day=as_date(day, "l"))
    return _("on {date}").format(date=dates.day_of(day))


def _part_of_day(hour: int) -> int:
    """Return 0 for a morning, 1 for an afternoon, 2 for an evening, 3 for a night."""
    return 3 if hour < 5 or hour >= 22 else 0 if hour < 12 else 1 if hour < 18 else 2


def _hour(moment: datetime) -> str:
    # Translators: how the hour reads in "around {hour}": 6 pm. See Django's date formats.
    return as_date(moment, _("g A")).lower()
