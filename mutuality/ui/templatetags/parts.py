"""The parts that pages are made of. Each is one function here and one small template in ``ui/parts/``."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, PasswordInput
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mutuality.ui import assets, drawings

register = template.Library()

# A number comes first and stands alone, or with what to do with it behind it.
_DIALLED = re.compile(r"\+?\d[\d -]*\d(?![\w/])")
# "Text SHOUT to 85258": that it is texted, the word that is sent, and a short number; in the languages of the pages.
_TEXTED = re.compile(r"^(?i:text|sms|env[ií]a)\b.*?\b(?P<word>[A-Z]{2,12})\b\D{1,12}(?P<to>\d{4,8})(?![\w/])")
JUST_NOW = timedelta(minutes=5)
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


def _part(part: str, /, **context: Any) -> SafeString:
    return render_to_string(f"ui/parts/{part}.html", context)


@register.simple_tag
def asset(name: str) -> str:
    """Where a browser finds the stylesheet or a script."""
    return assets.address(name)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A line icon. It always stands beside a word, so a screen reader skips it."""
    turns = " turns" if name in drawings.TURNING else ""
    # A constant of ours: nothing that anybody typed comes in here.
    inner = mark_safe(drawings.ICONS[name])  # noqa: S308
    return format_html('<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', turns, inner)


def _drawn(name: str) -> SafeString:
    inner = mark_safe(drawings.DRAWINGS[name])  # noqa: S308
    return format_html('<svg class="drawing" viewBox="0 0 160 120" aria-hidden="true">{}</svg>', inner)


@register.simple_tag
def drawing(name: str) -> SafeString:
    """A small drawing, as quiet company for a page with little on it."""
    return _drawn(name)


@lru_cache(maxsize=256)
def how_long_ago(moment: datetime, now: datetime) -> int:
    """Return how long ago something was said, from just now (0) to a while ago (4). Words of one moment share it.

    By hours passed, never by days of a calendar: one page is made for readers in every time zone.
    """
    return sum(now - moment >= span for span in (JUST_NOW, A_DAY, 2 * A_DAY, A_WEEK))


@register.simple_tag
def gentle_time(moment: datetime, now: datetime) -> str:
    """When something was said: near enough to follow, never exact enough to watch someone by."""
    said = (
        _("just now"),
        _("in the last day"),
        _("in the last two days"),
        _("in the last week"),
        _("a while ago"),
    )
    return said[how_long_ago(moment, now)]


@register.simple_tag
def reach(number: str) -> SafeString:
    """A number that a phone can dial, or write a message to, by a touch; what it cannot do that with stays text."""
    if (text := _TEXTED.search(number)) is not None:
        begin, end = text.span("to")
        link = format_html('<a href="sms:{}?body={}">{}</a>', text["to"], quote(text["word"]), text["to"])
        return format_html("{}{}{}", number[:begin], link, number[end:])
    found = _DIALLED.match(number)
    if found is None:
        return format_html("{}", number)
    digits = re.sub(r"[^\d+]", "", found[0])
    return format_html('<a href="tel:{}">{}</a>{}', digits, found[0], number[found.end() :])


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if widget.use_fieldset:
        return "choices"
    return "passphrase" if isinstance(widget, PasswordInput) else "line"


def _control(bound: BoundField, *, told_by: list[str]) -> SafeString:
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(told_by)} if told_by else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


TINTS = 6


def first_letter(name: str) -> str:
    """The first letter of a name with the marks that belong to it; of a name without letters, its first sign."""
    start = next((at for at, sign in enumerate(name) if sign.isalnum()), 0)
    end = start + 1
    while end < len(name) and unicodedata.combining(name[end]):
        end += 1
    return name[start:end].upper()


@register.simple_tag
@lru_cache(maxsize=1024)
def initial(name: str, order: int = 0) -> SafeString:
    """A round mark for a person: their first letter, in one of six tints by the order in which people came.

    The name always stands beside it, so a screen reader skips it.
    """
    tint = order % TINTS + 1
    return format_html(
        '<span class="initial tint{}" aria-hidden="true">{}</span>', tint, first_letter(name.strip())
    )


@register.simple_tag
def field(bound: BoundField, *, help: str = "", label: str = "") -> SafeString:
    """One question of a form, with its help above the answer and what went wrong right beside it."""
    told = help or bound.help_text
    name = bound.id_for_label or bound.auto_id or bound.html_name
    told_by = [f"{name}-help"] * bool(told) + [f"{name}-error"] * bool(bound.errors)
    control = _control(bound, told_by=told_by)
    return _part(
        "field",
        bound=bound,
        name=name,
        label=label or bound.label,
        help=told,
        kind=_kind(bound),
        control=control,
        told_by=told_by,
    )


