"""What is asked of people who ask a group something, and who answer."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, day_field, time_field, words_field
from mutuality.kit.refusals import Refusal
from mutuality.kit.zones import zone_field
from mutuality.polls import terms
from mutuality.polls.terms import Kind

# So many times are asked for at once; the others are folded.
TIMES_SHOWN = 3


def _explained() -> list[tuple[str, Promise]]:
    return [(each.value, format_lazy("{}. {}", each.label, terms.SEES[each])) for each in terms.Sight]


class _Asking(Form):
    """What is asked around every question."""

    days = forms.IntegerField(
        label=_("How many days people have to answer"),
        min_value=terms.FEWEST_DAYS,
        max_value=terms.MOST_DAYS,
        initial=terms.DAYS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Please write a number from 1 to 30.")
        ),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def options(self) -> list[str]:
        """What people can choose from."""
        return []


class _Seen(_Asking):
    sight = forms.ChoiceField(
        label=_("Who sees the answers"),
        choices=_explained(),
        initial=terms.Sight.NAMED,
        widget=forms.RadioSelect,
    )


def _question(label: Promise) -> forms.CharField:
    return words_field(label=label, most=terms.MOST_QUESTION, rows=2)


class Choices(_Seen):
    """A question with answers to choose from or to put in order."""

    question = _question(_("What do you want to ask?"))
    choices = words_field(
        label=_("Answers to choose from"),
        most=terms.MOST_OPTIONS * (terms.MOST_OPTION + 2),
        rows=5,
        help_text=_("One on each line, from two to eight."),
    )
    field_order = ("question", "choices", "sight", "days")

    def options(self) -> list[str]:
        """One for each line that says something."""
        return [line.strip() for line in self.told["choices"].splitlines() if line.strip()]


class Feeling(_Seen):
    """A question about how people feel."""

    question = _question(_("What is it about?"))
    field_order = ("question", "sight", "days")


class Lot(_Asking):
    """What one of the willing is drawn for."""

    question = _question(_("What is someone needed for?"))
    role = forms.ChoiceField(
        label=_("A role in meetings"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The person who is drawn has it for twelve weeks. They can give it back at any time."),
    )
    field_order = ("question", "role", "days")


class _Slots(_Seen):
    """Up to eight times, by the clocks of one place."""

    question = _question(_("What is the time for?"))
    zone = zone_field(help_text=_("Everyone sees the times by their own clocks."))

    def options(self) -> list[str]:
        """The moments in UTC, each once, the earliest first. Raises Refusal for a day without a time."""
        there, found = ZoneInfo(self.told["zone"]), set()
        for place in range(1, terms.MOST_OPTIONS + 1):
            day, at = self.told[f"day_{place}"], self.told[f"at_{place}"]
            if (day is None) != (at is None):
                raise Refusal(now("Please give a day and a time."), field=f"at_{place}")
            if day is not None:
                found.add(_moment(day, at, there))
        if not found:
            raise Refusal(now("Please give from two to eight."), field="day_1")
        return [each.isoformat(timespec="minutes") for each in sorted(found)]


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(second=0), zone).astimezone(UTC)


def _slot_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for place in range(1, terms.MOST_OPTIONS + 1):
        found[f"day_{place}"] = day_field(label=format_lazy(_("Day {}"), place), required=False)
        found[f"at_{place}"] = time_field(label=format_lazy(_("Time {}"), place), required=False)
    return found


Slots = cast("type[_Slots]", type("Slots", (_Slots,), {**_slot_fields(), "__module__": __name__}))
ASKING: dict[str, type[_Asking]] = {
    Kind.ONE: Choices,
    Kind.SEVERAL: Choices,
    Kind.RANKING: Choices,
    Kind.TEMPERATURE: Feeling,
    Kind.TIMES: Slots,
    Kind.LOT: Lot,
}


def slot_rows(form: Form) -> list[tuple[forms.BoundField, forms.BoundField]]:
    """The fields of each time, side by side."""
    return [(form[f"day_{place}"], form[f"at_{place}"]) for place in range(1, terms.MOST_OPTIONS + 1)]


class Answer(Form):
    """What a member says to one poll; its fields are made for that poll."""

    kind = ""
    places = 0

    def code(self) -> str:
        """The answer with one letter for each option. Raises Refusal for an order with a place twice."""
        if self.kind == Kind.SEVERAL:
            return "".join("1" if str(place) in self.told["answer"] else "0" for place in range(self.places))
        if self.kind in (Kind.ONE, Kind.TEMPERATURE):
            return "".join("1" if str(place) == self.told["answer"] else "0" for place in range(self.places))
        if self.kind == Kind.LOT:
            return str(self.told["answer"])
        code = "".join(self.told[f"option_{place}"] for place in range(self.places))
        if self.kind == Kind.RANKING and len(set(code)) < self.places:
            raise Refusal(now("Please give each place once."))
        return code


def answering(
    kind: str, labels: Sequence[Any], *, said: str, data: Mapping[str, Any] | None, question: str
) -> Answer:
    """Return the form for one poll. ``labels``: its options as they are read; ``said``: what was answered so far."""
    made = type(
        "Answering", (Answer,), {"kind": kind, "places": len(labels), **_fields(kind, labels, question)}
    )
    return cast("Answer", made(data, initial=_initial(kind, said)))


def _fields(kind: str, labels: Sequence[Any], question: str) -> dict[str, forms.Field]:
    named = [(str(place), label) for place, label in enumerate(labels)]
    missing = {"required": _("Please choose one."), "invalid_choice": _("Please choose one.")}
    if kind == Kind.LOT:
        willing = [(terms.WILLING, _("I'm willing")), (terms.NOT_NOW, _("Not this time"))]
        return {"answer": _radio(_("Your answer"), willing, missing)}
    if kind == Kind.TIMES:
        return {f"option_{place}": _radio(label, terms.SLOT_ANSWERS, missing) for place, label in named}
    if kind == Kind.RANKING:
        places = [(str(place), str(place)) for place in range(1, len(labels) + 1)]
        return {
            f"option_{place}": forms.ChoiceField(label=label, choices=places, error_messages=missing)
            for place, label in named
        }
    if kind == Kind.SEVERAL:
        return {
            "answer": forms.MultipleChoiceField(
                label=_("Your answer"),
                choices=named,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages=missing,
            )
        }
    return {"answer": _radio(_("Your answer"), named, missing)}


def _radio(label: Any, choices: Sequence[tuple[str, Any]], messages: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=messages)


def _initial(kind: str, said: str) -> dict[str, Any]:
    if kind in (Kind.TIMES, Kind.RANKING):
        said = said or (
            "".join(str(place + 1) for place in range(terms.MOST_OPTIONS)) if kind == Kind.RANKING else ""
        )
        return {f"option_{place}": letter for place, letter in enumerate(said)}
    if kind == Kind.LOT:
        return {"answer": said}
    chosen = [str(place) for place, letter in enumerate(said) if letter == "1"]
    return {"answer": chosen if kind == Kind.SEVERAL else "".join(chosen)}
