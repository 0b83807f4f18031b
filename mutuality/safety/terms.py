"""The fixed short form of a limits statement, and the dated list of support numbers that ships."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

MOST_ANSWER = 600
# What all who are here decide on: what they promise, and the place itself.
LIMITS, PLACE = "limits", "place"
# The ledger of the whole place, what an act of the person at the server is called there, and what it rests on.
PLACE_LEDGER, HOST_FACTS, BY_HOST = "place", "host-facts", "host"
# No meeting brings the whole place together, so a proposal for all is open for two weeks, and for so many days at most.
REWORDING_DAYS = 14
MOST_REWORDING_DAYS = 30
MOST_BECAUSE = 600
WORDINGS_AT_ONCE = 3
MOST_NUMBER = {"country": 60, "name": 120, "reach": 80, "about": 200}
MOST_NUMBER_CHANGES = 3
NUMBER_CHANGE_DAYS = 7
NUMBER_CHANGE_SHOWN = 30
NUMBER_CHANGE_NEWS = 14
MOST_CARD_LINE = 600
KEPT_DAYS = 90
MOST_KEPT = 500
CARD_LINES = {
    "struggle": _("When I'm struggling"),
    "please": _("Please do"),
    "please_not": _("Please don't"),
}
MARKS = [
    ("law", _("The law requires this")),
    ("choose", _("Our own choice")),
    ("not", _("We don't do this")),
]

# Source: DESIGN.md, rules that keep people safe, 7.
AGENCY_LINE = _("Your employer or treatment provider runs this.")
NO_AGENCY = _("No employer and no treatment provider runs this.")
AGENCY_ASKS = _("Whose server this is")


class Question(NamedTuple):
    """One line of the limits statement. ``mark`` is what the starter suggests.

    It is empty for plain facts, and where it would say the same twice.
    """

    slug: str
    asks: Promise
    starter: Promise | str
    mark: str
    help: Promise


# Source: DESIGN.md, "The conflict in the sources, settled"; STANDARDS.md, "Lists for limits statements".
QUESTIONS: tuple[Question, ...] = (
    Question(
        "run_by",
        _("Run by"),
        "",
        "",
        _(
            "Who keeps the server running, by name or role. They could read everything that is here. This "
            "cannot be empty."
        ),
    ),
    Question(
        "who_else",
        _("Who else could read it"),
        _("No one else that we know of."),
        "",
        _("For example a hosting company, an employer, a second person with the password."),
    ),
    Question(
        "takes_over",
        _("Who takes over if needed"),
        _("If the person named above has to stop, we tell everyone here and close the community together."),
        "",
        _("Who keeps this running when the person above no longer can."),
    ),
    Question(
        "passed_on",
        _("What we share, and with whom"),
        _("We pass nothing on to anyone, unless a court orders it."),
        "choose",
        _("Say who would be told, and what."),
    ),
    Question(
        "police",
        _("Would anyone call police or an ambulance?"),
        _("No one here calls police or an ambulance for someone without asking them first."),
        "choose",
        _("What we do if someone talks about dying, harm or a crime."),
    ),
    Question(
        "traced",
        _("Does anyone try to find out where people are?"),
        _("No. The software keeps no network addresses and doesn't look for anyone."),
        "not",
        _("Whether anyone here would try to find out where someone is."),
    ),
    Question(
        "kept",
        _("What is kept, and for how long"),
        _(
            "What you say is kept as long as each group agreed, then erased. What you take back is erased "
            "at once. Someone who read it may keep a copy for up to 90 days. Backups can be read for up to "
            "14 days."
        ),
        "choose",
        _("Each group decides how long it keeps what is said. Backups may hold it some days longer."),
    ),
    Question(
        "law",
        _("What the law requires"),
        _(
            "As far as we know, no law makes us report what you say. A court can order the person named "
            "above to hand over what is stored."
        ),
        "",
        _(
            "If someone here must report by law, such as an agency worker, say who must report what, and to whom."
        ),
    ),
)

# What only whoever runs the server can know. They state it themselves, by a command, so that it stays true.
FACTS = ("run_by", "who_else", "takes_over", "law")


# What is kept in a statement and is no clause of it: the numbers, and the day on which one was last put right.
BESIDE = ("numbers", "numbers_on")


class Number(NamedTuple):
    """A support line. ``traces`` is ``may`` or ``says-not``; both are what the line itself says, not our promise."""

    slug: str
    country: str
    name: str
    reach: str
    about: str
    traces: str


class Shipped(NamedTuple):
    """The list that comes with the program, and the day it was put together."""

    dated: date
    numbers: tuple[Number, ...]


def as_read(number: Number) -> Number:
    """A number of the list in the reader's language; what a community wrote itself stays as it is."""
    if number.slug not in {each.slug for each in shipped().numbers}:
        return number
    said = {
        part: now(getattr(number, part))
        for part in ("country", "name", "reach", "about")
        if getattr(number, part)
    }
    return number._replace(**said)


@cache
def shipped() -> Shipped:
    """The dated list of support numbers, by country."""
    kept = tomllib.loads((Path(__file__).with_name("numbers.toml")).read_text(encoding="utf-8"))
    rows = tuple(Number(**row) for row in kept["numbers"])
    return Shipped(date.fromisoformat(kept["dated"]), rows)
