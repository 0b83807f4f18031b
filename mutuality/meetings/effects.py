"""What a group settles about its meetings, each as something that can be decided together.

``joins.py`` offers these, and ``site/wiring.py`` registers them; meetings know nothing of how people decide.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django import forms as django_forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from mutuality.ballots.effects import Change, Payload
from mutuality.groups.formats import Kind, Part
from mutuality.groups.models import Group
from mutuality.kit import dates
from mutuality.meetings import forms, parts, parts_field, queries, terms
from mutuality.meetings.models import Series
from mutuality.meetings.operations import parts as made
from mutuality.meetings.operations import when


class Setting(NamedTuple):
    """What people call one part, and how its value reads."""

    label: Promise
    reads: Callable[[Any], str]
    short: bool = True


def _minutes(count: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", count) % {"n": count}


WHERE = {
    terms.Way.HERE: later("online"),
    terms.Way.PHONE: later("by phone"),
    terms.Way.PLACE: later("at a place"),
}


def _stays(hours: int) -> str:
    if not hours:
        return _("What is said in a meeting would be erased when it closes.")
    return ngettext(
        "What is said in a meeting would be erased %(n)d hour after it closes.",
        "What is said in a meeting would be erased %(n)d hours after it closes.",
        hours,
    ) % {"n": hours}


TIMES = {
    "rhythm": Setting(later("How often"), lambda value: str(terms.Rhythm(value).label)),
    "first_on": Setting(later("First date"), lambda value: dates.day_of(value, year=True)),
    "at": Setting(later("Time"), dates.time_of),
    "zone": Setting(later("Time zone"), str),
    "minutes": Setting(later("How long, about"), _minutes),
    "way": Setting(later("Where"), lambda value: str(terms.Way(value).label)),
    "where": Setting(later("The place, or the number to call"), lambda value: value or _("None"), False),
}
MANNERS = {
    "stays_hours": Setting(
        later("When what is said in a meeting is erased"),
        lambda value: str(dict(terms.STAYS).get(value, value)),
    ),
    "gentle_minutes": Setting(later("About how long a turn is"), _minutes),
}


def _described(parts: Mapping[str, Setting], before: Payload, after: Payload) -> list[Change]:
    return [
        Change(
            str(part.label),
            _read(part, before.get(name)),
            _read(part, after[name]),
            part.short,
            before.get(name) is None,
        )
        for name, part in parts.items()
        if (before.get(name), after[name]) != (None, "")
    ]


def _read(part: Setting, value: Any) -> str:
    return part.reads(value) if value is not None else _("Nothing yet")


class Times:
    """When and where the group meets."""

    name = "times"
    label = later("When we meet")
    about = later("How often, at what time and where. Dates you skipped or moved go back to the usual time.")
    touches = frozenset({"times"})
    safety = False
    form: type[django_forms.Form] = forms.Times

    def current(self, group: Group) -> Payload:
        """How it stands; nothing where the group has not said."""
        series = queries.series_of(group.circle_id)
        if series is None:
            return dict.fromkeys(when.PARTS)
        return {part: getattr(series, part) for part in TIMES if part != "where"} | {
            "where": queries.where(series)
        }

    def begun(self, group: Group) -> bool:
        """Whether the group has said when it meets."""
        return queries.series_of(group.circle_id) is not None

    def check(self, group: Group, payload: Payload) -> Payload:
        """The times as they would be kept. Raises Refusal beside the field it belongs to."""
        return when.checked_times(_times_of(payload))

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """The times, if any part of them would be different."""
        return self.touches if _times_of(before) != _times_of(after) else frozenset()

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """From now on the group meets then."""
        when.put_times(group, parts=_times_of(payload), now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """Each part in words."""
        return _described(TIMES, _times_of(before), _times_of(after))

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say when and where the group would meet."""
        times = _times_of(after)
        said = _in_words(times)
        if times["rhythm"] == terms.Rhythm.ONCE:
            return (
                _(
                    "The group would meet once, on %(day)s at %(time)s (%(zone)s time), %(where)s, for about "
                    "%(long)s."
                )
                % said
            )
        return (
            _(
                "The group would meet every %(weekday)s at %(time)s (%(zone)s time), %(where)s, for about "
                "%(long)s, from %(day)s."
            )
            % said
        )


def _in_words(times: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "weekday": WEEKDAYS[times["first_on"].weekday()],
        "day": dates.day_of(times["first_on"], year=True),
        "time": dates.time_of(times["at"]),
        "zone": times["zone"].rpartition("/")[2].replace("_", " "),
        "where": WHERE[times["way"]],
        "long": _minutes(times["minutes"]),
    }


def settled(series: Series, *, now: datetime) -> str:
    """Say in one sentence when and where a group meets."""
    said = _in_words({part: getattr(series, part) for part in TIMES if part != "where"})
    if series.rhythm == terms.Rhythm.ONCE:
        return _("Once, on %(day)s at %(time)s (%(zone)s time), %(where)s, for about %(long)s.") % said
    if series.first_on > now.date():
        return (
            _("Every %(weekday)s at %(time)s (%(zone)s time), %(where)s, for about %(long)s, from %(day)s.")
            % said
        )
    return _("Every %(weekday)s at %(time)s (%(zone)s time), %(where)s, for about %(long)s.") % said


