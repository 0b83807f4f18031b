"""Where the apps meet: what each joins (``joined.py``) is put to work, and what belongs to no app."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from mutuality.ballots import effects as ballots_effects
from mutuality.groups import hooks
from mutuality.kit.joins import Duty
from mutuality.live.terms import Feed
from mutuality.site import ending, terms_import
from mutuality.site.joined import APPS, BACKWARDS, SWEEPS
from mutuality.vault.ciphers import held


def _kinds(feed: str) -> dict[str, Any]:
    return {name: kind for app in APPS for name, kind in app.kinds.get(feed, {}).items()}


# What open pages can listen to: the first part of a live address → who answers for it.
LIVE: dict[str, Feed] = {name: make(_kinds(name)) for app in APPS for name, make in app.feeds.items()}


def sweep(now: datetime) -> None:
    """Remove everything whose time is over, app by app; opened keys leave the memory too."""
    for one in SWEEPS:
        one(now=now)
    held.tidy()


def returning() -> Mapping[str, tuple[Callable[[datetime], object], timedelta]]:
    """The duties that come back: name → what is done, and how often."""
    own = {
        "sweep": Duty(sweep, timedelta(minutes=15)),
        "ending": Duty(lambda now: ending.erase_if_empty(now=now), timedelta(minutes=15)),
    }
    return own | {name: duty for app in APPS for name, duty in app.duties.items()}


def connect() -> None:
    """Tell the apps below who answers for what, and what groups can decide on."""
    for connect_one in (app.connect for app in BACKWARDS if app.connect):
        connect_one()
    for app in APPS:
        for effect in app.effects:
            ballots_effects.register(effect)
    ballots_effects.register(terms_import.MovingTogether())
    hooks.listen(hooks.Listening(going_on=(terms_import.lines,)))
