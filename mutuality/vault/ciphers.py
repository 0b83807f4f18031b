"""How one text is closed and opened, and which opened keys are held in memory for a moment."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mutuality.kit.shared import shared

_HELD_SECONDS = 60.0
_HELD_KEYS = 4_096
_NONCE = 12
_END = b"\x80"


class Held:
    """Opened keys, of use for a minute and dropped the moment they are forgotten.

    Those whose minute is over leave the memory with the next one that comes, and with every sweep.
    """

    def __init__(self, *, most: int = _HELD_KEYS, seconds: float = _HELD_SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._guard = threading.Lock()
        self._keys: OrderedDict[str, tuple[float, AESGCM]] = OrderedDict()
        self._gone: OrderedDict[str, None] = OrderedDict()
        self._trusted = True

    def get(self, name: str) -> AESGCM | None:
        found = self._keys.get(name)
        return found[1] if found and found[0] > time.monotonic() else None

    def hold(self, name: str, cipher: AESGCM) -> None:
        with self._guard:
            if name in self._gone or not self._trusted:
                return
            self._keys[name] = (time.monotonic() + self._seconds, cipher)
            self._keys.move_to_end(name)
            self._tidy()

    def drop(self, names: Iterable[str]) -> None:
        """Forget for good: a reader who is still at work cannot put the key back."""
        with self._guard:
            for name in names:
                self._keys.pop(name, None)
                self._gone[name] = None
            while len(self._gone) > self._most:
                self._gone.popitem(last=False)

    def trust(self, heard: bool) -> None:
        """Hold nothing while other processes may forget a key without being heard here."""
        with self._guard:
            self._trusted = heard
            self._keys.clear()

    def tidy(self) -> None:
        """Let go of keys whose minute is over."""
        with self._guard:
            self._tidy()

    def _tidy(self) -> None:
        now = time.monotonic()
        while self._keys and (len(self._keys) > self._most or next(iter(self._keys.values()))[0] <= now):
            self._keys.popitem(last=False)

    def __len__(self) -> int:
        return len(self._keys)

    def empty(self) -> None:
        """Know nothing, as a process that has just begun."""
        with self._guard:
            self._keys.clear()
            self._gone.clear()


held = Held()
shared.remembers("key", drop=held.drop, trust=held.trust)


def wrap(raw: bytes, *, under: AESGCM, name: str) -> bytes:
    """A data key, closed under an epoch key and bound to its own name."""
    return _close(raw, under, name)


def unwrap(wrapped: bytes | memoryview, *, under: AESGCM, name: str) -> bytes:
    """The data key again."""
    return _open(bytes(wrapped), under, name)


def close(text: str, *, under: AESGCM, about: str) -> bytes:
    """A text, closed so that neither its words nor its exact length can be seen."""
    return _close(_padded(text.encode()), under, about)


def open_text(blob: bytes | memoryview, *, under: AESGCM, about: str) -> str:
    """The text again."""
    return _open(bytes(blob), under, about).rstrip(b"\0")[:-1].decode()


def _close(content: bytes, under: AESGCM, about: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + under.encrypt(nonce, content, about.encode())


def _open(blob: bytes, under: AESGCM, about: str) -> bytes:
    return under.decrypt(blob[:_NONCE], blob[_NONCE:], about.encode())


def _padded(content: bytes) -> bytes:
    content += _END
    step = 64 if len(content) <= 1024 else 256
    return content + b"\0" * (-len(content) % step)
