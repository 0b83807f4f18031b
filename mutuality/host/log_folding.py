"""SQLite's log is folded into the file beside the words, not within the commit of someone's word."""

import threading

import structlog
from django.db import DatabaseError, connection

from mutuality.kit import locks

PAUSE = 1.0
STOPPING_SECONDS = 0.3
log = structlog.get_logger("mutuality.site")


class LogFolding:
    """A thread that folds the log each second in which something was written. Other databases need none.

    What it does is never needed for what was said to be safe: a word is in the log, on the disk, before it is
    answered, and SQLite reads the log again after a crash. If the thread can't fold, SQLite does it itself, later and
    within a commit (``database_address``).
    """

    def __init__(self, *, pause: float = PAUSE) -> None:
        self._pause = pause
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failed = False

    def start(self) -> None:
        """Begin, in a thread of its own."""
        if connection.vendor == "sqlite":
            self._thread = threading.Thread(target=self._run, name="log_folding", daemon=True)
            self._thread.start()

    def stop(self) -> bool:
        """End. False when it is still folding; nothing is lost then, and whoever folds next waits for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOPPING_SECONDS)
            return not self._thread.is_alive()
        return True

    def _run(self) -> None:
        done = -1
        while not self._stop.wait(self._pause):
            if (written := locks.writes()) != done and self._fold():
                done = written
        connection.close()

    def _fold(self) -> bool:
        """False where there is more to fold, or where it failed: both are tried again."""
        try:
            whole = locks.fold_beside()
        except DatabaseError as trouble:
            if not self._failed:
                log.error("site.log_not_folded", trouble=type(trouble).__name__)
            self._failed = True
            connection.close()
            return False
        self._failed = False
        return whole
