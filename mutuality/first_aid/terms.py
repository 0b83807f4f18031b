"""What two members can do together at once, for how long, and how often."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The three short steps."""

    PAUSE = "pause", _("Pause the conversation")
    WAIT = "wait", _("Keep someone from writing here")
    FOLD = "fold", _("Fold a message")


LASTS = {Kind.PAUSE: timedelta(hours=24), Kind.WAIT: timedelta(days=7), Kind.FOLD: timedelta(hours=72)}
# Before the same thing can be done again: to the same room, to the same person, to the same message.
RESTS = {Kind.PAUSE: timedelta(days=7), Kind.WAIT: timedelta(days=30), Kind.FOLD: timedelta(days=7)}
# A request that no one agrees to fades.
ASKED_FOR = timedelta(hours=24)
MOST_ASKED = 3
MOST_ANSWER = 2000
MOST_CLAUSES = 40
FEWEST_FOR_WAIT = 3
# What the ledger calls it: that one asked, that another agreed, and that two ended it before its time.
ASKED, DONE, ENDED = "asked", "done", "ended"


def in_ledger(kind: str, act: str) -> str:
    """Return the short name of an entry."""
    return f"first-aid-{kind}-{act}"


LEDGER = {in_ledger(kind, act): (kind, act) for kind in Kind for act in (ASKED, DONE, ENDED)}
