"""What a person writes for their own safety."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, line_field, words_field
from mutuality.safety import terms


class Number(Form):
    """A support number, as it should be."""

    name = line_field(label=_("Who answers"), most=terms.MOST_NUMBER["name"])
    reach = line_field(label=_("The number"), most=terms.MOST_NUMBER["reach"])
    country = line_field(label=_("Country or place"), most=terms.MOST_NUMBER["country"])
    about = line_field(
        label=_("More about it"),
        most=terms.MOST_NUMBER["about"],
        required=False,
        help_text=_("For example, when people answer and what it costs."),
    )
    traces = forms.ChoiceField(
        label=_("Calls and police"),
        choices=[
            ("may", _("It might, or I'm not sure")),
            ("says-not", _("Says it won't trace calls or send police without asking")),
        ],
        initial="may",
        widget=forms.RadioSelect,
    )


class Card(Form):
    """My own safety card."""

    struggle = words_field(
        label=terms.CARD_LINES["struggle"], most=terms.MOST_CARD_LINE, rows=3, required=False
    )
    please = words_field(label=terms.CARD_LINES["please"], most=terms.MOST_CARD_LINE, rows=3, required=False)
    please_not = words_field(
        label=terms.CARD_LINES["please_not"], most=terms.MOST_CARD_LINE, rows=3, required=False
    )
