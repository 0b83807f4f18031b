"""Limits and choices of the people app."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mutuality.kit import cookies

PASSPHRASE_LEAST = 15
PASSPHRASE_MOST = 256
RECOVERY_CODES = 8
OWN_DEVICE_STAYS = timedelta(days=60)
OTHER_DEVICE_STAYS = timedelta(hours=12)
CURTAIN_AFTER = timedelta(minutes=5)
CONFIRMED_FOR = timedelta(minutes=10)
EARLIER_TOKEN_STAYS = timedelta(minutes=1)
PARKED_FOR = timedelta(minutes=15)
MOST_PARKED = 10
DRAFT_STAYS = timedelta(days=7)
MOST_DRAFTS = 40
MOST_DEVICES = 40
WAY_BACK_STAYS = timedelta(days=7)
# Who may start a group, where a place leaves that to those who have been there for a while.
STARTING_AFTER = timedelta(days=14)
FEWEST_LONGER = 3
# So long Home says that the place was settled anew.
PLACE_NEWS = timedelta(days=14)
CHALLENGE_STAYS = timedelta(minutes=6)
MOST_PASSKEYS = 12
COME_IN = "come-in"
SESSION_COOKIE = cookies.declare("s")
PARKED_COOKIE = cookies.declare("k")
TICKET_COOKIE = cookies.declare("p")
LANGUAGE_COOKIE = cookies.declare("l")
KNOWN_COOKIE = cookies.declare("u")
ONCE_COOKIE = cookies.declare("o")
TOLD_COOKIE = cookies.declare("w")
HOME_ICON_COOKIE = cookies.declare("i")

# What a person says of themself in a line, all sealed under one key; quiet hours too: they tell when somebody sleeps.
LINES = ("pronouns", "bound", "quiet")

THEMES = [("", _("Same as my device")), ("light", _("Light")), ("dark", _("Dark"))]
SIZES = [
    ("", _("Same as my device")),
    ("large", _("Larger")),
    ("larger", _("Much larger")),
    ("largest", _("Twice as large")),
]
FACES = [("", _("My device's font")), ("reading", _("Easier-to-read font"))]
COMFORTS = [
    ("calm", _("Calm colors")),
    ("contrast", _("More contrast")),
    ("spacious", _("More space")),
    ("moving", _("A little movement")),
]
ANNOUNCED = [
    ("words", _("New words, and when it is my turn")),
    ("turn", _("Only when it is my turn")),
    ("nothing", _("Nothing")),
]


class Starting(TextChoices):
    """Who may start a group here."""

    EVERYONE = "", _("Everyone")
    LATER = "later", _("People who have been here for 14 days")
