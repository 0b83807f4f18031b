"""Limits and choices of groups."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mutuality.kit import cookies

CIRCLE = "group"
# The part of the group's live order that its page hears: of no topic.
ABOUT = "about"
INVITATION_STAYS = timedelta(hours=72)
KNOCK_STAYS = timedelta(days=7)
ALONE_DAYS = 30
MOST_AGREEMENT = 6000
MOST_FOR_WHOM = 300
MOST_OUR_LIMITS = 2000
MOST_MEETINGS = 200
MOST_OWN_TURNS = 6
MOST_GROUPS = 60
# Of a list that grows: the ledger, and the ways in that are open.
LINES_A_PAGE = 50
# So many of the newest are checked each time somebody reads the ledger.
LINES_CHECKED = 200
MOST_POSTER_SAYS = 120
# More than this many at once are not people whom a poster brought.
MOST_KNOCKS = 40
STRIPS = 8
ANSWERS_NEEDED = 2
DOOR_COOKIE = cookies.declare("d")
KNOCK_COOKIE = cookies.declare("n")


class Way(TextChoices):
    """How an invitation reaches people."""

    LINK = "link", _("A link for one person")
    SPOKEN = "spoken", _("Four words to say")
    MANY = "many", _("A link for many")
    OPENED = "opened", _("Opened for someone who asked to join")


class Inviting(TextChoices):
    """Who may ask people in."""

    MEMBERS = "members", _("Every member")
    NOBODY = "nobody", _("No one for now")


class Role(TextChoices):
    """A task in a meeting that any member can take for a time. A group settles which it has, and names its own."""

    OPENER = "opener", _("Opening reader")
    FACILITATOR = "facilitator", _("Facilitator")
    TIME_KEEPER = "time-keeper", _("Timekeeper")
    WELCOMER = "welcomer", _("Greeter")


IN_DANGER = _(
    "We ask the person: what is happening, what would help now, who should know? We stay if they want us to. "
    "We do not call police or an ambulance without asking them first."
)


# What the ledger says about an act, and the rule each rests on. Entries keep the short name, pages say it in words.
ACTS = {
    "founded": _("Started the group and set its starting rules"),
    "invitations-taken-back": _("Canceled all open invitations"),
    "invitation-taken-back": _("Canceled an invitation that someone else had made"),
}
CLAUSES = {
    "alone": _("The first member of a group sets its starting rules."),
    "doors": _("Any member can cancel all open invitations at once."),
    "one-door": _("Any member can cancel an open invitation."),
}
