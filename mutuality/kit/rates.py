"""Slowing down guessing and floods without keeping anybody's address.

Counts live in memory only. An address is cut to its network part and hashed under a random key that is new each
day, so a memory dump does not name who was here. Several processes count together (``kit.shared``), under names that
tell nothing without the key file.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from django.utils.translation import gettext as _

from mutuality.kit.refusals import Refusal
from mutuality.kit.shared import Unreachable, shared

_MOST_KEYS = 50_000
# Neighbours in one house. Counted together, one of them would keep out all the others.
_AT_HOME = tuple(
    ipaddress.ip_network(part)
    for part in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)


class Limit(NamedTuple):
    """How often something may be done: so many times within so many seconds, for each of what is counted."""

    most: int
    seconds: int
    each: str


# The one table of how often what may be done. Ways in are counted by network, because no one is known yet.
LIMITS: Mapping[str, Limit] = {
    "act-of-any-kind": Limit(240, 60, "person"),
    "act-of-any-kind/apart": Limit(60, 60, "person and address"),
    "park": Limit(30, 60, "person"),
    "sign-in": Limit(20, 600, "network"),
    "sign-in/device": Limit(20, 600, "device on which the person signed in before"),
    "sign-in/name": Limit(200, 600, "name"),
    "sign-in/here": Limit(20, 600, "network and name"),
    "sign-in/many-try": Limit(3, 600, "network and name, while many networks try this name"),
    "signed-in": Limit(40, 600, "person"),
    "passkey": Limit(20, 600, "network"),
    "curtain": Limit(10, 600, "device"),
    "recovery": Limit(10, 600, "network"),
    "passphrase": Limit(10, 600, "person"),
    "rename": Limit(5, 86_400, "person"),
    "way-back": Limit(10, 600, "network"),
    "invitation": Limit(60, 600, "network"),
    "spoken": Limit(8, 600, "network"),
    "door": Limit(30, 600, "network"),
    "door/name": Limit(20, 86_400, "member who asks people in"),
    "knocking": Limit(60, 600, "network"),
    "knock": Limit(5, 3600, "network"),
    "knock/poster": Limit(20, 3600, "poster"),
    "invite": Limit(60, 3600, "network"),
    "invite/member": Limit(60, 3600, "member"),
    "say": Limit(30, 60, "place in a room"),
    "keep": Limit(60, 3600, "place in a room"),
    "act": Limit(60, 60, "seat in a meeting"),
    "phone": Limit(8, 300, "seat in a meeting"),
    "poll": Limit(20, 86_400, "member"),
    "propose": Limit(20, 3600, "member"),
    "first-aid": Limit(20, 3600, "member"),
    "concern": Limit(20, 3600, "member"),
    "walking-out": Limit(6, 3600, "member"),
    "limits": Limit(6, 86_400, "person"),
    "number": Limit(20, 86_400, "person"),
    "moving": Limit(12, 3600, "member"),
    "bringing": Limit(20, 3600, "person"),
    "own-words": Limit(6, 3600, "person"),
    "find": Limit(30, 600, "person"),
    "shelf-wrong": Limit(5, 3600, "network"),
    "study": Limit(60, 3600, "member"),
    "shelf-helped": Limit(20, 3600, "member"),
    "shelf-settling": Limit(30, 3600, "person"),
    "occasion": Limit(60, 3600, "person"),
    "feed": Limit(120, 600, "network"),
}


class TooMany(Refusal):
    """Too many tries in a short time. Nothing typed is lost; waiting helps."""


class Rates:
    """Counts how often each of ``LIMITS`` was done, for each key."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._seen: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._sums: dict[bytes, int] = {}
        self._key = secrets.token_bytes(32)
        self._day = 0

    def _hash(self, *parts: str, at: float) -> bytes:
        day = int(at // 86_400)
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
            self._seen.clear()
            self._sums.clear()
        return hashlib.blake2b(
            "\0".join(parts).encode("utf-8", "replace"), key=self._key, digest_size=16
        ).digest()

    def take(self, act: str, *, key: str, wide: int = 1, under: str = "") -> None:
        """Count one act that is named in ``LIMITS``. Raises TooMany when it came too often.

        ``wide``: how many times as much is allowed, where many share one key. ``under``: the limit that holds instead.
        """
        limit = LIMITS[under or act]
        most = limit.most * wide
        taken = _taken_together(act, key, limit.seconds, most=most) if shared.several else None
        if not (self._taken_here(act, key, limit.seconds, most=most) if taken is None else taken):
            raise TooMany(
                _("That was many tries in a short time. Please wait a few minutes, then try again.")
            )

    def _taken_here(self, act: str, key: str, seconds: int, *, most: int) -> bool:
        at = time.monotonic()
        with self._guard:
            name = self._hash(act, key, at=at)
            times = self._seen.setdefault(name, deque(maxlen=most + 1))
            self._seen.move_to_end(name)
            while times and times[0] < at - seconds:
                times.popleft()
            if len(times) >= most:
                return False
            times.append(at)
            while len(self._seen) > _MOST_KEYS:
                self._seen.popitem(last=False)
            return True

    def has_room(self, *, act: str, key: str, amount: int, most: int) -> bool:
        """Add to what was counted today, unless it would be more than ``most``. Return whether it was added."""
        together = _added_together(act, key, amount, most=most) if shared.several else None
        return self._added_here(act, key, amount, most=most) if together is None else together

    def _added_here(self, act: str, key: str, amount: int, *, most: int) -> bool:
        with self._guard:
            name = self._hash(act, key, at=time.monotonic())
            total = self._sums.get(name, 0) + amount
            if total > most:
                return False
            self._sums[name] = total
            return True

    def give_back(self, act: str, *, key: str) -> None:
        """Uncount the last act: it was no wrong try."""
        if shared.several:
            with suppress(Unreachable):
                shared.count(act, key, amount=-1, seconds=LIMITS[act].seconds)
                return
        with self._guard:
            times = self._seen.get(self._hash(act, key, at=time.monotonic()))
            if times:
                times.pop()

    def forget(self) -> None:
        """Start counting anew."""
        with self._guard:
            self._seen.clear()
            self._sums.clear()


rates = Rates()


def _taken_together(act: str, key: str, seconds: int, *, most: int) -> bool | None:
    """Whether all processes together still allow one more; nothing where none of what they share can be asked."""
    with suppress(Unreachable):
        if shared.count(act, key, amount=1, seconds=seconds) <= most:
            return True
        shared.count(act, key, amount=-1, seconds=seconds)
        return False
    return None


def _added_together(act: str, key: str, amount: int, *, most: int) -> bool | None:
    with suppress(Unreachable):
        if shared.count_today(act, key, amount=amount) <= most:
            return True
        shared.count_today(act, key, amount=-amount)
        return False
    return None


def network_of(address: str) -> str:
    """The network part of an address: /24 for IPv4, /56 for IPv6; the rest is not looked at, but inside a house."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    # Else all of IPv4, written as IPv6, would be one network.
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if any(parsed in home for home in _AT_HOME):
        return str(parsed)
    return str(
        ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 56), strict=False).network_address
    )


def is_shared(address: str) -> bool:
    """Whether visitors cannot be told apart: they come through Tor or another program on this machine."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return True
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
