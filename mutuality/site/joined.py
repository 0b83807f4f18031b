"""The apps in order, each with what it joins.

The order is the rule: leaving goes through it from the first to the last, the person at the end. Coming back, one's own
words and what is connected at start go through it from the last to the first.
"""

from collections.abc import Callable
from typing import Any

from mutuality.decisions.joins import JOINS as DECISIONS
from mutuality.groups.joins import JOINS as GROUPS
from mutuality.kit.joins import Joins, Way
from mutuality.ledger.joins import JOINS as LEDGER
from mutuality.live.joins import JOINS as LIVE
from mutuality.meetings.joins import JOINS as MEETINGS
from mutuality.people.joins import JOINS as PEOPLE
from mutuality.rooms.joins import JOINS as ROOMS
from mutuality.safety.joins import JOINS as SAFETY
from mutuality.vault.joins import JOINS as VAULT

APPS: tuple[Joins, ...] = (ROOMS, DECISIONS, MEETINGS, GROUPS, LEDGER, SAFETY, PEOPLE, LIVE, VAULT)
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
