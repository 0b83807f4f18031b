"""What there can be on the shelf, and how much is found at once."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Our five sources, as our own page of sources calls them, and what each is.
SEEDS = {
    "000": _("slides of a talk for agencies"),
    "001": _("slides of a training, after Darby Penney"),
    "002": _('the chapter "Peer Support Fundamentals" of a guide for women who live with trauma'),
    "003": _("the appendix on peer support of a toolkit for speaking up in one's care"),
    "004": _('the chapter "Peer Support Fundamentals", with its list of resources'),
}
# Whether something of others can be had: at its address, no more, we could not tell, or on paper.
STATES = ("here", "gone", "unsure", "book")

MOST_WANTED = 80
MOST_FOUND = 20

# What people without an account say is wrong.
MOST_LINE = 300
MOST_LINES_AN_ENTRY = 5
MOST_LINES = 200
LINE_DAYS = 60
# What two members say about it.
MOST_NOTE = 600
SUGGESTED_DAYS = 30
# The open record of it, for the whole place.
MOST_RECORDED = 100
LEDGER = "shelf"
ASKED, SETTLED = "shelf-asked", "shelf-settled"


class Outcome(TextChoices):
    """What two members found when they looked at an entry."""

    NOTE = "note", _("Something is wrong, and a note next to it says what is right")
    GONE = "gone", _("The address is gone")
    NOTHING = "nothing", _("Nothing is wrong")


# What a circle has on its own shelf.
MOST_TITLE = 120
MOST_NOTE_BEFORE = 300
MOST_TEXT = 8_000
MOST_OWN = 60
MOST_HELPED_EACH = 20
MOST_HELPED = 3_000
TEXT, HIDING = "shelf-text", "shelf-hiding"
