"""Django's PostgreSQL with a pool that keeps to ``locks.impatient``, so that no one who leaves waits for a database."""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

from mutuality.kit import locks

# After one thread has waited in vain, others that may not wait long ask only for what is there already.
AWAY_SECONDS = 5.0
ALREADY_THERE_SECONDS = 0.05
# A process that was frozen in the middle of a change must not keep all others waiting.
_FROZEN = "SET idle_in_transaction_session_timeout = '60s'"


class _Bounded:
    """A pool that hands out connections within the patience of the thread that asks."""

    _missed_at = float("-inf")

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    def getconn(self) -> Any:
        patience = locks.patience()
        if patience is not None and time.monotonic() - _Bounded._missed_at < AWAY_SECONDS:
            patience = min(patience, ALREADY_THERE_SECONDS)
        try:
            found = self._pool.getconn(timeout=patience)
        except OperationalError:
            _Bounded._missed_at = time.monotonic()
            raise
        _Bounded._missed_at = float("-inf")
        return found


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    @property
    def pool(self) -> Any:
        """The pool of this process, or nothing where none was asked for."""
        found = super().pool
        return found and _Bounded(found)

    def _configure_connection(self, connection: Any) -> bool:
        super()._configure_connection(connection)  # type: ignore[misc]  # the stubs lag behind
        connection.execute(_FROZEN)
        return True
