"""Limits and choices of the people app."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

PASSPHRASE_LEAST = 15
PASSPHRASE_MOST = 256
RECOVERY_CODES = 8
OWN_DEVICE_STAYS = timedelta(days=60)
OTHER_DEVICE_STAYS = timedelta(hours=12)
CURTAIN_AFTER = timedelta(minutes=5)
CONFIRMED_FOR = timedelta(minutes=10)
PARKED_FOR = timedelta(minutes=15)
DRAFT_STAYS = timedelta(days=7)
MOST_DRAFTS = 40
WAY_BACK_STAYS = timedelta(days=7)
SESSION_COOKIE = "s"
PARKED_COOKIE = "k"

THEMES = [("", _("As my device is set")), ("light", _("Light")), ("dark", _("Dark"))]
COMFORTS = [("calm", _("Calm colours")), ("contrast", _("More contrast")), ("spacious", _("More space"))]
