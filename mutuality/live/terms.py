"""What an app promises so that its words reach open pages, and the limits of the streams."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

SESSIONS = "sessions"
ENDED = "ended"
TURNED = "turned"
RENEWED = "renewed"
KEPT = timedelta(days=3)
FAR_BEHIND = 500
# Over HTTP/1.1 a browser holds six connections to one server for all its tabs. The other four are for pages.
STREAMS_PER_SESSION = 2
POLLS_WAITING = 8
STREAMS_IN_ALL = 20_000
HEARTBEAT_SECONDS = 25.0
ASK_SECONDS = 2.0
ASK_SECONDS_WITH_REDIS = 20.0
RETRY_SECONDS = 5


def topic_of(kind: str, ref: str) -> str:
    """The name under which everybody with this page open hears that something changed."""
    return f"{kind}/{ref}"


class Hint(NamedTuple):
    """A notice as the hub reads it: that ``ref`` changed, at which count."""

    seq: int
    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a page open: which session, whose, and in which language they read.

    ``followed``: while people meet, it matters whose connection was lost; nowhere else does anybody ask.
    ``view``: whom this reader does not want to hear, as a mark. A page made for another view is made anew.
    ``part``: what of it the open page shows, for a page that shows a part; it narrows, and opens nothing.
    """

    session: str
    person: str
    language: str
    followed: bool = False
    view: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One element of the page as it is now.

    ``html`` is keyed by language, or by "language/person" for the few people for whom it differs; an own key
    goes before the language's. An empty text, or none, means: not for this reader. ``part``: only pages that
    show this part, or all of it, get it.
    """

    seq: int
    event: Literal["put", "drop", "reload"]
    target: str
    order: int | None = None
    html: Mapping[str, str] = field(default_factory=dict)
    part: str = ""


class Feed(Protocol):
    """What an app tells the hub about one kind of page. All of it is asked in a pool thread."""

    def admit(self, ref: str, *, token: str | None, language: str, now: datetime) -> Reader | None:
        """Who is at the door; None for "not yours" and for "not there", so that asking teaches nothing."""

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        """The rights that hold at this moment, by session, in one query: the order from which on they may read.

        Words of a lower order were said before they came. A session that has ended and a person who has left
        have none, and their stream is closed.
        """

    def render(
        self,
        ref: str,
        notices: Sequence[Hint],
        *,
        languages: set[str],
        persons: set[str],
        parts: Collection[str],
    ) -> list[Rendered]:
        """What the notices point to as it is now, once for each target: there is put, gone is drop.

        ``parts``: what the open pages show, so that nothing is made that none of them has a place for.
        """
