"""What is written on a sheet: a field for each place to write, made from the questions of its data file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mutuality.kit import prose
from mutuality.kit.forms import Form, TypedField, day_field, line_field, words_field
from mutuality.sheets import data_files, terms
from mutuality.sheets.answers import Answer, Filled, Said
from mutuality.sheets.data_files import Question, Sheet


class Box(forms.Textarea):
    """A place to write, made without a template: a sheet has up to forty of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        """The box with what is written in it. A line break at the beginning would be swallowed: one comes before it."""
        own = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<textarea name="{}"{}>\n{}</textarea>', name, own, value or "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its places to write: one, several in a row, or rows of several."""

    question: Question
    one: BoundField | None = None
    several: tuple[BoundField, ...] = ()
    rows: tuple[tuple[BoundField, ...], ...] = ()

    @property
    def wrong(self) -> list[str]:
        """What has to be looked at again, each sentence once."""
        every = [self.one] if self.one else [*self.several, *(one for row in self.rows for one in row)]
        return list(dict.fromkeys(str(error) for bound in every if bound for error in bound.errors))


class Answers(Form):
    """The answers to one sheet. Nothing has to be filled in.

    Without a sheet it has the places of all of them: so words that met an ended session are known as words.
    """

    def __init__(self, *args: Any, sheet: Sheet | None = None, **ways: Any) -> None:
        super().__init__(*args, **ways)
        self.sheet = sheet
        for each in [sheet] if sheet else data_files.every().values():
            for question in each.questions:
                self.fields |= dict(_fields(question))

    @classmethod
    def starting(cls, sheet: Sheet, said: Mapping[str, Said], *args: Any, **ways: Any) -> Self:
        """The form with what was written before."""
        initial = {
            name: text for question in sheet.questions for name, text in _spread(question, said).items()
        }
        return cls(*args, sheet=sheet, initial=ways.pop("initial", {}) | initial, **ways)

    def asked(self) -> Iterator[Asked]:
        """The questions in order, each with its places to write."""
        assert self.sheet is not None
        for question in self.sheet.questions:
            if question.kind == "list":
                yield Asked(question, several=tuple(self[name] for name in _lines(question)))
            elif question.kind == "table":
                rows = tuple(tuple(self[name] for name in row) for row in _cells(question))
                yield Asked(question, rows=rows)
            else:
                yield Asked(question, one=self[_place(question)])

    def said(self) -> dict[str, Said]:
        """What was written, by the name of the question; of a list and a table without what stayed empty."""
        assert self.sheet is not None
        found = {question.name: _gathered(question, self.told) for question in self.sheet.questions}
        return {name: said for name, said in found.items() if said}


