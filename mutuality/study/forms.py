"""What is asked of people who study together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, day_field, line_field, words_field
from mutuality.shelf import entries
from mutuality.study import terms


class Begin(Form):
    """Something to study."""

    title = line_field(label=_("What do you want to study?"), most=terms.MOST_TITLE)
    sessions = forms.IntegerField(
        label=_("How many sessions"),
        min_value=1,
        max_value=terms.MOST_SESSIONS,
        initial=6,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Please write a number from 1 to 20.")
        ),
    )


class Plan(Form):
    """What happens in one session."""

    entry = forms.ChoiceField(label=_("A text of the shelf"), required=False)
    reads = words_field(label=_("Or something else"), most=terms.MOST_READS, rows=3, required=False)
    note = line_field(label=_("What to know before reading"), most=terms.MOST_NOTE, required=False)
    on = day_field(label=_("When"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, own: tuple[tuple[str, str], ...] = (), **ways: Any) -> None:
        super().__init__(*args, **ways)
        shipped = [
            (kind.title, [(each.slug, each.title) for each in kind.entries])
            for kind in entries.kinds().values()
        ]
        ours = [(_("Our own texts"), list(own))] if own else []
        self.fields["entry"].choices = [("", "–"), *ours, *shipped]  # type: ignore[attr-defined]


class Wishing(Form):
    """What someone would like to learn, or can show."""

    words = line_field(label=_("What is it?"), most=terms.MOST_WISH)
    shows = forms.ChoiceField(
        label=_("Which of the two"),
        choices=[("", _("I would like to learn this")), ("yes", _("I can show this to others"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )


class Made(Form):
    """A text that people make together."""

    title = line_field(label=_("Title"), most=terms.MOST_TITLE)
    words = words_field(label=_("The text"), most=terms.MOST_TEXT, rows=12)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
