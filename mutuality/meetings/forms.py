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
        help_text=_("To change how many times you meet in all, change your rules."),
        choices=terms.Rhythm.choices,
        initial=terms.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
    )
    first_on = day_field(label=_("First date"))
    at = time_field(label=_("Time"))
    zone = zone_field(help_text=_("When the clocks change there, the meeting stays at the same time of day."))
    minutes = forms.IntegerField(label=_("About how many minutes"), min_value=5, max_value=720, initial=90)
    way = forms.ChoiceField(
        label=_("Where"), choices=terms.Way.choices, initial=terms.Way.HERE, widget=forms.RadioSelect
    )
    where = words_field(
        label=_("The place, or the number to call"),
        most=terms.MOST_WHERE,
        rows=2,
        required=False,
        help_text=_("Only people in the group see it. You don't need it for meetings on these pages."),
    )


class Manner(Form):
    """How meetings are held."""

    stays_hours = forms.TypedChoiceField(
        label=_("When what is said in a meeting is erased"),
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
        help_text=_("No one is cut off. When the time is up, anyone can ask the next person to speak."),
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
        help_text=_("Everyone in the meeting sees it. It is erased when the meeting ends."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="phone-%s", **kwargs)
