"""What an app promises so that its words reach open pages, and the limits of the streams."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


class Outdated(Exception):
    """An open page was made for something that holds no more, and has to be made again."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a page open: which session, whose, and in which language they read.

    ``followed``: while people meet, it matters whose connection was lost; nowhere else does anybody ask.
    ``only``: a mark of the feed's own for a page that shows one part; it narrows, and opens nothing.
    """

    session: str
    person: str
    language: str
    followed: bool = False
    only: str = ""


class For(NamedTuple):
    """For whom a variant is: everyone who reads in a language, or one person among them."""

    language: str
    person: str | None = None


Variants = Mapping[For, str | None]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who has the page open at this moment, for those who render: in which languages, who, and which parts of it."""

    languages: frozenset[str]
    persons: frozenset[str]
    only: frozenset[str] = frozenset({""})

    def each(
        self, render: Callable[[For], str | None], *, apart: Iterable[str] = ()
    ) -> dict[For, str | None]:
        """Return what ``render`` makes for each language, and for each person here for whom it differs (``apart``)."""
        persons = [None, *(person for person in dict.fromkeys(apart) if person in self.persons)]
        readers = [For(language, person) for person in persons for language in self.languages]
        return {reader: render(reader) for reader in readers}


@dataclass(frozen=True, slots=True)
class Rendered:
    """One element of the page as it is now.

    ``html``: the variant of a person goes before that of their language. None, or none at all: not for this reader.
    ``came``: the count at which it came about; a person who may hear only from a later count on does not get it.
    ``only``: pages that show this part get it, and those that show everything.
    """

    seq: int
    event: Literal["put", "drop", "reload"]
    target: str
    came: int | None = None
    html: Variants = field(default_factory=dict)
    only: str = ""


class Feed(Protocol):
    """What an app tells the hub about one kind of page. All of it is asked in a pool thread."""

    def admit(
        self, ref: str, *, token: str | None, language: str, asked: Mapping[str, str], now: datetime
    ) -> Reader | None:
        """Who is at the door; None for "not yours" and for "not there", so that asking teaches nothing.

        ``asked``: what the address of the stream says besides. Raises Outdated for a page that no longer holds.
        """

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        """The rights that hold at this moment, by session, in one query: the count from which on they may hear.

        A session that has ended and a person who has left have none, and their stream is closed.
        """

    def render(self, ref: str, notices: Sequence[Hint], audience: Audience) -> list[Rendered]:
        """What the notices point to as it is now, once for each target: there is put, gone is drop."""
