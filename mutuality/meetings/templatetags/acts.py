"""The one button by which someone acts in the room of a meeting."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def act(
    context: dict[str, Any],
    address: str,
    value: str,
    label: str,
    *,
    about: str = "",
    kind: str = "btn plain",
    state: str = "",
) -> SafeString:
    """Return a button that sends this act through the form of the page.

    ``about``: whose seat it is about; ``state``: what has come of it already, said below the label.
    """
    return format_html(
        '<button class="{}" form="{}" formaction="{}{}" name="act" value="{}">{}</button>',
        f"{kind} done" if state else kind,
        context["form"],
        reverse(address, args=[context["meeting"].id]),
        context["again"],
        f"{value}/{about}" if about else value,
        format_html("{} <span>{}</span>", label, state) if state else label,
    )
