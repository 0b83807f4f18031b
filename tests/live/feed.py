"""A feed of plain lines, so that the hub can be tried without rooms: rows in memory, rights as a set."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mutuality.live.terms import Audience, For, Hint, Reader, Rendered


@dataclass
class Lines:
    """Sessions are named "person.number"; whoever is in ``floors`` may read, from that order on."""

    floors: dict[str, int] = field(default_factory=dict)
    rows: dict[str, tuple[int, str]] = field(default_factory=dict)
    own_words: dict[tuple[str, str], str | None] = field(default_factory=dict)
    looks: int = 0
    lets_in: bool = True
    followed: bool = False

    def admit(
        self, ref: str, *, token: str | None, language: str, asked: Mapping[str, str], now: datetime
    ) -> Reader | None:
        person = (token or "").partition(".")[0]
        if not self.lets_in or token is None or person not in self.floors:
            return None
        return Reader(session=token, person=person, language=language, followed=self.followed)

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        self.looks += 1
        return {
            reader.session: self.floors[reader.person] for reader in readers if reader.person in self.floors
        }

    def render(self, ref: str, notices: Sequence[Hint], audience: Audience) -> list[Rendered]:
        latest = {notice.ref: notice.seq for notice in notices}
        return [self._element(ref, seq, audience) for ref, seq in latest.items()]

    def _element(self, ref: str, seq: int, audience: Audience) -> Rendered:
        if ref not in self.rows:
            return Rendered(seq=seq, event="drop", target=ref)
        order, words = self.rows[ref]

        def html(reader: For) -> str | None:
            return self.own_words.get((ref, reader.person or ""), words)

        apart = [person for row, person in self.own_words if row == ref]
        return Rendered(seq=seq, event="put", target=ref, came=order, html=audience.each(html, apart=apart))
