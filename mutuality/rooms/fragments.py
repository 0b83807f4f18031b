"""Words as they were rendered last, in the memory of this process and nowhere else."""

from collections import OrderedDict
from threading import Lock

_MOST_FRAGMENTS = 4000


class Fragments:
    """Rendered words that have not changed, in memory only. A changed word has another version."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[tuple[object, ...], str]] = OrderedDict()
        self._guard = Lock()

    def get(self, word_id: str, key: tuple[object, ...]) -> str | None:
        """The fragment of this word in this form, if it is here."""
        return self._kept.get(word_id, {}).get(key)

    def put(self, word_id: str, key: tuple[object, ...], html: str) -> None:
        """Keep a fragment; older versions of the word go."""
        with self._guard:
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


fragments = Fragments()
