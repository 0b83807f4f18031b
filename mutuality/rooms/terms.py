"""Limits and choices of rooms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mutuality.kit.routes import Who

MEMBER = Who("members of this group")
NEIGHBOUR = Who("the others in the same room")

MOST_WORDS = 8000
# So many people are shown beside what is said; of more, the rest is on a page of its own.
MOST_BESIDE = 20
# What waits for a turn in a meeting: one's own words and those of people on the phone.
MOST_WAITING = 4 * MOST_WORDS
# A book has as many. Without an end, one person could fill the disk of everyone.
MOST_LETTERS_A_DAY = 500_000
MOST_NOTE = 120
MOST_TITLE = 80
MOST_PRONOUNS = 60
WORDS_A_PAGE = 50
MOST_TOPICS_BEGUN = 200
TOPICS = "topics"
WORD, SAID = "word", "said"
DEFAULT_RETENTION_DAYS = 30
RETENTIONS = [(1, _("One day")), (7, _("One week")), (30, _("30 days")), (90, _("90 days"))]
KEPT = {
    1: _("Erased after one day."),
    7: _("Erased after one week."),
    30: _("Erased after 30 days."),
    90: _("Erased after 90 days."),
}


class Asks(TextChoices):
    """What someone would like back for their words."""

    HEAR = "hear", _("Just hear me")
    IDEAS = "ideas", _("Ideas are welcome")


class Kind(TextChoices):
    """The three quiet signals. They show names, never totals."""

    HEARD = "heard", _("I hear you")
    THANKS = "thanks", _("Thank you")
    WITH = "with", _("With you")
