"""What someone says of an occasion, as it will be kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from mutuality.kit import prose
from mutuality.kit.refusals import Refusal
from mutuality.occasions import terms
from mutuality.occasions.terms import Rhythm
from mutuality.occasions.times import Rule, days

RHYTHM = ("rhythm", "every", "first_on", "at", "zone", "minutes", "times")
PLAIN = ("kind", "way", "opener")
TEXTS = {
    "where": terms.MOST_WHERE,
    "languages": terms.MOST_LINE,
    "bring": terms.MOST_LINE,
    "costs": terms.MOST_LINE,
    "about": terms.MOST_ABOUT,
}


def rhythm(parts: Mapping[str, Any]) -> dict[str, Any]:
    """The rhythm as it will be kept. Raises Refusal, with the field, for what no calendar has."""
    kept = {name: parts[name] for name in RHYTHM}
    if kept["zone"] not in available_timezones():
        raise Refusal(_("Please choose a time zone."), field="zone")
    kept["first_on"] = day(kept["first_on"], field="first_on")
    kept["rhythm"] = Rhythm(kept["rhythm"]).value
    if kept["rhythm"] in (Rhythm.ONCE, Rhythm.ARRANGED):
        kept |= {"every": 1, "times": None}
    rule = Rule(kept["first_on"], kept["rhythm"], kept["every"], kept["times"])
    if kept["rhythm"] != Rhythm.ARRANGED and not days(rule, kept["first_on"], kept["first_on"]):
        sentence = _("This isn't the last such weekday of its month. Please choose another first date.")
        raise Refusal(sentence, field="first_on")
    return kept


def day(on: date, *, field: str) -> date:
    """The day, if calendars far and wide have it. Raises Refusal."""
    if not terms.EARLIEST <= on <= terms.LATEST:
        raise Refusal(_("Please choose a day between the years 2000 and 2100."), field=field)
    return on


def texts(parts: Mapping[str, Any]) -> dict[str, str]:
    """The words as they will be kept; all but the title may be empty. Raises Refusal."""
    kept = {"title": prose.line(parts["title"], most=terms.MOST_TITLE, field="title")}
    for name, most in TEXTS.items():
        said = str(parts.get(name) or "").strip()
        kept[name] = prose.clean(said, most=most, field=name) if said else ""
    return kept


def plain(parts: Mapping[str, Any], *, in_circle: bool) -> dict[str, Any]:
    """What is chosen. No group's room is the place of what is for everyone here."""
    kept = {name: parts[name] for name in PLAIN}
    kept["access"] = ",".join(each.value for each in terms.Access if each.value in parts["access"])
    if not in_circle and kept["way"] == terms.Way.ROOM:
        raise Refusal(_("Only a group has a room. Please choose another way."), field="way")
    return kept


def topic(said: str) -> str:
    """What one date is about, in one line; nothing takes it away. Raises Refusal."""
    return prose.line(said, most=terms.MOST_LINE, field="topic") if said.strip() else ""
