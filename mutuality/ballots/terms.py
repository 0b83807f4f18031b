"""Answers that people give in a ballot, and how a ballot can end."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FEWEST_VOICES = 2
ENOUGH_VOICES = 3


class Stance(TextChoices):
    """What one person says to a wording. Saying nothing is not a yes."""

    ACCEPT = "accept", _("I agree")
    NOT_THIS = "not-this", _("I can't agree with this")


class Ends(StrEnum):
    """What a rule makes of the answers that have been given."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    OTHERS_CAME = "others-came"
