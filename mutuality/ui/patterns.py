"""A fragment whose template is rendered once for each form it can take, and then only filled.

The template stays the one source of the HTML: a pattern is what it renders around marks, which stand where a
person's words go. Rendering it anew for each word would cost thirty times what filling costs.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

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
        parts[1::2] = [conditional_escape(values[name]) for name in names]
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
