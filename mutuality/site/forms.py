"""What the first person is asked."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, line_field, words_field
from mutuality.people.forms import Arrive, NotOwn
from mutuality.people.terms import Starting
from mutuality.safety import subjects
from mutuality.safety import terms as safety_terms
from mutuality.safety.queries import starter
from mutuality.safety.terms import Number

FIRST = "en"


class CommunityName(Form):
    """What the place is called."""

    community = line_field(
        label=_("Name of the community"),
        most=40,
        help_text=_(
            "A neutral name is safer, like a river or a street. Someone else may see it on a screen."
        ),
    )


def limits_start() -> dict[str, str]:
    """The starter answers."""
    return starter()


class Limits(Form):
    """The limits statement: one field a line, with its mark."""

    agency = forms.BooleanField(
        label=_("An employer or a treatment provider runs the server"),
        required=False,
        help_text=_(
            "If you choose this, people read this first: your employer or treatment provider runs this."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for q in safety_terms.QUESTIONS:
            self.fields[q.slug] = words_field(
                label=q.asks, most=safety_terms.MOST_ANSWER, rows=2, help_text=q.help
            )
            self.fields[f"{q.slug}_mark"] = forms.ChoiceField(
                label=_("Why"),
                choices=[("", _("Don't say why")), *safety_terms.MARKS],
                required=False,
                widget=forms.Select,
            )
            self.fields[q.slug].error_messages["required"] = _(
                "Please write something here. People read it before they write anything."
            )

    def lines(self) -> list[dict[str, Any]]:
        """Each question with its mark, in order."""
        return [{"answer": self[q.slug], "mark": self[f"{q.slug}_mark"]} for q in safety_terms.QUESTIONS]


class Place(Form):
    """What belongs to the place itself."""

    name = line_field(
        label=subjects.LABELS["name"],
        most=40,
        help_text=_("A neutral name is safer: someone else may see it on a screen."),
    )
    language = forms.ChoiceField(
        label=subjects.LABELS["language"],
        # Each in its own language, whatever the page speaks.
        choices=[
            ("" if code == FIRST else code, format_html('<bdi lang="{}">{}</bdi>', code, name))
            for code, name in settings.LANGUAGES
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    starting = forms.ChoiceField(
        label=subjects.LABELS["starting"],
        choices=Starting.choices,
        required=False,
        widget=forms.RadioSelect,
    )


class Reason(Form):
    """I can't agree with other limits, because."""

    because = words_field(
        label=_("Because"),
        most=safety_terms.MOST_BECAUSE,
        rows=3,
        help_text=_(
            "Say what harm you see, so we can change the wording. Everyone here reads it, without your name."
        ),
    )


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    by_country: dict[str, list[tuple[str, str]]] = {}
    for number in safety_terms.shipped().numbers:
        by_country.setdefault(number.country, []).append((number.slug, f"{number.name}: {number.reach}"))
    return list(by_country.items())


class Numbers(Form):
    """Which numbers stand behind "Get support now", and one of one's own."""

    numbers = forms.MultipleChoiceField(
        label=_("Choose your country"), choices=_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    own_name = line_field(label=_("Who answers"), required=False, most=120)
    own_reach = line_field(label=_("The number"), required=False, most=80)
    own_traces = forms.ChoiceField(
        label=_("Calls and police"),
        choices=[
            ("may", _("It might, or I'm not sure")),
            ("says-not", _("Says it won't trace calls or send police without asking")),
        ],
        initial="may",
        required=False,
    )

    def countries(self) -> list[dict[str, Any]]:
        """The list, country by country; open where something is chosen."""
        chosen = self["numbers"].value() or ()
        by_country: dict[str, list[dict[str, Any]]] = {}
        for number in safety_terms.shipped().numbers:
            said = safety_terms.as_read(number)
            line = said._asdict() | {"chosen": number.slug in chosen}
            by_country.setdefault(said.country, []).append(line)
        return [
            {"name": name, "numbers": lines, "open": any(line["chosen"] for line in lines)}
            for name, lines in by_country.items()
        ]

    def kept(self) -> dict[str, Any]:
        """The answers as they are kept until the founding is done."""
        return {part: self.told[part] for part in ("numbers", "own_name", "own_reach", "own_traces")}

    def chosen(self) -> list[Number]:
        """The numbers that were chosen."""
        return numbers_from(self.kept())


def numbers_from(kept: dict[str, Any]) -> list[Number]:
    """The chosen numbers, with the community's own first."""
    own = []
    if kept["own_name"].strip() and kept["own_reach"].strip():
        traces = kept["own_traces"] or "may"
        own = [
            Number("own", str(_("Our own")), kept["own_name"].strip(), kept["own_reach"].strip(), "", traces)
        ]
    return own + [n for n in safety_terms.shipped().numbers if n.slug in kept["numbers"]]


class FirstPerson(Arrive):
    """The first person: a member like all who come later."""


class OwnWords(Form):
    """What is left out of the file, and what is added."""

    without_names = forms.BooleanField(label=_("Leave out the names of my groups"), required=False)
    with_copies = forms.BooleanField(
        label=_("Include the copies I saved"),
        required=False,
        help_text=_("They hold what others said, and their names."),
    )


class WayBack(NotOwn):
    """Coming back after leaving."""

    secrets = frozenset({"code"})
    code = line_field(label=_("The code you were shown"), autocomplete="off", exactly=True)
    name = line_field(
        label=_("Another name"),
        required=False,
        autocomplete="nickname",
        help_text=_("You only need one if someone has taken yours since."),
    )
    field_order = ["code", "name", "not_own"]
