"""A pause in which everything can be read and nothing new is taken, and what was typed is given back."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.current_page import page_of
from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.routes import route_of
from mutuality.kit.troubles import Trouble
from mutuality.live import shared_rows
from mutuality.site.middleware import typed

MARK = "maintenance"


def mark() -> Path:
    """The file whose being there is the pause."""
    return Path(settings.DATA) / MARK


def is_on() -> bool:
    """Whether nothing new is taken right now."""
    # Asked at every form that is sent: Path takes ten times as long.
    here = os.path.exists(f"{settings.DATA}/{MARK}")  # noqa: PTH110
    return here or (settings.SEVERAL and _is_on_for_all())


def _is_on_for_all() -> bool:
    """Whether another process has begun it. Where that can't be asked, nothing can be saved either."""
    try:
        return shared_rows.is_marked(MARK)
    except DatabaseError:
        return False


def maintenance(state: str) -> str:
    """Begin or end a pause; every process that runs notices at once, and one that starts later does too."""
    if state == "on":
        mark().touch(mode=0o600)
        return _for_all(
            partial(shared_rows.set_mark, MARK, now=clock.now()),
            _(
                "Maintenance is on: everything can be read, and nothing new is saved. To end it: maintenance off"
            ),
        )
    mark().unlink(missing_ok=True)
    return _for_all(
        partial(shared_rows.take_mark, MARK), _("Maintenance is off: everything can be saved again.")
    )


def _for_all(act: Callable[[], None], done: str) -> str:
    """Do the same for processes that have another data folder. Return what to say."""
    if not settings.SEVERAL:
        return done
    try:
        act()
    except DatabaseError:
        raise Trouble(
            _(
                "Could not reach the database, so this holds only for processes with this data folder. Try again."
            )
        ) from None
    return done


class pauses(ViewMiddleware):
    """While the pause lasts, whatever would be taken is answered with a calm page that gives the words back.

    It comes after the check for forged forms, so nobody can make this page say what they like.
    """

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """Let reading and going away through."""
        if request.method != "POST" or route_of(request).in_maintenance or not is_on():
            return None
        context = {"typed": typed(request), "page": page_of(request)}
        answer = render(request, "site/paused.html", context, status=503)
        answer["Retry-After"] = "60"
        return answer
