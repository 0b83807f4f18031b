"""What every page of talk shows and is the same for most: the place to speak, and who can read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mutuality.fast.patterns import Pattern
from mutuality.kit.forms import Form
from mutuality.people import queries as people_queries
from mutuality.rooms import terms, writing

_SPEAK = Pattern("rooms/speak.html", names=("draft_key", "seal", "once", "csrf_token"))
_BESIDE = Pattern("rooms/beside.html", names=("people", "all_people"))
_WHO_READS = Pattern("rooms/who_reads.html", names=())
_SAID_OF_FORM = ("own_device", "days", "retention")


def speak_or_why_not(form: Form, page: Mapping[str, Any], *, token: str, now: datetime) -> SafeString:
    """Where I speak, or why I can't now, until when, and where I read more. What was just typed is still there."""
    place = page["place"]
    closed = writing.closed(place, now=now)
    if closed is None or form.is_bound:
        return speak(form, page, token=token)
    told = {"closed": closed, "zone": people_queries.zone_of(place.person)}
    return mark_safe(render_to_string("rooms/cannot_write.html", told))  # noqa: S308


def speak(form: Form, page: Mapping[str, Any], *, token: str) -> SafeString:
    """Where I speak. Only what ``page`` holds for it decides; an empty form comes out of its pattern."""
    given = {name: page[name] for name in ("draft_key", "seal", *_SAID_OF_FORM)}
    given["curtain"] = not page["own_device"]
    if form.is_bound or set(_begun(form)) != {"once"}:
        whole = {**given, "form": form, "csrf_token": token}
        return mark_safe(render_to_string("rooms/speak.html", whole))  # noqa: S308
    kind = (type(form), bool(page["seal"]), *(str(page[name]) for name in _SAID_OF_FORM))

    def context(marks: Mapping[str, Any]) -> dict[str, Any]:
        empty = type(form)(initial={"once": marks["once"]})
        return {**given, **marks, "seal": page["seal"] and marks["seal"], "form": empty}

    values = {"draft_key": page["draft_key"], "seal": page["seal"], "once": form.initial["once"]}
    html = _SPEAK.fill(kind, context, values | {"csrf_token": token}, language=get_language() or "en")
    # Filled values are escaped, the rest is the template's own.
    return mark_safe(html)  # noqa: S308


def _begun(form: Form) -> dict[str, Any]:
    return {name: value for name, value in (form.initial or {}).items() if value}


def beside(people: Sequence[str], *, all_people: str = "") -> SafeString:
    """Who is here, out of lines that were rendered and escaped one by one; ``all_people``: where all of them are."""
    lines = mark_safe("".join(people))  # noqa: S308

    def context(marks: Mapping[str, Any]) -> dict[str, Any]:
        return {"people": [marks["people"]], "all_people": all_people and marks["all_people"]}

    values = {"people": lines, "all_people": all_people}
    html = _BESIDE.fill(bool(all_people), context, values, language=get_language() or "en")
    return mark_safe(html)  # noqa: S308


def who_reads(count: int, *, hidden: int, days: int, language: str) -> SafeString:
    """How many can read this room and how many of them the reader hid, and how long words are kept."""
    told = {"count": count, "hidden": hidden, "days": days, "kept": terms.KEPT.get(days, "")}
    html = _WHO_READS.fill((count, hidden, days), lambda _marks: told, {}, language=language)
    return mark_safe(html)  # noqa: S308


def token_of(request: HttpRequest) -> str:
    """The one mark by which all forms of a page prove that they are ours."""
    return get_token(request)
