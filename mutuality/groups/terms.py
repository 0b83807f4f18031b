"""Limits, starter formats and choices of groups."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
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

    OPENER = "opener", _("Reader of the opening")
    FACILITATOR = "facilitator", _("Facilitator")
    TIME_KEEPER = "time-keeper", _("Timekeeper")
    WELCOMER = "welcomer", _("Greeter")


class Starter(NamedTuple):
    """A format to begin from. Everything in it can be changed."""

    slug: str
    name: Promise
    about: Promise
    for_whom: Promise
    agreement: Promise
    turns: tuple[Role, ...] = tuple(Role)
    own_turns: tuple[Promise, ...] = ()


_SHARED = _(
    "What is said here stays here. We speak for ourselves. We listen without fixing or giving advice unless someone "
    "asks. Anyone can pass, rest or leave at any time, without a reason. We come as equals."
)

STARTERS: tuple[Starter, ...] = (
    Starter(
        "open-talk",
        _("Open talk"),
        _("We meet and talk about what is on our minds."),
        _("Anyone who shares our experience and wants to talk as equals."),
        _SHARED,
    ),
    Starter(
        "topic",
        _("Topic meeting"),
        _("Each meeting has one topic or question."),
        _("Anyone who wants to think about a shared question together."),
        _(
            "Each time one of us brings a topic. No one has to talk about it. What is said here stays here. "
            "We speak from our own lives and leave advice aside unless someone asks."
        ),
        own_turns=(_("Brings the topic"),),
    ),
    Starter(
        "twelve-step",
        _("Twelve-step style"),
        _("A fixed opening, sharing one at a time without comments, a fixed closing."),
        _("Anyone who wants to stop and to help others do the same."),
        _(
            "We share one at a time, without cross-talk. First names are enough. What you hear here, let it stay here. "
            "There are no dues and no leaders; those who take a turn serve, they do not govern."
        ),
        turns=(Role.OPENER, Role.TIME_KEEPER, Role.WELCOMER),
        own_turns=(_("Reader"), _("Tea and chairs")),
    ),
    Starter(
        "study-circle",
        _("Book or study circle"),
        _("We read or learn something together, without a teacher."),
        _("Anyone who is curious. No marks, no tests."),
        _(
            "We learn from each other, and no one is the teacher. Not having read the text is fine. We may disagree "
            "with an idea and stay kind to the person. What is said about our lives stays here."
        ),
        turns=(Role.OPENER, Role.TIME_KEEPER, Role.WELCOMER),
        own_turns=(_("Reads aloud"),),
    ),
    Starter(
        "outing",
        _("Outings and activities"),
        _("We would rather do something together than sit and talk."),
        _("Anyone who wants company while doing things."),
        _(
            "We do things together at a pace that works for all of us. Anyone can come late, leave early or sit out. "
            "We ask before we touch, share a ride or take a picture. What we tell each other on the way stays with us."
        ),
        turns=(Role.OPENER, Role.WELCOMER),
        own_turns=(_("Finds the way"), _("Waits for the last one")),
    ),
    Starter(
        "alternatives",
        _("Alternatives-to-Suicide style"),
        _("A place to speak openly about wanting to die, without fear of being reported by the group."),
        _("People who think about suicide, or have, and want to talk with others who have been there."),
        _(
            "We can speak openly about wanting to die. We do not assess, report or call anyone behind a person's back. "
            "We do not assume that talk of dying means a plan. We share what we have lived, we stay curious, and we "
            "look together at what makes life hard. What is said here stays here."
        ),
        turns=(Role.OPENER, Role.FACILITATOR, Role.WELCOMER),
        own_turns=(_("Stays on afterwards"),),
    ),
)

IN_DANGER = _(
    "We ask the person: what is happening, what would help now, who should know? We stay if they want us to. "
    "We do not call police or an ambulance without asking them first."
)


def starter(slug: str) -> Starter | None:
    """The starter format of this name."""
    return next((s for s in STARTERS if s.slug == slug), None)


# What the ledger says about an act, and the rule each rests on. Entries keep the short name, pages say it in words.
ACTS = {
    "founded": _("Started the group and set its starting terms"),
    "invitations-taken-back": _("Cancelled all open invitations"),
    "invitation-taken-back": _("Cancelled an invitation that someone else had made"),
}
CLAUSES = {
    "alone": _("The first member of a group sets its starting terms."),
    "doors": _("Any member can cancel all open invitations at once."),
    "one-door": _("Any member can cancel an open invitation."),
}
