"""What the processes of one community must know of each other beyond the rows (ADR 0037).

A community of one process keeps all of this in its own memory, and nothing here asks anybody. Where several serve, each
counts together with the others, hears what the others forget, and keeps nothing that others may have forgotten while it
cannot hear them.
"""

import hashlib
import json
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

# Into so many parts the time of a limit is cut; so a limit is never passed, and holds at most a sixth longer.
_PARTS = 6
_MOST_UNTOLD = 10_000
SEEN_EVERY = 10.0
SEEN_KEPT = 3_600


class Unreachable(Exception):
    """What all processes share cannot be asked right now."""


class Counters(Protocol):
    """Counts that end by themselves, in a place that all processes reach."""

    def count(self, name: str, *, amount: int, seconds: int, beside: Sequence[str]) -> int:
        """Add to a count and return it together with those ``beside``. Raises ``Unreachable``."""


class Wire(Counters, Protocol):
    """A place that can also pass on words, and remembers for a while when something was last seen."""

    def publish(self, line: str) -> None:
        """Tell all processes. Raises ``Unreachable``."""

    def see(self, names: Sequence[str], *, seconds: int) -> None:
        """Remember that these were there just now. Raises ``Unreachable``."""

    def seconds_since(self, name: str) -> float | None:
        """How long ago this was there; nothing where no one saw it. Raises ``Unreachable``."""


class _Kind(NamedTuple):
    """What is done with what another process forgot, and when others can be heard or can't."""

    drop: Callable[[Sequence[str]], object]
    trust: Callable[[bool], object]


def _nothing(_heard: bool) -> None:
    """What is kept does not depend on what others forget."""


class Shared:
    """What this process shares with the others. With ``several`` false it is alone, and shares nothing."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self.part()

    # Beginning and end

    def join(self, *, secret: bytes, counters: Sequence[Counters], wire: Wire | None) -> None:
        """Be one of several. ``secret`` is the same for all; ``counters`` are asked in this order until one answers."""
        self.several = True
        self._secret, self._counters, self._wire = secret, tuple(counters), wire
        self.trust(False)

    def part(self) -> None:
        """Be alone."""
        self.several = False
        self.name = secrets.token_hex(8)
        self._secret, self._counters, self._wire = b"", (), None
        self._untold: deque[str] = deque(maxlen=_MOST_UNTOLD)
        self._news = threading.Event()
        self.trust(True)

    # Counting

    def name_of(self, *parts: str) -> str:
        """A name that tells nothing to anyone without the secret."""
        return hashlib.blake2b(
            "\0".join(parts).encode("utf-8", "replace"), key=self._secret[:64], digest_size=20
        ).hexdigest()

    def count(self, *parts: str, amount: int, seconds: int) -> int:
        """Add to what all processes counted within these seconds, and return it. Raises ``Unreachable``."""
        step = math.ceil(seconds / _PARTS)
        now = int(time.time() / step)
        this, *earlier = (self.name_of(*parts, str(now - ago)) for ago in range(_PARTS + 1))
        return self._counted(this, amount=amount, seconds=seconds + step, beside=earlier)

    def count_today(self, *parts: str, amount: int) -> int:
        """Add to what all processes counted today, and return it. Raises ``Unreachable``."""
        today = self.name_of(*parts, f"day {int(time.time() // 86_400)}")
        return self._counted(today, amount=amount, seconds=86_400, beside=())

    def _counted(self, name: str, *, amount: int, seconds: int, beside: Sequence[str]) -> int:
        for place in self._counters:
            try:
                return place.count(name, amount=amount, seconds=seconds, beside=beside)
            except Unreachable:
                continue
        raise Unreachable

    # Forgetting

    def remembers(
        self,
        kind: str,
        *,
        drop: Callable[[Sequence[str]], object],
        trust: Callable[[bool], object] = _nothing,
    ) -> None:
        """Say what a process remembers that others may forget.

        ``drop`` forgets some of it. ``trust(False)``: forget all of it and keep nothing until ``trust(True)``, because
        nobody says here what others forget.
        """
        self._kinds[kind] = _Kind(drop, trust)

    def forget(self, kind: str, names: Sequence[str]) -> None:
        """Forget this here and in every other process. Who cannot be told now is told as soon as it can be."""
        self._kinds[kind].drop(names)
        self.tell(kind, names)

    def tell(self, kind: str, names: Sequence[str]) -> None:
        """Have the other processes told, if there are any. It waits for nobody: ``speak`` passes it on."""
        if self._wire is not None:
            self._untold.append(json.dumps([self.name, kind, list(names)]))
            self._news.set()

    def speak(self, *, patience: float) -> None:
        """Pass on what is to be told, in order; wait so many seconds for the first. What can't be told yet stays."""
        self._news.wait(patience)
        self._news.clear()
        while self._wire is not None and self._untold:
            try:
                self._wire.publish(self._untold[0])
            except Unreachable:
                time.sleep(patience)
                self._news.set()
                return
            self._untold.popleft()

    def hear(self, line: str) -> str:
        """Forget what another process forgot. Return who said it; its own words it knows, and nonsense is no one's."""
        try:
            by, kind, names = json.loads(line)
        except (ValueError, TypeError):
            return ""
        if by != self.name and kind in self._kinds:
            self._kinds[kind].drop(names)
        return str(by)

    def trust(self, heard: bool) -> None:
        """Say whether others are heard. Where they are not, nothing is kept that they may forget."""
        for kind in self._kinds.values():
            kind.trust(heard)

    # Who is there

    def see(self, names: Sequence[str]) -> None:
        """Say that these are here now. Raises ``Unreachable``."""
        if self._wire is not None and names:
            self._wire.see([self.name_of("seen", name) for name in names], seconds=SEEN_KEPT)

    def unseen_for(self, name: str) -> float | None:
        """For how many seconds no process has seen this; nothing where one does, or nobody knows."""
        if self._wire is None:
            return None
        try:
            since = self._wire.seconds_since(self.name_of("seen", name))
        except Unreachable:
            return None
        return None if since is None or since <= 2 * SEEN_EVERY else since


shared = Shared()
