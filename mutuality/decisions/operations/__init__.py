"""The verbs of decisions, one file for each subject."""

from mutuality.decisions.operations.answering import (
    accept,
    agree_in_room,
    decide,
    note_read,
    object_to,
    say_otherwise,
)
from mutuality.decisions.operations.belonging import (
    begin_with_three,
    erase_all,
    go_on_without,
    let_leave,
    sweep,
)
from mutuality.decisions.operations.proposing import propose
from mutuality.decisions.operations.rewording import amend, take_back
from mutuality.decisions.refusals import Alone, AlreadyOpen, Ended, OneEach, Rests, Reworded, TooSoon

__all__ = [
    "Alone",
    "AlreadyOpen",
    "Ended",
    "OneEach",
    "Rests",
    "Reworded",
    "TooSoon",
    "accept",
    "agree_in_room",
    "amend",
    "begin_with_three",
    "decide",
    "erase_all",
    "go_on_without",
    "let_leave",
    "note_read",
    "object_to",
    "propose",
    "say_otherwise",
    "sweep",
    "take_back",
]