def _named(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Return each choice with its name, also those that stand together under a heading."""
    for key, name in choices:
        yield from name if isinstance(name, (list, tuple)) else [(key, name)]


def _answer(bound: BoundField) -> str:
    """What an answer says, in words: of a choice its name, not its value."""
    value = bound.value() or ""
    names = {str(key): str(name) for key, name in _named(getattr(bound.field, "choices", ()))}
    several = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in several)


@register.simple_tag
def fold(
    bound: BoundField, beside: BoundField | None = None, *, label: str = "", said: str = ""
) -> SafeString:
    """A question that has an answer already: it reads as text, and opens for whoever wants to change it.

    ``said`` stands where an empty answer means something; ``beside`` is a smaller question about the same.
    """
    return _part(
        "fold",
        bound=bound,
        beside=beside,
        label=label or bound.label,
        said=_answer(bound) or said,
        marked=_answer(beside) if beside else "",
        open=bound.errors or (beside and beside.errors),
    )


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What to look at again, in one place, with a link to each answer. What was typed is still there."""
    wrong = [bound for bound in form if bound.errors]
    secret = any(isinstance(each.widget, PasswordInput) for each in form.fields.values())
    general = form.non_field_errors()
    return _part("error_summary", wrong=wrong, general=general, secret=secret, file=form.is_multipart())


@register.simple_tag
def steps(*, current: int, total: int, label: str) -> SafeString:
    """Where a person is on a longer way, so that they know how much is left."""
    return _part("steps", current=current, total=total, label=label, numbers=range(1, total + 1))


@register.simple_tag(takes_context=True)
def group_places(context: template.Context) -> SafeString:
    """Where one can go in the group whose page this is, as tabs; on a wide screen the rail has them instead."""
    return context.get("group_tabs") or SafeString()


@register.simple_block_tag
def panel(content: str, *, heading: str = "") -> SafeString:
    """A few things that belong together."""
    return _part("panel", content=content, heading=heading)


@register.simple_block_tag
def empty(content: str, *, heading: str, drawing: str = "door", whole: bool = False) -> SafeString:
    """What can happen in a place where nothing is yet, and the first step. ``whole``: it is all that the page says."""
    return _part("empty", content=content, heading=heading, whole=whole, picture=_drawn(drawing))


@register.simple_block_tag
def notice(content: str, *, kind: str = "info") -> SafeString:
    """Something to know now: plain (``info``) or about a person's safety (``care``)."""
    return _part("notice", content=content, kind=kind)


@register.simple_block_tag
def now(content: str, *, heading: str, eyebrow: str = "") -> SafeString:
    """The one filled card of a page: what goes on now, and the way into it."""
    return _part("now", content=content, heading=heading, eyebrow=eyebrow)


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """What a person can do here: the first act is the likely one."""
    return format_html('<div class="actions">{}</div>', content)


@register.simple_block_tag
def reading(content: str) -> SafeString:
    """Text to read, in lines short enough for tired eyes."""
    return format_html('<div class="reading">{}</div>', content)


@register.simple_block_tag
def who_can_read(content: str) -> SafeString:
    """Who can read what is said here, and for how long."""
    return _part("who_can_read", content=content)


@register.simple_block_tag
def live_feed(
    content: str,
    *,
    src: str,
    since: str,
    here: str = "",
    me: str = "",
    announce: str = "nothing",
    quiet: str = "",
    plain: str = "",
) -> SafeString:
    """The parts of a page that change while it is open, with everything the script may have to say.

    ``plain`` is where the page stands as it is now, for whoever hears of nothing by itself.

    ``announce`` is what this person wants read out: ``words``, ``turn`` or ``nothing``. ``quiet``: in how many
    seconds their quiet hours begin and end (``-60 3600``); then nothing is read out, and new words wait.
    """
    told = {"src": src, "since": since, "here": here, "me": me, "announce": announce, "quiet": quiet}
    return _part("live_feed", content=content, plain=plain, **told)


@register.simple_block_tag
def draft_keeper(
    content: str, *, key: str, seal: str = "", server: str = "", off: bool = False
) -> SafeString:
    """Keeps what is being typed through a lost connection or a closed page.

    ``seal`` is the key (32 bytes, base64) under which the device keeps it; ``server`` an address that keeps
    it instead.
    """
    return _part("draft_keeper", content=content, key=key, seal=seal, server=server, off=off)
