"""What people are asked about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, line_field, passphrase_field
from mutuality.people import terms

_NAME_HELP = _("Any name you like. It need not be your own. People here see it.")
_NEW_HELP = _("At least 15 characters. Several words in a row are good. You may paste it.")


class NotOwn(Form):
    """The question that stands on every sign-in page."""

    not_own = forms.BooleanField(
        label=_("This is not my own device"),
        required=False,
        help_text=_(
            "Nothing will stay on it, and after five idle minutes the page is covered until you say your "
            "passphrase again."
        ),
    )


class Arrive(NotOwn):
    """A new person: a name and a passphrase. Nothing else is asked."""

    name = line_field(label=_("Name"), help_text=_NAME_HELP, autocomplete="nickname")
    passphrase = passphrase_field(label=_("Passphrase"), new=True, help_text=_NEW_HELP)
    field_order = ["name", "passphrase", "not_own"]


class SignIn(NotOwn):
    """Coming back."""

    name = line_field(label=_("Name"), autocomplete="username")
    passphrase = passphrase_field(label=_("Passphrase"), new=False)
    field_order = ["name", "passphrase", "not_own"]


class Recover(NotOwn):
    """Coming back with a printed code."""

    code = line_field(label=_("One of your printed codes"), autocomplete="off")
    passphrase = passphrase_field(label=_("A new passphrase"), new=True, help_text=_NEW_HELP)
    field_order = ["code", "passphrase", "not_own"]


class Curtain(Form):
    """The passphrase, again."""

    passphrase = passphrase_field(label=_("Passphrase"), new=False)


class Passphrase(Form):
    """A new passphrase."""

    passphrase = passphrase_field(label=_("A new passphrase"), new=True, help_text=_NEW_HELP)


class Own(Form):
    """What a person says of themself."""

    name = line_field(label=_("The name you sign in with"), help_text=_NAME_HELP)
    pronouns = line_field(label=_("Pronouns"), required=False, most=60)
    bound = line_field(
        label=_("Paid to be here, or bound to pass things on"),
        required=False,
        most=160,
        help_text=_(
            "For example: paid by the centre; must report harm to children. It stands beside your name."
        ),
    )


class Comfort(Form):
    """How pages look."""

    theme = forms.ChoiceField(
        label=_("Light or dark"), choices=terms.THEMES, required=False, widget=forms.RadioSelect
    )
    comfort = forms.MultipleChoiceField(
        label=_("Comfort"), choices=terms.COMFORTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    shift_leaves = forms.BooleanField(label=_("Pressing Shift three times leaves quickly"), required=False)
    announce = forms.ChoiceField(
        label=_("What a screen reader says in an open room"),
        choices=[("words", _("New words")), ("nothing", _("Nothing"))],
        widget=forms.RadioSelect,
    )


class Label(Form):
    """A name for a device."""

    label = line_field(label=_("What you call this device"), most=40)
