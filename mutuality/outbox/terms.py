"""How patient the outbox is."""

from datetime import timedelta

CLAIM_LASTS = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
EVERY = "every:"
