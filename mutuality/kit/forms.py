"""Forms that keep what was typed and say in one sentence what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mutuality.kit import prose
from mutuality.kit.refusals import Refusal

# What must arrive as it was typed: no keyboard makes its first letter large, and no spelling checker sends it away.
EXACTLY = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class Form(forms.Form):
    """A form whose refusals stand beside the field they belong to."""

    secrets: ClassVar[frozenset[str]] = frozenset()
    """Fields that are typed like words and are none: codes, and when someone sleeps. They are kept nowhere."""

    use_required_attribute = False
    template_name = "ui/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("auto_id", "f-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")

    def sent(self, request: HttpRequest) -> bool:
        """Whether someone sent it and it is whole, so that what it asks for can be done."""
        return request.method == "POST" and self.is_valid()

    @contextmanager
    def refusing(self, *, field: str = "") -> Iterator[None]:
        """Do what it asks for. A refusal goes beside its field, or this one, and the view goes on to show the form."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(Refusal(refusal.sentence, field=field) if field else refusal)

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
            and name not in self.secrets
        )

    def written(self) -> list[forms.BoundField]:
        """What somebody wrote here that did not stand here before, for a page that has no form for it any more."""
        places = self.places_for_words() if self.is_bound else ()
        return [self[name] for name in self.changed_data if name in places]

    @property
    def told(self) -> Mapping[str, Any]:
        """The answers, once they are whole."""
        return self.cleaned_data


def words_in(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return what someone wrote, out of all that a form sent. Whatever no form of ours calls words is none."""
    places = _places_in_any_form()
    return {name: str(text) for name, text in answers.items() if name in places and str(text).strip()}


@cache
def _places_in_any_form() -> frozenset[str]:
    return frozenset(name for form in _below(Form) for name in form().places_for_words())


def _below(form: type[Form]) -> Iterator[type[Form]]:
    for kind in form.__subclasses__():
        if kind.__module__.startswith("mutuality."):
            yield kind
        yield from _below(kind)


class TypedField(forms.CharField):
    """A place to write. A browser cuts what is pasted at a ``maxlength`` and says nothing: here the server says it.

    ``most``: how many letters may stand here as they are kept, composed and without what shows nothing.
    """

    def __init__(self, *, most: int | None = None, **ways: Any) -> None:
        super().__init__(**ways)
        self.most = most
        self.validators = [
            ProhibitNullCharactersValidator(
                message=_("Part of this text cannot be read. Please type that part again.")
            )
        ]

    def validate(self, value: str) -> None:
        """Refuse what is missing or too long, with the number of letters that are too many."""
        super().validate(value)
        if self.most is not None:
            try:
                prose.check_length(prose.kept(value), most=self.most)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.sentence) from None


def shown(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """The page with the form that is named ``form`` there; a refused one says so to programs too."""
    return render(request, template, dict(context), status=422 if context["form"].errors else 200)


def words_field(
    *, label: Any, most: int, rows: int = 4, required: bool = True, help_text: Any = ""
) -> forms.CharField:
    """A place for several lines."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return TypedField(label=label, widget=widget, required=required, help_text=help_text, most=most)


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
    return TypedField(label=label, widget=widget, required=required, help_text=help_text, most=most)


def day_field(*, label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Ask for a day. Browsers send it one way; 12/08 is August for one reader and December for another."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please write the date like this: 2026-05-12.")},
    )


def time_field(*, label: Any, required: bool = True) -> forms.TimeField:
    """Ask for a time of day, on a clock of 24 hours."""
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Please write the time like this: 19:00.")},
    )


def passphrase_field(*, label: Any, new: bool, help_text: Any = "") -> forms.CharField:
    """A place for a passphrase: pasting and showing are fine, spaces at the ends are kept as typed."""
    purpose = {"autocomplete": "new-password" if new else "current-password"}
    # They hold also when a page shows what is typed, as in any other line.
    widget = forms.PasswordInput(attrs=purpose | EXACTLY)
    return TypedField(label=label, widget=widget, strip=False, help_text=help_text, most=1000)
