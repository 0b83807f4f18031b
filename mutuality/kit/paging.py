"""Lists that are read page by page, newest first: each page begins before the last row of the one that was read."""

from django.http import HttpRequest

_LONGEST = 18


def before(request: HttpRequest) -> int | None:
    """Return the place in the order before which this page begins; None for the newest, and for what is no number."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) <= _LONGEST else None
