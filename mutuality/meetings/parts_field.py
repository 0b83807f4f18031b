"""One field that asks what a meeting is made of: each part folds open, and two empty ones wait at the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from mutuality.groups.formats import MOST_MINUTES, MOST_PARTS, Kind
from mutuality.kit.forms import Form
from mutuality.kit.refusals import Refusal
from mutuality.meetings import parts, terms
from mutuality.meetings.parts import KEYS, LONG, SHORT, Told

NAME = "parts"
_TYPED = ("name", "words")
_EXTRA = 2
_DIGITS = 3


class Row(dict[str, Any]):
    """One part on a form. Read as text it says what it is."""

    def __str__(self) -> str:
        """Its name, and about how long it is."""
        return f"{self['name']} ({said_minutes(self['minutes'])})"


def said_minutes(minutes: Any) -> str:
    """Say about how long a part is."""
    count = _count(minutes)
    return ngettext("about %(n)d minute", "about %(n)d minutes", count) % {"n": count}


def _count(minutes: Any) -> int:
    typed = str(minutes)
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else 0


class Parts(forms.Widget):
    """The parts, each to open and change."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row] | None:
        """Every part that was sent, in the order in which it stood; None where none was."""
        sent = [_sent(data, f"{name}-{nth}", nth=nth) for nth in range(MOST_PARTS + _EXTRA)]
        return [row for row in sent if row is not None] or None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether no part was sent."""
        return f"{name}-0-kind" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the parts, and two empty places."""
        rows = [dict(each) for each in value or ()]
        for nth, row in enumerate(rows):
            row.setdefault("place", nth + 1)
            row["count"] = _count(row["minutes"])
            row["label"] = dict(Kind.choices).get(row["kind"], "")
        room = min(_EXTRA, MOST_PARTS + _EXTRA - len(rows))
        rows += [{"kind": Kind.ROUND.value, "minutes": 10, "place": "", "new": True}] * max(0, room)
        context = {"name": name, "rows": rows, "kinds": Kind.choices, "most": MOST_PARTS}
        context |= {"most_minutes": MOST_MINUTES, "most_name": terms.MOST_PART_NAME}
        return render_to_string("meetings/parts_field.html", context)


def _sent(data: Mapping[str, Any], under: str, *, nth: int) -> Row | None:
    if f"{under}-kind" not in data:
        return None
    row = Row({key: str(data.get(f"{under}-{key}", "")) for key in KEYS})
    row |= {"place": str(data.get(f"{under}-place", "")), "drop": f"{under}-drop" in data, "nth": nth}
    if not row["of"] and not any(row[key].strip() for key in _TYPED):
        return None
    return row


class PartsField(forms.Field):
    """Asks for the parts of a meeting."""

    widget = Parts

    def prepare_value(self, value: Any) -> Any:
        """Parts as they stand, every text spelled out; what was typed stays as it was typed."""
        if value and "place" not in value[0]:
            return [Row(each) for each in parts.spelled(value)]
        return value

    def clean(self, value: Any) -> list[Told]:
        """Return the parts in the order that was asked for. Raises ValidationError."""
        rows = [row for row in value or () if not row.get("drop")]
        try:
            return parts.checked([_told(row) for row in _in_order(rows)])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether anything is different."""
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Return the parts, with each that was moved or added at the place that was asked for it."""
    order = [row for row in rows if _place(row) == row["nth"] + 1]
    for row in sorted((row for row in rows if row not in order), key=_place):
        order.insert(_place(row) - 1, row)
    return order


def _place(row: Row) -> int:
    asked = str(row.get("place", ""))
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < _DIGITS else MOST_PARTS + int(row["nth"])


def _told(row: Row) -> Told:
    minutes = row["minutes"].strip()
    if not (minutes.isdecimal() and len(minutes) <= _DIGITS):
        raise Refusal(_("Please write for each part about how many minutes it takes."))
    if row["kind"] not in Kind.values:
        raise Refusal(_("Please choose for each part what happens in it."))
    return {**{key: row[key] for key in KEYS}, "minutes": int(minutes)}


class MadeOf(Form):
    """What our meetings are made of."""

    parts = PartsField(
        label=later("The parts, in order"),
        help_text=later("Open a part to change it, move it, or leave it out."),
    )
    no_cross_talk = forms.BooleanField(
        label=later("No cross-talk"),
        required=False,
        help_text=later(
            "We don't answer each other's words in a meeting. The page says so, and no one can quote."
        ),
    )
    length = forms.ChoiceField(
        label=later("Which form"),
        required=False,
        choices=[
            ("", later("The parts as they are above")),
            (LONG, later("The long form of our format, about 90 minutes")),
            (SHORT, later("The short form of our format, about 30 minutes")),
        ],
        widget=forms.RadioSelect,
        help_text=later("A long or short form takes the place of the parts above. It keeps your own words."),
    )

    def places_for_words(self) -> frozenset[str]:
        """Where people write: the names and the words of the parts too."""
        typed = {f"{NAME}-{nth}-{key}" for nth in range(MOST_PARTS + _EXTRA) for key in _TYPED}
        return super().places_for_words() | typed

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What stands in a field at first; in the parts, with words that met an ended session put in again."""
        found = super().get_initial_for_field(field, field_name)
        if field_name != NAME or not any(f"{NAME}-" in key for key in self.initial):
            return found
        return _with_typed(parts.spelled(found or ()), self.initial)

    @property
    def typed_parts(self) -> Sequence[Row]:
        """What was sent, for a page on which it can't be changed any more."""
        return (self["parts"].data or ()) if self.is_bound else ()


def _with_typed(rows: Sequence[Told], typed: Mapping[str, Any]) -> list[Row]:
    shown = [Row({**row, "place": nth + 1}) for nth, row in enumerate(rows)]
    for nth in range(MOST_PARTS + _EXTRA):
        texts = {key: typed[f"{NAME}-{nth}-{key}"] for key in _TYPED if f"{NAME}-{nth}-{key}" in typed}
        if nth < len(shown):
            shown[nth] |= texts
        elif texts:
            blank = {"of": "", "kind": Kind.ROUND.value, "name": "", "words": "", "minutes": 10, "place": ""}
            shown.append(Row({**blank, **texts}))
    return shown
