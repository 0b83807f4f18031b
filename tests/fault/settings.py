"""The ground only: what is sealed, promised and written down, without pages."""

from mutuality.host.settings import *  # noqa: F403

INSTALLED_APPS = ["mutuality.vault", "mutuality.outbox", "mutuality.ledger"]
MIDDLEWARE: list[str] = []