class Manner:
    """How meetings are held."""

    name = "manner"
    label = later("How we meet")
    about = later(
        "When what is said in a meeting is erased, and how long a turn is. It applies from the next meeting."
    )
    touches = frozenset({"manner"})
    safety = True
    form: type[django_forms.Form] = forms.Manner

    def current(self, group: Group) -> Payload:
        """How it stands."""
        row = queries.manner_of(group.circle_id)
        return {part: getattr(row, part) for part in MANNERS}

    def begun(self, group: Group) -> bool:
        """Whether the group has said how it meets, or left it as usual."""
        return not queries.manner_of(group.circle_id)._state.adding

    def check(self, group: Group, payload: Payload) -> Payload:
        """The manner as it would be kept."""
        return {part: payload[part] for part in MANNERS}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """The manner, if any part of it would be different."""
        return self.touches if before != after else frozenset()

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """From the next meeting on it is like this."""
        when.put_manner(group, parts=dict(payload), now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """Each part in words."""
        return _described(MANNERS, before, after)

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say when words of a meeting would go, and how long a turn would be."""
        said = []
        if before.get("stays_hours") != after["stays_hours"]:
            said.append(_stays(after["stays_hours"]))
        if before.get("gentle_minutes") != after["gentle_minutes"]:
            said.append(_("A turn would be about %(long)s.") % {"long": _minutes(after["gentle_minutes"])})
        return " ".join(said) or _("Meetings would stay as they are.")


def _times_of(payload: Payload) -> dict[str, Any]:
    """A payload as it was asked, or as it came back from JSON."""
    kept = {part: payload.get(part) for part in when.PARTS}
    if isinstance(kept["first_on"], str):
        kept["first_on"] = date.fromisoformat(kept["first_on"])
    if isinstance(kept["at"], str):
        kept["at"] = time.fromisoformat(kept["at"])
    return kept


class MadeOf:
    """What meetings are made of: parts in order, each with its words."""

    name = "parts"
    label = later("The parts of our meetings")
    about = later(
        "What our meetings are made of, in which order, and the words for each part. It applies from the next meeting."
    )
    touches = frozenset({"parts"})
    safety = False
    form: type[django_forms.Form] = parts_field.MadeOf

    def current(self, group: Group) -> Payload:
        """How it stands."""
        told, no_cross_talk = parts.told_of(group)
        return {"parts": told, "no_cross_talk": no_cross_talk, "length": ""}

    def begun(self, group: Group) -> bool:
        """Whether the group has changed what its format ships with."""
        return parts.own_of(group) is not None

    def check(self, group: Group, payload: Payload) -> Payload:
        """The parts as they would be kept. Raises Refusal beside its field."""
        return made.checked(group, payload=payload)

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """The parts, if any of them would be different."""
        same = all(before.get(name) == after.get(name) for name in ("parts", "no_cross_talk"))
        return frozenset() if same else self.touches

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """From the next meeting on it is like this."""
        made.put(group, payload=payload, now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The parts in order, then the words of each."""
        was, will_be = parts.filled(before["parts"]), parts.filled(after["parts"])
        words = {str(part.name): str(part.words) for part in was}
        for told, part in zip(before["parts"], was, strict=True):
            words[told["of"] or str(part.name)] = str(part.words)
        changes = [Change(_("What a meeting is made of"), _outline(was), _outline(will_be))]
        for told, part in zip(after["parts"], will_be, strict=True):
            stood = words.get(told["of"] or str(part.name))
            said = str(part.words) or _("No words")
            changes.append(Change(str(part.name), stood or _("No words"), said, False, stood is None))
        return [*changes, Change(_("No cross-talk"), _yes(before), _yes(after), True)]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say which words would change, or what a meeting would be made of."""
        was, will_be = parts.filled(before["parts"]), parts.filled(after["parts"])
        said = []
        if _outline(was) != _outline(will_be):
            said.append(
                _("A meeting would have these parts: %(named)s. It would take about %(long)s.")
                % {
                    "named": ", ".join(str(part.name) for part in will_be),
                    "long": _minutes(sum(part.minutes for part in will_be)),
                }
            )
        else:
            pairs = zip(was, will_be, strict=True)
            other = [str(new.name) for old, new in pairs if str(old.words) != str(new.words)]
            if other:
                said.append(_("These parts would have other words: %(named)s.") % {"named": ", ".join(other)})
        if before["no_cross_talk"] != after["no_cross_talk"]:
            said.append(_crossing(after))
        return " ".join(said) or _("Meetings would go on as they are.")


def _outline(found: Iterable[Part]) -> str:
    return "\n".join(
        f"{nth}. {part.name} ({Kind(part.kind).label}, {parts_field.said_minutes(part.minutes)})"
        for nth, part in enumerate(found, 1)
    )


def _yes(payload: Payload) -> str:
    return _("Yes") if payload["no_cross_talk"] else _("No")


def _crossing(payload: Payload) -> str:
    if payload["no_cross_talk"]:
        return _("There would be no cross-talk: we wouldn't answer each other's words in a meeting.")
    return _("In a meeting we could answer each other's words.")


EFFECTS = (Times(), Manner(), MadeOf())
