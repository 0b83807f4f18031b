"""What is asked of those who have a concern, and of those who sit for it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.concerns import terms
from mutuality.first_aid.forms import Asking
from mutuality.kit.forms import Form, day_field, words_field


class Opening(Asking):
    """What happened, which sentence it is about, and whether the person reads who says it."""

    happened = words_field(
        label=_("What happened, and what harm it did"),
        most=terms.MOST_WORDS,
        rows=6,
        help_text=_("They will read exactly this, and so will the three. Could they tell it is you?"),
    )
    named = forms.TypedChoiceField(
        label=_("Do they read your name?"),
        choices=[("yes", _("Yes, with my name")), ("no", _("No, without my name"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        help_text=_("The three always know who asks."),
    )
    word = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    field_order = ["happened", "clause", "named", "word"]


class Answering(Form):
    """What I say to it."""

    answer = words_field(label=_("Your answer"), most=terms.MOST_WORDS, rows=5)


class Deciding(Form):
    """What the circle could decide."""

    outcome = forms.ChoiceField(
        label=_("What could follow"), choices=terms.Outcome.choices, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        required=False,
        min_value=0,
        max_value=terms.MOST_APART,
        help_text=_("Only for time away (90 at most) and parting ways (365 at most)."),
        error_messages={
            "invalid": _("Please write a number from 1 to 365."),
            "min_value": _("Please write a number from 1 to 365."),
            "max_value": _("Please write a number from 1 to 365."),
        },
    )
    reasons = words_field(
        label=_("Why"),
        most=terms.MOST_WORDS,
        rows=5,
        help_text=_("Both people read this. Say what you found, and what could help."),
    )


class Appealing(Form):
    """Why another circle should look."""

    appeal = words_field(label=_("What the second circle should know"), most=terms.MOST_WORDS, rows=5)


class TalkAsking(Form):
    """Who sits beside us, and on which day."""

    beside = forms.ChoiceField(label=_("Who could sit beside you both?"), widget=forms.RadioSelect)
    on = day_field(label=_("On which day?"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = list(people)  # type: ignore[attr-defined]


class WalkingOut(Form):
    """Whom to ask along."""

    people = forms.MultipleChoiceField(
        label=_("Whom would you like to ask along?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only they are asked. The others aren't told."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]
