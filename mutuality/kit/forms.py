"""Forms that keep what was typed and say in one sentence what to do."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.refusals import Refusal

# What must arrive as it was typed: no keyboard makes its first letter large, and no spelling checker sends it away.
EXACTLY = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class Form(forms.Form):
    """A form whose refusals stand beside the field they belong to."""

    use_required_attribute = False
    template_name = "ui/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("auto_id", "f-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal where it belongs; nothing typed is lost."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def places_for_words(self) -> frozenset[str]:
        """The fields in which somebody writes. Secrets and marks are none."""
        secret = (forms.PasswordInput, forms.HiddenInput)
        return frozenset(
            name
            for name, field in self.fields.items()
            if isinstance(field.widget, (forms.TextInput, forms.Textarea))
            and not isinstance(field.widget, secret)
        )

    def written(self) -> list[forms.BoundField]:
        """What somebody wrote here that did not stand here before, for a page that has no form for it any more."""
        places = self.places_for_words() if self.is_bound else ()
        return [self[name] for name in self.changed_data if name in places]

    @property
    def told(self) -> Mapping[str, Any]:
        """The answers, once they are whole."""
        return self.cleaned_data


def words_field(
    *, label: Any, most: int, rows: int = 4, required: bool = True, help_text: Any = ""
) -> forms.CharField:
    """A place for several lines. Length is checked by the operation, which says by how much it is too long."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, widget=widget, required=required, help_text=help_text, max_length=most * 2
    )


def line_field(
    *,
    label: Any,
    required: bool = True,
    help_text: Any = "",
    most: int = 200,
    exactly: bool = False,
    **attrs: str,
) -> forms.CharField:
    """Return a place for one line; ``exactly`` for what must arrive letter for letter."""
    widget = forms.TextInput(attrs={"dir": "auto", **attrs, **(EXACTLY if exactly else {})})
    return forms.CharField(
        label=label, widget=widget, required=required, help_text=help_text, max_length=most
    )


def passphrase_field(*, label: Any, new: bool, help_text: Any = "") -> forms.CharField:
    """A place for a passphrase: pasting and showing are fine, spaces at the ends are kept as typed."""
    purpose = {"autocomplete": "new-password" if new else "current-password"}
    # They hold also when a page shows what is typed, as in any other line.
    widget = forms.PasswordInput(attrs=purpose | EXACTLY)
    return forms.CharField(label=label, widget=widget, strip=False, help_text=help_text, max_length=1000)
