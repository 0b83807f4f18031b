"""What is asked of people who propose, amend or object."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.ballots.terms import Stance
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
            "Say what harm you see, so the group can change the wording. Everyone who can read this "
            "proposal sees it with your name."
        ),
    )
    round = forms.IntegerField(label=_("Wording"), widget=forms.HiddenInput, min_value=1, max_value=30_000)


class Otherwise(Form):
    """Another answer than a yes, with words where it needs some. ``stances``: which ones this rule knows."""

    stance = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    because = words_field(
        label=_("In your words"),
        most=terms.MOST_BECAUSE,
        rows=3,
        required=False,
        help_text=_("Everyone who can read this proposal sees it with your name."),
    )
    round = forms.IntegerField(label=_("Wording"), widget=forms.HiddenInput, min_value=1, max_value=30_000)

    def __init__(self, *args: Any, stances: Sequence[Stance] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["stance"]
        asked.choices = [(each.value, SAYS.get(each, each.label)) for each in stances]
        asked.error_messages = dict.fromkeys(("required", "invalid_choice"), _("Please choose one."))
        if len(asked.choices) == 1:
            asked.widget = forms.HiddenInput()
            asked.initial = stances[0].value


SAYS = {
    Stance.RESERVED: _("I agree, with reservations. It can take effect."),
    Stance.ASIDE: _("I step aside. I won't take part, and won't stop it."),
    Stance.NOT_THIS: _("I block it. I see a harm, and say which."),
}


class Deciding(Form):
    """What the person who asked for advice decides, and why."""

    because = words_field(
        label=_("What you decide, and why"),
        most=terms.MOST_BECAUSE,
        rows=3,
        help_text=_("Everyone in the group can read it, also in the minutes."),
    )
    round = forms.IntegerField(label=_("Wording"), widget=forms.HiddenInput, min_value=1, max_value=30_000)


def about(form: type[forms.Form], *, around: type[Form]) -> type[Any]:
    """One form that asks for the change itself first, and then for what stands around it."""
    return type("Asked", (around, form), {"refuse": Form.refuse})
