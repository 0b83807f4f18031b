"""Words as they were rendered last, in the memory of this process and nowhere else."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from mutuality.kit.shared import shared

_MOST_FRAGMENTS = 4000
_MOST_LINES = 20_000
Count = tuple[int, str]


class Fragments:
    """Rendered words that have not changed, in memory only. A changed word has another version."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[tuple[object, ...], str]] = OrderedDict()
        self._guard = Lock()
        self.keeps = True

    def get(self, word_id: str, key: tuple[object, ...]) -> str | None:
        """The fragment of this word in this form, if it is here."""
        return self._kept.get(word_id, {}).get(key)

    def put(self, word_id: str, key: tuple[object, ...], html: str) -> None:
        """Keep a fragment; older versions of the word go."""
        with self._guard:
            if not self.keeps:
                return
            forms = self._kept.setdefault(word_id, {})
            for old in [k for k in forms if k[0] != key[0]]:
                del forms[old]
            forms[key] = html
            while len(self._kept) > _MOST_FRAGMENTS:
                self._kept.popitem(last=False)

    def drop(self, word_id: str) -> None:
        """Nothing of this word stays in memory."""
        with self._guard:
            self._kept.pop(word_id, None)

    def clear(self) -> None:
        """Nothing stays in memory."""
        with self._guard:
            self._kept.clear()


class Lists:
    """Who is in a room, as lines that were rendered, for one count of who is here. In memory only.

    What was read before somebody left is not kept after: whoever writes a list says in which ``era`` it was begun.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Count, dict[str, str]]] = OrderedDict()
        self._guard = Lock()
        self._lines = 0
        self.era = 0
        self.keeps = True

    def get(self, room_id: str, count: Count) -> dict[str, str] | None:
        """The lines of this room, by place, if they are those of this count."""
        kept = self._kept.get(room_id)
        return kept[1] if kept is not None and kept[0] == count else None

    def put(self, room_id: str, count: Count, lines: dict[str, str], *, era: int) -> None:
        """Keep the lines; an older list of the room goes, and the oldest of all when there are too many."""
        with self._guard:
            if era != self.era or not self.keeps:
                return
            self._drop(room_id)
            self._kept[room_id] = count, lines
            self._lines += len(lines)
            while self._lines > _MOST_LINES and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Nothing stays in memory, nor what is being written at this moment."""
        with self._guard:
            self.era += 1
            self._kept.clear()
            self._lines = 0

    def _drop(self, room_id: str) -> None:
        if old := self._kept.pop(room_id, None):
            self._lines -= len(old[1])


fragments = Fragments()
lists = Lists()


def forget_all() -> None:
    """Nothing that was rendered stays in memory: somebody left, and took their name and words along."""
    fragments.clear()
    lists.clear()


def forget_word_everywhere(word_id: str) -> None:
    """Nothing of this word stays in the memory of any process."""
    shared.forget("word", [word_id])


def forget_all_everywhere() -> None:
    """Nothing that was rendered stays in the memory of any process."""
    shared.forget("rendered", [])


def _drop(word_ids: Sequence[str]) -> None:
    for word_id in word_ids:
        fragments.drop(word_id)


def _trust(heard: bool) -> None:
    """Keep nothing while other processes may forget words and names without being heard here."""
    fragments.keeps = lists.keeps = heard
    forget_all()


shared.remembers("word", drop=_drop)
shared.remembers("rendered", drop=lambda _names: forget_all(), trust=_trust)
