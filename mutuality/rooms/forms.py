"""What is asked of someone who speaks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit import names
from mutuality.kit.forms import Form, line_field, words_field
from mutuality.rooms import terms


class Words(Form):
    """Something to say, and a note before it if its author wants one."""

    words = words_field(label=_("Your words"), most=terms.MOST_WORDS)
    note = line_field(
        label=_("Content note"),
        required=False,
        most=terms.MOST_NOTE,
        help_text=_("Others see the note first, and open your message when they are ready."),
    )
    asks = forms.ChoiceField(
        label=_("What you'd like back"),
        required=False,
        choices=[("", _("No special wish")), *terms.Asks.choices],
        help_text=_("It is shown with your message. You can change it later."),
    )


class Appearance(Form):
    """How someone appears in one group."""

    name = line_field(label=_("Name"), most=names.LONGEST, help_text=_("The people in this group see it."))
    pronouns = line_field(label=_("Pronouns"), required=False, most=terms.MOST_PRONOUNS)
    bound = line_field(
        label=_("Paid to be here, or required to report things"),
        required=False,
        help_text=_(
            "If your work or a law requires you to report things, say so. It is shown next to your name."
        ),
    )


class Find(Form):
    """What to look for among one's own words. ``after``: how many of them were looked at before."""

    secrets = frozenset({"wanted"})

    wanted = line_field(label=_("A word or two that you remember"), most=terms.MOST_TITLE)
    after = forms.IntegerField(required=False, min_value=0, max_value=10**7, widget=forms.HiddenInput)


class Once(Words):
    """New words. ``once`` names this very form, so that it speaks once."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Say(Once):
    """A new word, written in a line that grows."""

    words = words_field(label=_("Your words"), most=terms.MOST_WORDS, rows=1)
    words.widget.attrs["placeholder"] = _("Write here")


class Begin(Once):
    """A new topic with its first word."""

    title = line_field(label=_("What is it about?"), most=terms.MOST_TITLE)
    field_order = ["title", "words", "note", "asks", "once"]
