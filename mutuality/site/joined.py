"""What the apps join, in the order in which ``order.py`` names them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from mutuality.kit.joins import Joins, Way
from mutuality.site import order

APPS: tuple[Joins, ...] = tuple(import_module(f"mutuality.{name}.joins").JOINS for name in order.APPS)
BACKWARDS = APPS[::-1]

DEPARTURES: tuple[Callable[..., None], ...] = tuple(depart for app in APPS for depart in app.departures)
WAYS_BACK: dict[str, Way] = {name: way for app in BACKWARDS for name, way in app.ways_back.items()}
SWEEPS: tuple[Callable[..., None], ...] = tuple(sweep for app in APPS for sweep in app.sweeps)
OWN_WORDS: dict[str, Callable[..., Any]] = {
    part: ask for app in BACKWARDS for part, ask in app.own_words.items()
}
OWN_WORDS_IN_A_GROUP: tuple[Callable[..., dict[str, Any]], ...] = tuple(
    app.own_words_in_a_group for app in BACKWARDS if app.own_words_in_a_group
)
