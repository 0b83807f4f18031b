"""What one app joins in the whole: each app says so in its ``joins.py``, and ``site/order.py`` is the ordered list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple


class Way(NamedTuple):
    """How what is a person's in one app is taken along when they keep a way back, and brought back."""

    pack: Callable[..., Any]
    bring_back: Callable[..., None]


class Duty(NamedTuple):
    """Something that is done again and again; what was missed while off is done at start."""

    act: Callable[[datetime], object]
    every: timedelta


@dataclass(frozen=True, kw_only=True)
class Joins:
    """One app's part in what the whole place does. Names are those of what is kept, written or called."""

    # The person leaves for good: what is theirs here goes, in this order, called with ``by`` and ``now``.
    departures: tuple[Callable[..., None], ...] = ()
    # They keep a way back: name in what is kept → way. What rows declare themselves is taken along without it.
    ways_back: Mapping[str, Way] = field(default_factory=dict)
    # What runs out by itself: each removes what is over, a few rows at a time (``kit.batches``), called with ``now``.
    sweeps: tuple[Callable[..., None], ...] = ()
    duties: Mapping[str, Duty] = field(default_factory=dict)
    # What open pages can listen to: first part of a live address → what makes its feed, from the kinds below.
    feeds: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    # Kinds of notices that this app puts into the feed of another: first part of the address → kinds.
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # My own words to take along: part of the file → what there is of mine; then what there is in each of my groups.
    own_words: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    own_words_in_a_group: Callable[..., dict[str, Any]] | None = None
    # What groups can decide on.
    effects: tuple[Any, ...] = ()
    # Called once at start: tells the apps below who answers for what.
    connect: Callable[[], None] | None = None
