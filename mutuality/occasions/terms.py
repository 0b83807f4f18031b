"""Rhythms, kinds, ways and limits of what happens at a time."""

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Far from the ends of every calendar: past those, nobody's clocks can say when it is.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST_TITLE, MOST_WHERE, MOST_LINE, MOST_ABOUT = 80, 300, 200, 2000
MOST_TIMES, MOST_EVERY = 200, 12
MOST_MINUTES = 1440
MOST_HELD, MOST_OWN, MOST_FEEDS, MOST_CHANGES = 60, 200, 20, 200
# A change of a date is kept this long after it, for calendars that fetch rarely.
CHANGES_STAY = timedelta(days=30)
ENDED_STAYS = timedelta(days=30)
OPENERS_STAY = timedelta(days=1)
DATES_SHOWN = 6
DATES_TO_CHANGE = 60


class Rhythm(TextChoices):
    """How often something happens. Each but the last two goes by the first date."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week, or every few weeks")
    MONTH_WEEKDAY = "monthday", _("Every month on the same weekday, such as the second Tuesday")
    MONTH_LAST = "monthlast", _("Every month on the last such weekday, such as the last Friday")
    MONTH_DATE = "monthdate", _("Every month on the same date, such as the 14th")
    ARRANGED = "arranged", _("By arrangement, with no fixed dates")


class Kind(TextChoices):
    """What it is."""

    ACTIVITY = "activity", _("Something to do together")
    CLASS = "class", _("A class or course")
    OPEN = "open", _("Opening hours")
    MEETING = "meeting", _("A meeting for everyone here")


class Way(TextChoices):
    """Where people meet."""

    PLACE = "place", _("At a place")
    PHONE = "phone", _("By phone")
    ONLINE = "online", _("Online, somewhere else")
    HYBRID = "hybrid", _("At a place, and by phone or online too")
    ROOM = "room", _("In our group's room on these pages")


class Shown(TextChoices):
    """Who sees it in the week."""

    MEMBERS = "members", _("Only our group")
    PLACE = "place", _("Everyone in this community")


class Access(TextChoices):
    """What makes it easier, or possible, to be there."""

    STEP_FREE = "step-free", _("No steps")
    TOILETS = "toilets", _("A toilet you can reach by wheelchair")
    QUIET = "quiet", _("A quiet space nearby")
    CAPTIONS = "captions", _("Captions")
    SIGN = "sign", _("Sign language")
    TRANSPORT = "transport", _("Bus or train nearby")
    CHILDREN = "children", _("Children are welcome")
    SOBER = "sober", _("No alcohol")
