"""One look at the table for everybody with a page open: what changed, who may see it now, as which bytes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from mutuality.live import frames, queries
from mutuality.live.terms import FAR_BEHIND, Feed, Hint, Reader, Rendered, Right, topic_of

Ask = tuple[Reader, int]
Wrap = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Batch:
    """What each asker gets, in the order of the asking; None: their right is gone.

    ``newest`` is the cursor of all of them from here on.
    """

    newest: int
    answers: list[bytes | None]


def answer(
    feed: Feed, kind: str, ref: str, *, asks: Sequence[Ask], now: datetime, wrap: Wrap = bytes
) -> Batch:
    """What is new for each reader since their cursor, by the rights that hold at this moment."""
    news = _news(topic_of(kind, ref), cursors={cursor for _, cursor in asks})
    rights = feed.rights(ref, [reader for reader, _ in asks], now=now)
    allowed = [reader for reader, _ in asks if reader.session in rights]
    rendered = _render(feed, ref, news.hints, allowed)
    words = _Words(news, rendered, wrap)
    answers = [words.to(reader, cursor, rights.get(reader.session)) for reader, cursor in asks]
    return Batch(news.newest, answers)


@dataclass(frozen=True, slots=True)
class _News:
    """The notices that somebody still needs, and the two counts between which a cursor is good.

    Counts have no gaps and are trimmed from below: so a cursor is good if the very next notice is still here.
    """

    hints: list[Hint]
    oldest: int
    newest: int

    def lost(self, cursor: int) -> bool:
        return not self.oldest <= cursor <= self.newest


def _news(topic: str, *, cursors: Iterable[int]) -> _News:
    first = min(cursors)
    hints = _hints(topic, since=first)
    newest = 0
    if not hints:
        # Read before the notices are read once more: else a change in between would be stepped over.
        newest = queries.newest(topic)
        hints = _hints(topic, since=first)
    if not hints:
        return _News(hints, newest, newest)
    return _News(hints, hints[0].seq - 1, hints[-1].seq)


def _hints(topic: str, *, since: int) -> list[Hint]:
    hints = queries.notices_since(topic, seq=since, limit=FAR_BEHIND)
    if len(hints) < FAR_BEHIND:
        return hints
    first = max(since, queries.newest(topic) - FAR_BEHIND)
    return queries.notices_since(topic, seq=first, limit=2 * FAR_BEHIND)


def _render(feed: Feed, ref: str, hints: list[Hint], readers: list[Reader]) -> list[Rendered]:
    if not hints or not readers:
        return []
    languages = {reader.language for reader in readers}
    persons = {reader.person for reader in readers}
    return sorted(feed.render(ref, hints, languages=languages, persons=persons), key=lambda item: item.seq)


class _Words:
    """The bytes of a batch, made once for all who get the same."""

    def __init__(self, news: _News, rendered: list[Rendered], wrap: Wrap) -> None:
        self._news = news
        self._rendered = rendered
        self._wrap = wrap
        self._made: dict[tuple[int, str, str, int], bytes] = {}

    def to(self, reader: Reader, cursor: int, right: Right | None) -> bytes | None:
        if right is None:
            return None
        floor = right.floor if right.floor > self._lowest else 0
        person = reader.person if reader.person in self._special else ""
        key = (cursor, reader.language, person, floor)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._wrap(self._compose(*key))
        return made

    @cached_property
    def _lowest(self) -> int:
        return min((item.order for item in self._rendered if item.order is not None), default=0)

    @cached_property
    def _special(self) -> set[str]:
        return {key.partition("/")[2] for item in self._rendered for key in item.html} - {""}

    def _compose(self, cursor: int, language: str, person: str, floor: int) -> bytes:
        if self._news.lost(cursor):
            return frames.frame("reload", seq=self._news.newest, data="")
        due = (item for item in self._rendered if item.seq > cursor)
        return b"".join(_bytes(item, language, person) for item in due if _is_for(item, floor))


def _is_for(item: Rendered, floor: int) -> bool:
    return item.order is None or item.order >= floor


def _bytes(item: Rendered, language: str, person: str) -> bytes:
    if item.event != "put":
        return frames.frame(item.event, seq=item.seq, data=item.target if item.event == "drop" else "")
    html = _html(item.html, language, person)
    return frames.frame("put", seq=item.seq, data=html) if html else b""


def _html(html: Mapping[str, str], language: str, person: str) -> str:
    own = html.get(f"{language}/{person}") if person else None
    return html.get(language, "") if own is None else own
