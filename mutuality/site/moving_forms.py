"""What is asked of people who take their group's terms along, and of whoever founds the group anew."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.groups import formats
from mutuality.groups import forms as groups_forms
from mutuality.kit.forms import Form, line_field
from mutuality.meetings import forms as meetings_forms
from mutuality.meetings.parts_field import MadeOf


class Taken(Form):
    """The file from the other place, and the code that opens it."""

    secrets = frozenset({"code"})
    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,
        help_text=_(
            "It is read once and not kept. You see everything that is in it before anything is created."
        ),
    )
    code = line_field(
        label=_("The code"),
        most=60,
        autocomplete="off",
        exactly=True,
        help_text=_("The one that was shown when the file was downloaded. Capital letters don't matter."),
    )


class Again(groups_forms.Found, meetings_forms.Manner, MadeOf):
    """All that came along, to be looked at and changed before the group is founded."""

    starter = forms.ChoiceField(
        label=_("Our format"),
        choices=formats.choices,
        widget=forms.RadioSelect,
    )
    inviting = groups_forms.inviting_field(required=True)


class AgainWithTimes(Again, meetings_forms.Times):
    """The same, with when the group meets."""
