"""How long each part of a concern takes at most, and what a circle can decide."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mutuality.kit.routes import Who

PARTY = Who("the two people of a concern, and the circle of three that was drawn for it")
TALKER = Who("those who were asked to talk it through")

SEATS = 3
ENOUGH = 2
SEAT_DAYS = timedelta(days=3)
ANSWER_DAYS = timedelta(days=7)
DECIDE_DAYS = timedelta(days=14)
APPEAL_DAYS = timedelta(days=14)
# Without three who are willing by then, it ends.
DRAW_DAYS = timedelta(days=21)
FORGET_DAYS = timedelta(days=90)
TALK_DAYS = timedelta(days=14)
ALONG_DAYS = timedelta(days=14)
RESTS = timedelta(days=30)
MOST_OPEN = 1
# By one person, in 90 days.
MOST_IN_A_WHILE = 3
MOST_AWAY = 90
MOST_APART = 365
MOST_WORDS = 4000


class Stage(TextChoices):
    """Where a concern is."""

    DRAWING = "drawing", _("A circle is being drawn")
    ANSWERING = "answering", _("The person concerned can answer")
    DECIDING = "deciding", _("The circle decides")
    DECIDED = "decided", _("Decided")
    OVER = "over", _("Ended without a decision")


OPEN = (Stage.DRAWING, Stage.ANSWERING, Stage.DECIDING)


class Seat(TextChoices):
    """What someone who was drawn has said, or what was said of them."""

    ASKED = "asked", _("Asked")
    YES = "yes", _("Takes part")
    NO = "no", _("Doesn't take part")
    SILENT = "silent", _("Didn't answer")
    STRUCK = "struck", _("Declined")


class Outcome(TextChoices):
    """What a circle can decide."""

    TEXT = "text", _("Nothing but a text")
    ERASE = "erase", _("The attached message is erased")
    AWAY = "away", _("Time away: they can't write here for a while")
    PART = "part", _("Parting ways, until a day on which they can ask to come back")


# What the ledger calls it. "Nothing but a text" is no use of power, and stands nowhere.
LEDGER = {f"concern-{one}": one for one in (Outcome.ERASE, Outcome.AWAY, Outcome.PART)}
CHANGED = "concern-changed"
