"""Limits and choices of decisions."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mutuality.ballots import rules
from mutuality.kit.routes import Who

DECIDER = Who("members who were there when this was opened")
REWORDER = Who("who proposed this, and who decides on it and can't agree")

FEWEST_DAYS = 7
MOST_DAYS = 30
LONGEST_OPEN = timedelta(days=30)
DAYS = 7
# A first wording is followed by so many; from then on, by one a day.
WORDINGS_AT_ONCE = 3
# So many of those that follow can be by others than the person who proposed it.
MOST_BY_OTHERS = 2
MOST_WHY = 2000
MOST_BECAUSE = 2000
LATEST_REVIEW = timedelta(days=366)
REVIEW_SHOWN = timedelta(days=14)
ENDED_A_PAGE = 30
READ_A_PAGE = 30
OUR_TERMS = "terms"
PLAIN = "plain"
MOST_WHAT = 2000
FIRST_LINE = 140
MOST_MINUTES = 100
# The rules that a group can choose for itself.
WAYS = (rules.CONSENT, rules.CONSENSUS, rules.EVERYONE, rules.MAJORITY)
ADVICE = "advice"
# However a group decides: no choice of a rule freezes how it decides, and advice binds no one.
ALWAYS_BY = {"deciding": rules.CONSENT, ADVICE: rules.ADVICE}


class Outcome(TextChoices):
    """How a proposal ended."""

    ADOPTED = "adopted", _("Adopted")
    TAKEN_BACK = "taken-back", _("Taken back")
    DROPPED = "dropped", _("After hearing advice, it was left out.")
    OVER = "over", _("Its date passed. Nothing changed.")
    DECLINED = "declined", _("Too many could not agree. Nothing changed.")
    TOO_FEW = "too-few", _("Fewer than two who were to decide are left. Nothing changed.")
    OTHERS_CAME = "others-came", _("More people have joined than were asked. Nothing changed.")
