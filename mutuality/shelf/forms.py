"""What someone looks for on the shelf."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, line_field
from mutuality.shelf import entries, terms


class Looking(Form):
    """Some words, and where to look. It is sent with the address and kept nowhere."""

    # Fleeting words: when a session ends meanwhile, there is nothing to give back.
    secrets = frozenset({"wanted"})

    wanted = line_field(label=_("Look for"), most=terms.MOST_WANTED, autocomplete="off")
    kind = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args: Any, **ways: Any) -> None:
        super().__init__(*args, **ways)
        choices = [("", _("Everywhere")), *((k.slug, k.title) for k in entries.kinds().values())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
