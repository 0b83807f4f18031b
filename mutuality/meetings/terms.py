"""Limits, formats and choices of meetings."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.groups.terms import Role
from mutuality.kit.routes import Who

SITTER = Who("members who are in this meeting")

MOST_WHERE = 300
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
    Role.FACILITATOR.value: _("Takes the group from one part to the next."),
    Role.TIME_KEEPER.value: _("Says gently when it has been a while."),
    Role.WELCOMER.value: _("Greets people as they join."),
}

STAYS = [
    (0, _("Erased when the meeting ends")),
    (2, _("Erased two hours after it ends")),
    (24, _("Erased one day after it ends")),
]
DEFAULT_STAYS = 2
TURN_SPANS = [(0, _("Until this meeting ends")), (28, _("For four weeks")), (84, _("For twelve weeks"))]


class Said(TextChoices):
    """What the room itself says."""

    CAME = "came", _("joined")
    STOP = "stop", _("asked us to stop")
    NEED = "need", _("asked for the group")
    ON = "on", _("We go on.")
    STEP = "step", _("The next part begins.")


class Step(NamedTuple):
    """One part of a meeting. ``hands``: people ask for the floor; otherwise it goes round."""

    slug: str
    name: Promise
    words: Promise
    hands: bool


class Format(NamedTuple):
    """What a meeting is made of, in order, with words to begin each part. All of it can be said differently."""

    slug: str
    name: Promise
    steps: tuple[Step, ...]


def _steps(*, opening: Promise, check_in: Promise, middle: Step, closing: Promise) -> tuple[Step, ...]:
    return (
        Step("opening", _("Opening"), opening, True),
        Step("check-in", _("Check-in round"), check_in, False),
        middle,
        Step("floor", _("Open floor"), _OPEN_FLOOR, True),
        Step("closing", _("Closing round"), closing, False),
    )


_OPEN_FLOOR = _("Anyone can ask to speak. One voice at a time, and no one has to.")
_CHECK_IN = _("How are you here today? You can pass, or speak later.")
_CLOSING = _("What do you take with you? One word is enough, and you can pass.")
_OPENING = _(
    "Welcome. We come as equals, and no one here is paid to fix anyone. We speak for ourselves, one at a time. "
    "Anyone can pass, rest or leave at any time. Let's read what we agreed on."
)

FORMATS: tuple[Format, ...] = (
    Format(
        "open-talk",
        _("Open talk"),
        _steps(
            opening=_OPENING,
            check_in=_(
                "What is one thing that helped you get through this week? You can pass, or speak later."
            ),
            middle=Step(
                "topic", _("What is on our minds"), _("What would we like to talk about tonight?"), True
            ),
            closing=_CLOSING,
        ),
    ),
    Format(
        "topic",
        _("Topic meeting"),
        _steps(
            opening=_OPENING,
            check_in=_CHECK_IN,
            middle=Step(
                "topic",
                _("Topic"),
                _("One of us brings a topic or question. What does it bring up for you?"),
                False,
            ),
            closing=_CLOSING,
        ),
    ),
    Format(
        "twelve-step",
        _("Twelve-step style"),
        _steps(
            opening=_(
                "Welcome. First names are enough. There are no dues and no leaders. We share one at a time and do "
                "not answer each other's share. What you hear here, let it stay here."
            ),
            check_in=_("Say your name if you like, and how today is."),
            middle=Step(
                "topic",
                _("Sharing"),
                _("We share what it was like, what happened and what it is like now."),
                False,
            ),
            closing=_("Thank you for the meeting. What do you take with you for the next 24 hours?"),
        ),
    ),
    Format(
        "study-circle",
        _("Book or study circle"),
        _steps(
            opening=_(
                "Welcome. No one teaches here and no one gets marks. It's fine if you haven't read the text."
            ),
            check_in=_("Is there a line or a thought that stayed with you?"),
            middle=Step(
                "topic", _("Reading together"), _("Someone reads a part aloud. What do you make of it?"), True
            ),
            closing=_CLOSING,
        ),
    ),
    Format(
        "outing",
        _("Outings and activities"),
        _steps(
            opening=_(
                "Welcome. We go at a pace that works for all of us. Anyone can come late, leave early or sit out."
            ),
            check_in=_("What do you need today so that it is good for you?"),
            middle=Step(
                "topic", _("What we do"), _("What is there to do, and who would like to do which part?"), True
            ),
            closing=_("What was good? What would we do differently next time?"),
        ),
    ),
    Format(
        "alternatives",
        _("Alternatives-to-Suicide style"),
        _steps(
            opening=_(
                "Welcome. Here we can speak openly about wanting to die. No one assesses anyone, and no one calls "
                "anyone behind a person's back. Talk of dying doesn't have to mean a plan. We share what we have lived."
            ),
            check_in=_("How are you here today? You don't have to soften it. You can pass."),
            middle=Step(
                "topic",
                _("What makes life hard"),
                _("What has happened, and what does it mean to you?"),
                True,
            ),
            closing=_("What do you take with you? Who would like company after this?"),
        ),
    ),
)


def format_of(slug: str) -> Format:
    """The format of this name; open talk where there is none."""
    return next((each for each in FORMATS if each.slug == slug), FORMATS[0])
