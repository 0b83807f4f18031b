"""What people are asked about themselves."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, line_field, passphrase_field, time_field
from mutuality.kit.zones import zone_field
from mutuality.people import terms
from mutuality.people.quiet import QuietHours

_NAME_HELP = _("Any name you like. It doesn't have to be your own. People here see it.")
_OWN_NAME_HELP = _("Only you see this name. It is for signing in.")
_NEW_HELP = _("At least 15 characters. Several words in a row work well. You can paste it.")


class NotOwn(Form):
    """The question that stands on every sign-in page."""

    not_own = forms.BooleanField(
        label=_("This is not my own device"),
        required=False,
        help_text=_(
            "Check this on a shared or borrowed device. We store nothing on it, but its browser history "
            "stays. After five minutes without use, the page is hidden."
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

    secrets = frozenset({"code"})
    code = line_field(label=_("One of your printed codes"), autocomplete="off", exactly=True)
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

    name = line_field(label=_("The name you sign in with"), help_text=_OWN_NAME_HELP)
    pronouns = line_field(label=_("Pronouns"), required=False, most=60)
    bound = line_field(
        label=_("Are you paid to be here, or does a law make you report things?"),
        required=False,
        most=160,
        help_text=_(
            "If so, write it in a few words. It is shown next to your name. If not, leave this empty."
        ),
    )


class Comfort(Form):
    """How pages look, what they say aloud, and when they bring nothing new."""

    secrets = frozenset({"quiet_from", "quiet_until"})
    theme = forms.ChoiceField(
        label=_("Light or dark"), choices=terms.THEMES, required=False, widget=forms.RadioSelect
    )
    size = forms.ChoiceField(
        label=_("Size of the text"), choices=terms.SIZES, required=False, widget=forms.RadioSelect
    )
    face = forms.ChoiceField(
        label=_("Font"),
        choices=terms.FACES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The easier-to-read font is a small one-time download."),
    )
    comfort = forms.MultipleChoiceField(
        label=_("Comfort"),
        choices=terms.COMFORTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Nothing moves unless you choose it here. If your device asks for less movement, nothing moves at all."
        ),
    )
    announce = forms.ChoiceField(
        label=_("What a screen reader says while a topic or meeting is open"),
        choices=terms.ANNOUNCED,
        widget=forms.RadioSelect,
    )
    quiet_from = time_field(label=_("From"), required=False)
    quiet_until = time_field(label=_("Until"), required=False)
    zone = zone_field(required=False)
    shift_leaves = forms.BooleanField(
        label=_("Leave quickly by pressing Shift three times"),
        required=False,
        help_text=_("Turn this off if you press Shift a lot, for example with sticky keys."),
    )

    def clean(self) -> dict[str, Any]:
        """Quiet hours are three answers that belong together, or none."""
        told = super().clean() or self.cleaned_data
        hours = {name: told.get(name) for name in ("quiet_from", "quiet_until", "zone")}
        times = [hours["quiet_from"], hours["quiet_until"]]
        if self.errors or times == [None, None]:
            return told
        for name, answer in hours.items():
            if not answer and answer != time():
                self.add_error(
                    name, _("Please fill in both times and a time zone, or leave both times empty.")
                )
        if times[0] == times[1]:
            self.add_error("quiet_until", _("Please give two different times."))
        return told

    def settled(self) -> dict[str, Any]:
        """The answers as they are kept."""
        told = dict(self.told)
        begin, end, zone = (told.pop(name) for name in ("quiet_from", "quiet_until", "zone"))
        hours = QuietHours(begin, end, zone) if begin is not None else None
        return told | {"comfort": " ".join(told["comfort"]), "quiet": hours}


class Label(Form):
    """A name for a device."""

    label = line_field(label=_("What you call this device"), most=40)


class PasskeyLabel(Form):
    """Another name for a passkey."""

    label = line_field(label=_("A name for this passkey"), most=40)


class NewPasskey(Form):
    """A name for a passkey that is being made."""

    label = line_field(
        label=_("A name for this passkey"),
        most=40,
        help_text=_("For example: blue phone. The device shows this name too."),
        autocomplete="off",
    )
