"""What someone looks for on the shelf."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.kit.forms import Form, line_field, words_field
from mutuality.shelf import beside, entries, terms


def _places() -> list[tuple[str, Promise | str]]:
    kinds = {**entries.kinds(), **beside.kinds()}.values()
    return [("", _("Everywhere")), *((kind.slug, kind.title) for kind in kinds)]


class Looking(Form):
    """Some words, and where to look. It is sent with the address and kept nowhere."""

    # Fleeting words: when a session ends meanwhile, there is nothing to give back.
    secrets = frozenset({"wanted"})

    wanted = line_field(label=_("Search"), most=terms.MOST_WANTED, autocomplete="off")
    kind = forms.ChoiceField(label=_("Where"), choices=_places, required=False)


class Wrong(Form):
    """What is wrong with an entry, in one line."""

    line = line_field(
        label=_("What is wrong?"),
        most=terms.MOST_LINE,
        autocomplete="off",
        help_text=_("One line is enough."),
    )


class Suggestion(Form):
    """What should be said about an entry."""

    outcome = forms.ChoiceField(
        label=_("What do you think?"), choices=terms.Outcome.choices, widget=forms.RadioSelect
    )
    note = words_field(
        label=_("The note"),
        most=terms.MOST_NOTE,
        rows=3,
        required=False,
        help_text=_("Everyone reads it next to this entry, without your name."),
    )

    def __init__(self, *args: Any, led: bool = True, mend: bool = False, **ways: Any) -> None:
        super().__init__(*args, **ways)
        # A text of ours has no address that could be gone.
        kept = [each for each in terms.Outcome.choices if led or each[0] != terms.Outcome.GONE]
        # What another app keeps is changed there, and no note next to it could be missed by who calls.
        kept = [each for each in kept if not mend or each[0] == terms.Outcome.NOTHING]
        self.fields["outcome"].choices = kept  # type: ignore[attr-defined]
        if mend:
            del self.fields["note"]


class Helped(Form):
    """What has helped someone."""

    words = words_field(
        label=_("What has helped me"),
        most=terms.MOST_HELPED,
        rows=6,
        help_text=_("In your own words. You don't need to name any illness."),
    )
    stays = forms.BooleanField(label=_("This may outlive me: it stays here when I leave"), required=False)
