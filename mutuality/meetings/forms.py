"""What is asked about times, single dates and meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, day_field, line_field, time_field, words_field
from mutuality.kit.zones import zone_field
from mutuality.meetings import terms
from mutuality.rooms import terms as rooms_terms


class Times(Form):
    """When and where the group meets."""

    rhythm = forms.ChoiceField(
        label=_("How often"),
        help_text=_("How many times you meet stands in your terms."),
        choices=terms.Rhythm.choices,
        initial=terms.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
    )
    first_on = day_field(label=_("First date"))
    at = time_field(label=_("Time"))
    zone = zone_field(help_text=_("When the clocks change there, the meeting stays at the same time of day."))
    minutes = forms.IntegerField(label=_("How many minutes, about"), min_value=5, max_value=720, initial=90)
    way = forms.ChoiceField(
        label=_("Where"), choices=terms.Way.choices, initial=terms.Way.HERE, widget=forms.RadioSelect
    )
    where = words_field(
        label=_("The place, or the number to call"),
        most=terms.MOST_WHERE,
        rows=2,
        required=False,
        help_text=_("Only members see it. It is not needed for meetings on these pages."),
    )


class Manner(Form):
    """How meetings are held."""

    stays_hours = forms.TypedChoiceField(
        label=_("How long the words of a meeting stay"),
        choices=terms.STAYS,
        coerce=int,
        initial=terms.DEFAULT_STAYS,
        widget=forms.RadioSelect,
    )
    gentle_minutes = forms.IntegerField(
        label=_("About how many minutes for each turn in a round"),
        min_value=1,
        max_value=30,
        initial=terms.GENTLE_MINUTES,
        help_text=_("Nobody is cut off. After that, anyone can offer the floor on."),
    )


class DateMove(Form):
    """Another day and time for one date."""

    to_on = day_field(label=_("New date"))
    to_at = time_field(label=_("New time"))


class Speak(Form):
    """What somebody says in the meeting, or keeps for their turn."""

    words = words_field(label=_("Your words"), most=rooms_terms.MOST_WORDS, rows=1)
    words.widget.attrs["placeholder"] = _("Write here")
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class OnThePhone(Form):
    """Somebody on the phone, for whom one speaks."""

    name = line_field(
        label=_("Their name"),
        most=40,
        help_text=_("People in the room will see it. It is gone at the close."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="phone-%s", **kwargs)
