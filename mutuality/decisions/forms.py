"""What is asked of people who propose, amend or object."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.decisions import terms
from mutuality.kit.forms import Form, day_field, words_field


class _Around(Form):
    """What is asked around every change."""

    why = words_field(
        label=_("Why"),
        most=terms.MOST_WHY,
        rows=3,
        required=False,
        help_text=_("If you leave, this reason is erased."),
    )
    days = forms.IntegerField(
        label=_("How many days people have to answer"),
        min_value=terms.FEWEST_DAYS,
        max_value=terms.MOST_DAYS,
        initial=terms.DAYS,
        help_text=_("From 7 to 30, and at least until the next meeting. Then your answers decide."),
        error_messages={
            "invalid": _("Please write a number from 7 to 30."),
            "min_value": _("Please write a number from 7 to 30."),
            "max_value": _("Please write a number from 7 to 30."),
        },
    )


class Proposing(_Around):
    """What is asked of whoever proposes."""

    review_on = day_field(
        label=_("Look at it again on"),
        required=False,
        help_text=_("On this day the group is reminded to look at it again."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Amending(_Around):
    """What is asked of whoever words a proposal anew."""

    round = forms.IntegerField(label=_("Wording"), widget=forms.HiddenInput, min_value=1, max_value=30_000)


class Acceptance(Form):
    """A yes to the wording that was read."""

    round = forms.IntegerField(label=_("Wording"), widget=forms.HiddenInput, min_value=1, max_value=30_000)


class Objection(Form):
    """I can't agree with this, because."""

    because = words_field(
        label=_("Because"),
        most=terms.MOST_BECAUSE,
        rows=3,
        help_text=_(
            "Name the harm you see, so that it can be reworded. Everyone who can read this proposal sees it"
            " with your name."
        ),
    )
    round = forms.IntegerField(label=_("Wording"), widget=forms.HiddenInput, min_value=1, max_value=30_000)


def about(form: type[forms.Form], *, around: type[Form]) -> type[Any]:
    """One form that asks for the change itself first, and then for what stands around it."""
    return type("Asked", (around, form), {"refuse": Form.refuse})
