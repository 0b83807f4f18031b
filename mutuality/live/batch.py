"""One look at the table for everybody with a page open: what changed, who may see it now, as which bytes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mutuality.live import frames, queries
from mutuality.live.terms import FAR_BEHIND, Audience, Feed, For, Hint, Reader, Rendered, Variants, topic_of

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
    return Batch(news.newest, _Words(news, rendered, wrap).to_each(asks, rights))


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
    audience = Audience(
        languages=frozenset(reader.language for reader in readers),
        persons=frozenset(reader.person for reader in readers),
        only=frozenset(reader.only for reader in readers),
    )
    return sorted(feed.render(ref, hints, audience), key=lambda item: item.seq)


class _Words:
    """The bytes of a batch, made once for all who get the same."""

    def __init__(self, news: _News, rendered: list[Rendered], wrap: Wrap) -> None:
        self._news = news
        self._rendered = rendered
        self._wrap = wrap
        self._made: dict[tuple[int, str, str | None, int, str], bytes] = {}

    def to_each(self, asks: Sequence[Ask], rights: Mapping[str, int]) -> list[bytes | None]:
        lowest = min((item.came for item in self._rendered if item.came is not None), default=0)
        apart = {key.person for item in self._rendered for key in item.html}
        answers: list[bytes | None] = []
        for reader, cursor in asks:
            first = rights.get(reader.session)
            if first is None:
                answers.append(None)
                continue
            if cursor < first - 1:
                # What changed before someone came is no news for them, from whichever count they ask.
                cursor = max(cursor, min(first - 1, self._news.newest))
            person = reader.person if reader.person in apart else None
            key = (cursor, reader.language, person, first if first > lowest else 0, reader.only)
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = self._wrap(self._compose(*key))
            answers.append(made)
        return answers

    def _compose(self, cursor: int, language: str, person: str | None, first: int, only: str) -> bytes:
        if self._news.lost(cursor):
            return frames.frame("reload", seq=self._news.newest, data="")
        whom = For(language, person)
        due = [item for item in self._rendered if item.seq > cursor and _is_for(item, first, only)]
        said = [(item, data) for item in due if (data := _data(item, whom)) is not None]
        last = {item.seq: place for place, (item, _) in enumerate(said)}
        # Two changes at one count: only the last names it, else a stream cut between them would lose it.
        counts = [item.seq if last[item.seq] == place else None for place, (item, _) in enumerate(said)]
        return b"".join(
            frames.frame(item.event, seq=seq, data=data)
            for (item, data), seq in zip(said, counts, strict=True)
        )


def _is_for(item: Rendered, first: int, only: str) -> bool:
    return (item.came is None or item.came >= first) and (not only or item.only in ("", only))


def _data(item: Rendered, whom: For) -> str | None:
    """What the frame says; nothing where it is not for this reader."""
    if item.event != "put":
        return item.target if item.event == "drop" else ""
    return _variant(item.html, whom)


def _variant(html: Variants, whom: For) -> str | None:
    return html[whom] if whom in html else html.get(For(whom.language))
