"""Answers that people give in a ballot, and how a ballot can end."""

from datetime import timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FEWEST_VOICES = 2
ENOUGH_VOICES = 3
# Objections are met with other words so often. After that, three quarters of the answers decide.
MOST_MET = 2
# How long a wording is open at least.
WINDOW = timedelta(days=7)
# Where someone can't agree on the last day, there is time to find other words.
TO_REWORD = timedelta(days=3)
# What was settled is not asked again before this is over.
RESTS = timedelta(days=30)
# So long after joining, a person decides on what keeps others safe.
SAFETY_AFTER = timedelta(days=14)


class Stance(TextChoices):
    """What one person says to a wording. Saying nothing is not a yes."""

    ACCEPT = "accept", _("I agree")
    NOT_THIS = "not-this", _("I can't agree with this")
    RESERVED = "reserved", _("I agree, with reservations")
    ASIDE = "aside", _("I step aside")
    ADVICE = "advice", _("My advice")


class Ends(StrEnum):
    """What a rule makes of the answers that have been given."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    LONGER = "longer"
    OTHERS_CAME = "others-came"
