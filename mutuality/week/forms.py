"""What is asked about what happens when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, day_field, line_field, time_field, words_field
from mutuality.kit.zones import zone_field
from mutuality.occasions import terms as occasions_terms

EVERYONE = "everyone"


class Rhythmic(Form):
    """When something is, and how often."""

    title = line_field(label=_("What is it called"), most=occasions_terms.MOST_TITLE, autocomplete="off")
    first_on = day_field(label=_("Date, or the first one"))
    at = time_field(label=_("Time"))
    zone = zone_field(help_text=_("When the clocks change there, it stays at the same time of day."))
    minutes = forms.IntegerField(
        label=_("About how many minutes"), min_value=5, max_value=occasions_terms.MOST_MINUTES, initial=60
    )
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=occasions_terms.Rhythm.choices,
        initial=occasions_terms.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        help_text=_("The weekday and the day of the month are those of the first date."),
    )
    every = forms.IntegerField(
        label=_("Every how many weeks or months"),
        min_value=1,
        max_value=occasions_terms.MOST_EVERY,
        initial=1,
        help_text=_("1 is every week or month, 2 is every other one."),
    )
    times = forms.IntegerField(
        label=_("How many times in all"),
        min_value=1,
        max_value=occasions_terms.MOST_TIMES,
        required=False,
        help_text=_("Leave it empty if there is no end."),
    )
    where = words_field(
        label=_("Where, or how to join"), most=occasions_terms.MOST_WHERE, rows=2, required=False
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class OwnDate(Rhythmic):
    """An appointment of one's own."""


class Occasion(Rhythmic):
    """Something for a group or for everyone here."""

    kind = forms.ChoiceField(
        label=_("What kind of thing"),
        choices=occasions_terms.Kind.choices,
        initial=occasions_terms.Kind.ACTIVITY,
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=_("Where people meet"),
        choices=occasions_terms.Way.choices,
        initial=occasions_terms.Way.PLACE,
        widget=forms.RadioSelect,
    )
    access = forms.MultipleChoiceField(
        label=_("What people can count on"),
        choices=occasions_terms.Access.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opener = forms.BooleanField(
        label=_("Each date needs someone who opens, or waits at the door"),
        required=False,
        help_text=_("The page says who it is, or that someone is still needed."),
    )
    costs = line_field(
        label=_("What it costs"),
        most=occasions_terms.MOST_LINE,
        required=False,
        help_text=_("Empty means that it's free."),
    )
    bring = line_field(label=_("What to bring"), most=occasions_terms.MOST_LINE, required=False)
    languages = line_field(label=_("Which languages"), most=occasions_terms.MOST_LINE, required=False)
    about = words_field(label=_("More about it"), most=occasions_terms.MOST_ABOUT, rows=3, required=False)

    def __init__(self, *args: Any, **ways: Any) -> None:
        super().__init__(*args, **ways)
        self.fields["where"].help_text = _(
            "Don't write down where someone lives, or a shelter. Tell people that yourself."
        )


class NewOccasion(Occasion):
    """The same for something new: for whom it is."""

    whose = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, circles: Sequence[tuple[str, Any]] = (), **ways: Any) -> None:
        super().__init__(*args, **ways)
        everyone = (EVERYONE, _("Everyone in this community"))
        self.fields["whose"].choices = [everyone, *circles]  # type: ignore[attr-defined]


class Move(Form):
    """Another day and time for one date, or a date besides."""

    to_on = day_field(label=_("New date"))
    to_at = time_field(label=_("New time"))


class Topic(Form):
    """What one date is about."""

    topic = line_field(label=_("Topic of this date"), most=occasions_terms.MOST_LINE, required=False)


class NewFeed(Form):
    """What a calendar is to know."""

    whose = forms.ChoiceField(label=_("Which dates"), widget=forms.RadioSelect)
    titles = forms.BooleanField(
        label=_("Show what things are called, and where"),
        required=False,
        help_text=_('Otherwise each date says only "Appointment".'),
    )

    def __init__(self, *args: Any, circles: Sequence[tuple[str, Any]] = (), **ways: Any) -> None:
        super().__init__(*args, **ways)
        everything = (EVERYONE, _("All that is mine"))
        self.fields["whose"].choices = [everything, *circles]  # type: ignore[attr-defined]