class OwnAnswers(Answers):
    """The answers to a sheet that is kept, with a title of one's own."""

    title = line_field(
        label=_("Your own title for it"),
        most=terms.MOST_TITLE,
        required=False,
        help_text=_("Only you see it."),
        autocomplete="off",
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def own_title(self) -> str:
        """The person's own title, or nothing."""
        return _one_line(str(self.told["title"]))

    def version_seen(self) -> int:
        """Which version was on the screen; what is no number is none, so that nothing is written over."""
        return number(self.told["version"])


class TogetherAnswers(Answers):
    """The answers to a sheet that several hold, and when to look at it again."""

    look_on = day_field(
        label=_("Look at it again on"),
        required=False,
        help_text=_("Optional. From that day on, everyone who holds it is reminded."),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def filled(self, *, earlier: tuple[Answer, ...] = ()) -> Filled:
        """What was written, with the day and the wording it was made from."""
        return Filled(self.said(), self.told["look_on"], number(self.told["version"]), earlier)


class WithWhom(TogetherAnswers):
    """The same for a new sheet: with whom."""

    whom = forms.ChoiceField(label=_("With whom"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **ways: Any) -> None:
        super().__init__(*args, **ways)
        self.fields["whom"].choices = people  # type: ignore[attr-defined]


class ToWhom(Form):
    """To whom I show a sheet of mine, and until when."""

    whom = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    until = day_field(label=_("Until"), help_text=_("On the day after, no one can read it any more."))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **ways: Any) -> None:
        super().__init__(*args, **ways)
        self.fields["whom"].choices = people  # type: ignore[attr-defined]


class Belief(Form):
    """A note to someone: whom, what I believe of them, and whether it stays when I go."""

    to = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    words = words_field(
        label=_("Your words"),
        most=terms.MOST_NOTE,
        rows=5,
        help_text=_("Your name is with them. Say what you have seen yourself."),
    )
    may_outlive = forms.BooleanField(
        label=_("They may keep it if I leave"),
        required=False,
        help_text=_("Then it stays without your name. Otherwise it is erased when you leave."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **ways: Any) -> None:
        super().__init__(*args, **ways)
        self.fields["to"].choices = people  # type: ignore[attr-defined]


def number(seen: Any) -> int:
    """Which version was on the screen; what is no number is none, so that nothing is written over."""
    text = str(seen)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def gone(title: str) -> Sheet:
    """A sheet that ships no more: it asks nothing, and what was written on it is shown."""
    return Sheet("gone", title, "", "", 0, (), (), "pages", ())


def _place(question: Question, *numbers: int) -> str:
    return "-".join(("q", question.name, *map(str, numbers)))


def _lines(question: Question) -> list[str]:
    return [_place(question, row) for row in range(1, question.rows + 1)]


def _cells(question: Question) -> list[list[str]]:
    columns = range(1, len(question.columns) + 1)
    return [[_place(question, row, column) for column in columns] for row in range(1, question.rows + 1)]


def _fields(question: Question) -> Iterator[tuple[str, forms.Field]]:
    if question.kind == "list":
        for row, name in enumerate(_lines(question), 1):
            yield name, _writing(f"{question.asks} {row}", rows=1, most=terms.MOST_LINE, aloud=True)
    elif question.kind == "table":
        for row, names in enumerate(_cells(question), 1):
            for column, name in zip(question.columns, names, strict=True):
                yield name, _writing(f"{column} {row}", rows=1, most=terms.MOST_LINE, aloud=True)
    elif question.kind == "choice":
        yield (
            _place(question),
            forms.ChoiceField(
                label=str(question.asks), choices=question.options, widget=forms.RadioSelect, required=False
            ),
        )
    elif question.kind == "text":
        yield _place(question), _writing(question.asks, rows=question.rows, most=terms.MOST_TEXT)
    else:
        yield _place(question), _writing(question.asks, rows=1, most=terms.MOST_LINE)


def _writing(label: Any, *, rows: int, most: int, aloud: bool = False) -> TypedField:
    """A place that grows with what is written: one line that is too long for the paper would be cut off there."""
    attrs = {"rows": rows, "dir": "auto", "autocomplete": "off"}
    if aloud:
        attrs["aria-label"] = str(label)
    return TypedField(label=label, widget=Box(attrs=attrs), required=False, most=most)


def _gathered(question: Question, told: Mapping[str, Any]) -> Said:
    if question.kind == "list":
        return [text for name in _lines(question) if (text := _one_line(told[name]))]
    if question.kind == "table":
        rows = [[_one_line(told[name]) for name in row] for row in _cells(question)]
        return [row for row in rows if any(row)]
    said = str(told[_place(question)] or "")
    return prose.kept(said) if question.kind == "text" else _one_line(said)


def _one_line(text: str) -> str:
    return " ".join(prose.kept(text).split())


def _spread(question: Question, said: Mapping[str, Said]) -> dict[str, str]:
    """What was kept, place by place."""
    kept = said.get(question.name)
    if not kept:
        return {}
    if question.kind == "list":
        return dict(zip(_lines(question), map(str, kept), strict=False))
    if question.kind == "table":
        rows = zip(_cells(question), kept, strict=False)
        return {name: text for names, row in rows for name, text in zip(names, row, strict=False)}
    return {_place(question): str(kept)}
