"""The parts of Home of which somebody in many groups has many: rendered once for each form, and then filled."""

from collections.abc import Hashable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mutuality.fast.patterns import Pattern, frozen

_GROUP = Pattern("site/home_group.html", names=("id", "room", "name", "topics"))
_TOPIC = Pattern("site/home_topic.html", names=("id", "title", "names"))
_MEETING = Pattern("site/home_meeting.html", names=("when", "group"))


def group(told: Mapping[str, Any], *, quiet: bool) -> SafeString:
    """One of my groups with its latest topics. ``near``, ``ends_on``: what else there may be to say of it."""
    topics = "".join(_topic(each, quiet=quiet) for each in told["topics"])
    # Lines that were rendered and escaped one by one.
    values = {**told, "topics": mark_safe(topics)}  # noqa: S308
    hidden = told["near"].count if told["near"] else 0
    decides = {"near": {"count": hidden}, "ends_on": told["ends_on"], "any": bool(topics)}
    return _filled(_GROUP, (hidden, told["ends_on"], bool(topics)), decides, values)


def _topic(told: Mapping[str, Any], *, quiet: bool) -> SafeString:
    decides = {"new": bool(told["names"]), "titled": bool(told["title"]), "quiet": quiet}
    return _filled(_TOPIC, frozen(decides), decides, told)


def meeting(told: Mapping[str, Any]) -> SafeString:
    """When one of my groups meets next."""
    decides = {"way": str(told["way"]), "zone": told["zone"]}
    return _filled(_MEETING, frozen(decides), decides, told)


def _filled(
    pattern: Pattern, form: Hashable, decides: Mapping[str, Any], values: Mapping[str, Any]
) -> SafeString:
    def context(marks: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**decides, **marks}

    html = pattern.fill(form, context, values, language=get_language() or "en")
    # What is filled in is escaped, and all else is the template's own.
    return mark_safe(html)  # noqa: S308
