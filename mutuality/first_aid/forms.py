"""What is asked of members who take a step together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mutuality.first_aid import terms
from mutuality.kit.forms import Form, words_field


class Asking(Form):
    """Which sentence of the agreement it is about. No one writes anything about another here."""

    clause = forms.ChoiceField(
        label=_("Which sentence of your agreement is this about?"),
        widget=forms.RadioSelect,
        help_text=_("The person reads this sentence. Everyone in the group can read it."),
        error_messages={"invalid_choice": _("Your agreement has changed. Please choose again.")},
    )

    def __init__(self, *args: Any, clauses: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [(one, format_html("<bdi>{}</bdi>", one)) for one in clauses]  # type: ignore[attr-defined]


class Answering(Form):
    """What the person concerned says to it."""

    answer = words_field(
        label=_("Your answer"),
        most=terms.MOST_ANSWER,
        rows=4,
        required=False,
        help_text=_("Everyone in the group can read it. Leave it empty to take it back."),
    )
