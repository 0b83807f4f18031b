"""What can be asked in a poll, who sees the answers, and limits."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.kit.routes import Who

POLLED = Who("members who were there when this was asked")

MOST_QUESTION = 500
MOST_OPTION = 120
FEWEST_OPTIONS = 2
MOST_OPTIONS = 8
FEWEST_DAYS = 1
MOST_DAYS = 30
DAYS = 7
CLOSED_A_PAGE = 30
# Of fewer secret answers no number is shown: it would tell who said what.
FEWEST_SECRET = 5
# How long someone drawn by lot has a role, as long as a role can be taken at most.
ROLE_DAYS = 84
LOOKS_AHEAD = timedelta(days=366)


class Kind(TextChoices):
    """What is asked."""

    ONE = "one", _("One answer")
    SEVERAL = "several", _("Several answers")
    RANKING = "ranking", _("Put in order")
    TEMPERATURE = "temperature", _("How do we feel about it?")
    TIMES = "times", _("Find a time")
    LOT = "lot", _("Draw by lot")


SAYS: dict[str, Promise] = {
    Kind.ONE: _("Each person chooses one of up to eight answers. Nothing changes here by itself."),
    Kind.SEVERAL: _("Each person marks every answer that suits them. Nothing changes here by itself."),
    Kind.RANKING: _("Each person puts the answers in order, the best first. Nothing changes here by itself."),
    Kind.TEMPERATURE: _(
        "Each person says how they feel about something, from “yes, gladly” to “no”."
        " Nothing changes here by itself."
    ),
    Kind.TIMES: _(
        "Up to eight times, and each person marks when they can, could or can't."
        " At the end one of them can be proposed to the group in one step."
    ),
    Kind.LOT: _(
        "People who are willing say so, and one of them is drawn with equal chances."
        " How it was drawn is recorded for the group."
    ),
}


class Sight(TextChoices):
    """Who sees the answers, and when."""

    NAMED = "named", _("With names, at once")
    LATER = "later", _("With names, at the end")
    SECRET = "secret", _("Secret")


SEES: dict[str, Promise] = {
    Sight.NAMED: _("Everyone sees who answered what. You can change your answer until the end."),
    Sight.LATER: _("No one sees answers before the end. Then everyone sees who answered what."),
    Sight.SECRET: _(
        "Only how many chose what is shown, at the end and from five answers on. An answer can't be changed."
    ),
}

FEELINGS: tuple[Promise, ...] = (
    _("Yes, gladly"),
    _("Fine with me"),
    _("I'm not sure"),
    _("I'd rather not"),
    _("No"),
)
# One letter for each time, in a code.
CAN, COULD, CANNOT = "2", "1", "0"
SLOT_ANSWERS = [(CAN, _("I can")), (COULD, _("I could, if needed")), (CANNOT, _("I can't"))]
WILLING, NOT_NOW = "1", "0"
