"""Open pages, and the topics they hang on."""

from typing import Protocol

from mutuality.live.terms import Reader


class Wire(Protocol):
    """The part of a connection that the hub uses."""

    def write(self, content: bytes) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...
    def is_closing(self) -> bool: ...


class Flow(Protocol):
    """Whether the other end takes what is written."""

    write_paused: bool


class Page:
    """An open page: who reads it, and up to which count they have everything."""

    __slots__ = ("cursor", "flow", "open", "reader", "wire")

    def __init__(self, reader: Reader, *, cursor: int, wire: Wire, flow: Flow) -> None:
        self.reader = reader
        self.cursor = cursor
        self.wire = wire
        self.flow = flow
        self.open = True

    def write(self, chunk: bytes) -> None:
        """Hand the bytes on, or cut the reader off who has not taken the last ones."""
        if self.wire.is_closing():
            self.open = False
        elif self.flow.write_paused:
            self.open = False
            self.wire.abort()
        else:
            self.wire.write(chunk)

    def end(self, last: bytes) -> None:
        """Say the last word and close."""
        if self.open:
            self.write(last)
            self.open = False
            self.wire.close()


class Watch:
    """All open pages of one topic. One look at the table at a time, for all who are due by then."""

    __slots__ = ("all_due", "busy", "due", "kind", "pages", "ref", "seq")

    def __init__(self, kind: str, ref: str) -> None:
        self.kind = kind
        self.ref = ref
        self.pages: set[Page] = set()
        self.due: set[Page] = set()
        self.all_due = False
        self.busy = False
        self.seq = 0

    def take_due(self) -> list[Page]:
        """Those who wait for a look by now; from here on nobody does."""
        waiting = self.pages if self.all_due else self.due
        self.due, self.all_due = set(), False
        return list(waiting)
