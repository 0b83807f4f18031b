"""Limits and choices of meetings."""

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.groups.terms import Role
from mutuality.kit.routes import Who

SITTER = Who("members who are in this meeting")

MOST_WHERE = 300
MOST_PART_NAME = 60
MOST_PART_WORDS = 4000
# Far from the ends of every calendar: past those, nobody's clocks can say when it is.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST_ON_THE_PHONE = 4
DATES_SHOWN = 4
DATES_TO_CHANGE = 60
TOGETHER = 2
GENTLE_MINUTES = 3
LOST_AFTER = timedelta(seconds=90)
CAME_IS_SAID = timedelta(minutes=5)
CLOSES_AFTER = timedelta(minutes=1)
NOT_YET_HOLDS = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(hours=3)
EMPTY_FOR = timedelta(minutes=15)
SHELL_STAYS = timedelta(hours=24)
ROOM_DAYS = 2


class Rhythm(TextChoices):
    """How often a group meets."""

    WEEKLY = "weekly", _("Every week")
    ONCE = "once", _("Once")


class Way(TextChoices):
    """Where people meet."""

    HERE = "here", _("Online, on these pages")
    PHONE = "phone", _("By phone")
    PLACE = "place", _("At a place")


ROLE_DOES: dict[str, Promise] = {
    Role.OPENER.value: _("Reads the opening words."),
    Role.FACILITATOR.value: _("Moves the meeting along."),
    Role.TIME_KEEPER.value: _("Gently says when time is up."),
    Role.WELCOMER.value: _("Greets people as they join."),
}

STAYS = [
    (0, _("Erased when the meeting ends")),
    (2, _("Erased two hours after it ends")),
    (24, _("Erased one day after it ends")),
]
DEFAULT_STAYS = 2
TURN_SPANS = [(0, _("This meeting only")), (28, _("For four weeks")), (84, _("For twelve weeks"))]


class Said(TextChoices):
    """What the room itself says."""

    CAME = "came", _("joined")
    STOP = "stop", _("asked us to stop")
    NEED = "need", _("asked for the group")
    ON = "on", _("We go on.")
    STEP = "step", _("The next part begins.")
