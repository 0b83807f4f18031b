"""What a group has agreed on, as one sealed file for another place. No words and no names are in it.

Nothing is kept of the file: it is made anew from what holds in the group on the day it is taken.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from mutuality.groups import formats, wording
from mutuality.groups import queries as groups_queries
from mutuality.groups import terms as groups_terms
from mutuality.groups.models import Group
from mutuality.kit.refusals import Refusal
from mutuality.meetings import parts as meeting_parts
from mutuality.meetings import queries as meetings_queries
from mutuality.meetings import terms as meetings_terms
from mutuality.rooms import terms as rooms_terms
from mutuality.vault import coded
from mutuality.vault.queries import Gone

FORMAT = 1
KIND = "terms of a group"
MOST = 262_144
TEXTS = ("for_whom", "agreement", "in_danger", "our_limits")

Parts = dict[str, Any]


class NotOurs(Refusal):
    """The file cannot be read: another code, another version, or none of ours at all."""


def parts_of(group: Group) -> Parts:
    """Everything that comes along, by the names of the fields that ask for it when a group is founded.

    The name of the group and the place where it meets stay: they would say who it is.
    """
    told, manner, series = (
        groups_queries.settings_of(group),
        meetings_queries.manner_of(group.circle_id),
        meetings_queries.series_of(group.circle_id),
    )
    found: Parts = {text: getattr(told, text) for text in TEXTS} | {
        "starter": told.starter,
        "retention_days": told.retention_days,
        "meetings": told.meetings,
        "inviting": str(told.inviting),
        "turns": list(told.turns),
        "own_turns": told.own_turns,
        "stays_hours": manner.stays_hours,
        "gentle_minutes": manner.gentle_minutes,
    }
    if meeting_parts.own_of(group) is not None:
        made, no_cross_talk = meeting_parts.told_of(group)
        found |= {"parts": made, "no_cross_talk": no_cross_talk}
    if series is None:
        return found
    return found | {
        "rhythm": series.rhythm,
        "first_on": series.first_on.isoformat(),
        "at": series.at.isoformat("minutes"),
        "zone": series.zone,
        "minutes": series.minutes,
        "way": series.way,
    }


def sealed(group: Group, *, code: str, now: datetime) -> bytes:
    """The file. Only the code opens it."""
    whole = {"kind": KIND, "format": FORMAT, "made_on": now.date().isoformat(), "terms": parts_of(group)}
    return coded.closed(json.dumps(whole, ensure_ascii=False), lock=coded.lock_of(code))


def opened(blob: bytes, *, code: str) -> Parts:
    """What a file says, each part checked as if somebody had typed it. Raises NotOurs, or Refusal for a text."""
    if len(blob) > MOST:
        raise NotOurs(_("This file is too large to hold the rules of a group."), field="file")
    try:
        whole = json.loads(coded.opened(blob, code=code))
    except Gone:
        closed = _("This code does not open this file. Please look at both again.")
        raise NotOurs(closed, field="code") from None
    except (ValueError, RecursionError):
        raise _not_read() from None
    if not isinstance(whole, dict) or whole.get("kind") != KIND or not isinstance(whole.get("terms"), dict):
        raise _not_read()
    if whole.get("format") != FORMAT:
        other = _("This file was made by another version of this program. One of the two needs an update.")
        raise NotOurs(other, field="file")
    return _checked(whole["terms"])


def _not_read() -> NotOurs:
    return NotOurs(_("We can't read the rules of a group in this file. No group was started."), field="file")


def _checked(told: Mapping[str, Any]) -> Parts:
    try:
        found = {name: read(told[name]) for name, read in _PARTS.items()}
        if "rhythm" in told:
            found |= {name: read(told[name]) for name, read in _TIMES.items()}
        # A group that changed nothing has what its format ships with, and so does a file from before.
        shipped = meeting_parts.shipped(found["starter"])
        found["parts"] = _parts(told["parts"]) if "parts" in told else shipped
        found["no_cross_talk"] = _switch(
            told.get("no_cross_talk", formats.named(found["starter"]).no_cross_talk)
        )
    except (KeyError, TypeError, ValueError):
        raise _not_read() from None
    return found


def _text(part: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise TypeError
        try:
            return wording.clean(part, value)
        except Refusal as refusal:
            raise NotOurs(refusal.sentence, field="file") from None

    return read


def _one_of(allowed: Callable[[], Any]) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        if type(value) not in (str, int) or value not in list(allowed()):
            raise ValueError
        return value

    return read


def _number(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return read


def _parts(value: object) -> list[meeting_parts.Told]:
    try:
        return meeting_parts.checked(value)
    except Refusal as refusal:
        raise NotOurs(refusal.sentence, field="file") from None


def _switch(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError
    return value


def _times_met(value: object) -> int | None:
    return None if value is None else _number(1, groups_terms.MOST_MEETINGS)(value)


def _usual_turns(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return wording.usual_turns([str(one) for one in value])


def _own_turns(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    try:
        return "\n".join(wording.own_turns(value))
    except Refusal as refusal:
        raise NotOurs(refusal.sentence, field="file") from None


_PARTS: Mapping[str, Callable[[object], Any]] = {
    **{part: _text(part) for part in TEXTS},
    "starter": _one_of(formats.every),
    "retention_days": _one_of(lambda: dict(rooms_terms.RETENTIONS)),
    "meetings": _times_met,
    "inviting": _one_of(lambda: groups_terms.Inviting.values),
    "turns": _usual_turns,
    "own_turns": _own_turns,
    "stays_hours": _one_of(lambda: dict(meetings_terms.STAYS)),
    "gentle_minutes": _number(1, 30),
}
_TIMES: Mapping[str, Callable[[object], Any]] = {
    "rhythm": _one_of(lambda: meetings_terms.Rhythm.values),
    "first_on": lambda value: date.fromisoformat(str(value)),
    "at": lambda value: time.fromisoformat(str(value)),
    "zone": _one_of(available_timezones),
    "minutes": _number(5, 720),
    "way": _one_of(lambda: meetings_terms.Way.values),
}
