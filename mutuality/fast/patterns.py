"""A fragment whose template is rendered once for each form it can take, and then only filled.

The template stays the one source of the HTML: a pattern is what it renders around marks, which stand where a
person's words go. Rendering it anew for each word would cost thirty times what filling costs.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from html import escape
from threading import Lock
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

_MOST_FORMS = 500
# Letters and digits pass unchanged through escaping, addresses and translations; nobody can guess these.
_SECRET = secrets.token_hex(8)
_MARK = re.compile(f"m{_SECRET}([0-9]+)m")


class Pattern:
    """One template with open places. ``names``: what is filled in, by the name that ``context`` is given for it."""

    def __init__(self, template: str, *, names: Sequence[str]) -> None:
        self._template = template
        self.names = tuple(names)
        self._forms: dict[tuple[str, Hashable], tuple[list[str], list[str]]] = {}
        self._guard = Lock()

    def fill(
        self,
        form: Hashable,
        context: Callable[[Mapping[str, Any]], Mapping[str, Any]],
        values: Mapping[str, Any],
        *,
        language: str,
    ) -> str:
        """The fragment with these values. Whatever else the template decides by has to be in ``form``.

        ``context`` makes what the template is given out of marks, one for each name.
        """
        texts, names = self._forms.get((language, form)) or self._make(form, context, language)
        parts = texts.copy()
        parts[1::2] = [_escaped(values[name]) for name in names]
        return "".join(parts)

    def _make(
        self, form: Hashable, context: Callable[[Mapping[str, Any]], Mapping[str, Any]], language: str
    ) -> tuple[list[str], list[str]]:
        # A mark is of our own making and harmless as it stands.
        marks = {name: mark_safe(f"m{_SECRET}{n}m") for n, name in enumerate(self.names)}  # noqa: S308
        with translation.override(language):
            html = render_to_string(self._template, dict(context(marks)))
        texts = _MARK.split(html)
        made = texts, [self.names[int(number)] for number in texts[1::2]]
        with self._guard:
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            self._forms[language, form] = made
        return made


# What the frame says to one person on one page: filled in, and never kept with the form of a page.
_SAID_ONCE = ("answer_said", "answer_address", "answer_label")


class Page(Pattern):
    """A whole page that is rendered once for each form it can take, and then only filled: frame, list, places to write.

    The template sees nothing but what decides its form and, in place of what is filled in, marks. So whatever it
    shows of a person stands in ``names``, and what is neither filled in nor simple enough to decide is refused.
    """

    def __init__(self, template: str, *, names: Sequence[str]) -> None:
        super().__init__(template, names=(*names, *_SAID_ONCE))

    def answer(
        self,
        request: HttpRequest,
        decides: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        status: int = 200,
    ) -> HttpResponse:
        """The page for whoever asks. ``decides``: what the template chooses by. Empty values decide as well.

        Raises TypeError for something that decides and is no text, number, list or table.
        """
        told = {**_frame(request), **decides, **values}
        filled = {name: _value(told.pop(name)) for name in self.names if told.get(name)}
        language = get_language() or "en"

        def context(marks: Mapping[str, Any]) -> Mapping[str, Any]:
            return told | {name: marks[name] for name in filled}

        form = (frozenset(filled), frozen(told))
        every = dict.fromkeys(self.names, "") | filled
        return HttpResponse(self.fill(form, context, every, language=language), status=status)


def _escaped(value: Any) -> str:
    """As Django's ``conditional_escape`` does it, without what its detours cost."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page is made from, without the request itself."""
    found: dict[str, Any] = {}
    django = cast(DjangoTemplates, engines["django"])
    for processor in django.engine.template_context_processors:
        found |= processor(request)
    del found["request"]
    # The frame asks only whether there is one.
    found["person"] = bool(found.get("person"))
    return found


def _value(given: Any) -> Any:
    return given() if callable(given) else given


def frozen(value: Any) -> Hashable:
    """The same, as something that can be compared for good. Raises TypeError for what could hold anything."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return tuple((name, frozen(each)) for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(frozen(each) for each in value)
    raise TypeError(f"A page cannot be told apart by a {type(value).__name__}.")
