"""The one who does what is due, in a thread of its own."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections, connection

from mutuality.outbox import operations, terms
from mutuality.outbox.models import Duty

Handler = Callable[[str, datetime], None]
Returning = Callable[[datetime], object]

_log = structlog.get_logger("outbox")


class Worker:
    """Does duties as they come due, in as many processes as there are; each duty is done by one of them.

    ``handlers``: kind → ``act(ref, now)``. ``returning``: kind → (``act(now)``, how often). A handler may run
    twice after a crash, so it must not mind. Of trouble only the kind of duty and of error is logged.
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        clock: Callable[[], datetime],
        returning: Mapping[str, tuple[Returning, timedelta]] | None = None,
        pause: float = 1.0,
    ) -> None:
        self._handlers, self._returning = handlers, returning or {}
        self._clock, self._pause = clock, pause
        self._kinds = [*handlers, *self._returning]
        self._booked = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="outbox", daemon=True)
        self._thread.start()

    def stop(self, *, within: float = 4.0) -> bool:
        """Finish the duty at hand and end; false when it took longer than that many seconds."""
        self._stop.set()
        if self._thread:
            self._thread.join(within)
            return not self._thread.is_alive()
        return True

    def run(self) -> None:
        """Do what is due until asked to stop."""
        try:
            while not self._stop.is_set():
                if not self._round():
                    self._stop.wait(self._pause)
        finally:
            connection.close()

    def once(self) -> int:
        """Do everything due at this moment; how many duties were taken up."""
        now, taken = self._clock(), 0
        while not self._stop.is_set() and (duty := operations.claim(now=now, kinds=self._kinds)):
            self._do(duty)
            taken += 1
        return taken

    def book(self) -> None:
        """Put the returning duties into the book, once; a new one is due at once."""
        if not self._booked:
            for kind in self._returning:
                operations.keep_every(kind, first=self._clock())
            self._booked = True

    def _round(self) -> int:
        try:
            close_old_connections()
            self.book()
            return self.once()
        except DatabaseError as trouble:
            _log.warning("outbox_waits", trouble=type(trouble).__name__)
            return 0

    def _do(self, duty: Duty) -> None:
        now = self._clock()
        try:
            again = self._act(duty, now)
        except Exception as trouble:
            _log.warning("duty_put_off", kind=duty.kind, trouble=type(trouble).__name__, tries=duty.tries + 1)
            operations.put_off(duty, now=now)
        else:
            operations.finish(duty, again_at=again)

    def _act(self, duty: Duty, now: datetime) -> datetime | None:
        if duty.ref == terms.EVERY:
            act, every = self._returning[duty.kind]
            act(now)
            return now + every
        self._handlers[duty.kind](duty.ref, now)
        return None
