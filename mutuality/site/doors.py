"""Who may see each address, by its name: the one list that is compared with what really answers.

An address that is missing here fails the tests, so that no door is opened in passing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Who(StrEnum):
    """For whom an address answers; to all others it says that there is nothing, or asks them to sign in."""

    EVERYONE = "everyone"
    BEARER = "whoever holds the link, or the cookie it became"
    DEVICE = "a device with a session, also behind its curtain"
    SIGNED_IN = "people of the community"
    SAID_AGAIN = "people who said their passphrase in the last ten minutes"
    MEMBER = "members of this group"
    SITTER = "members who sit in this meeting"
    DECIDER = "members who were there when this was opened"
    NEIGHBOUR = "the others in the same room"
    OWN = "the one person whose it is"
    BUILDERS = "those who build pages, in development"


class Door(NamedTuple):
    """For whom an address answers, and to which methods."""

    who: Who
    methods: frozenset[str]


_READ, _SAFE = frozenset({"GET"}), frozenset({"GET", "HEAD"})
_ACT, _BOTH = frozenset({"POST"}), frozenset({"GET", "POST"})

DOORS: Mapping[str, Door] = {
    "home": Door(Who.EVERYONE, _SAFE),
    "left": Door(Who.EVERYONE, _SAFE),
    "leaving": Door(Who.SIGNED_IN, _BOTH),
    "own-words": Door(Who.SAID_AGAIN, _BOTH),
    "way-back": Door(Who.EVERYONE, _BOTH),
    "founding-link": Door(Who.BEARER, _BOTH),
    "founding-name": Door(Who.BEARER, _BOTH),
    "founding-limits": Door(Who.BEARER, _BOTH),
    "founding-numbers": Door(Who.BEARER, _BOTH),
    "founding-you": Door(Who.BEARER, _BOTH),
    "demo": Door(Who.BEARER, _BOTH),
    "moving": Door(Who.MEMBER, _BOTH),
    "group-bringing": Door(Who.SIGNED_IN, _BOTH),
    "limits-rewording": Door(Who.SIGNED_IN, _BOTH),
    "limits-proposal": Door(Who.SIGNED_IN, _BOTH),
    "numbers": Door(Who.SIGNED_IN, _READ),
    "number": Door(Who.SIGNED_IN, _BOTH),
    "number-change": Door(Who.SIGNED_IN, _ACT),
    "robots": Door(Who.EVERYONE, _SAFE),
    "privacy-control": Door(Who.EVERYONE, _SAFE),
    # people
    "sign-in": Door(Who.EVERYONE, _BOTH),
    "passkey-sign-in": Door(Who.EVERYONE, _ACT),
    "passkey-challenge": Door(Who.EVERYONE, _READ),
    "sign-out": Door(Who.EVERYONE, _ACT),
    "recovery": Door(Who.EVERYONE, _BOTH),
    "four-words": Door(Who.EVERYONE, _READ),
    "curtain": Door(Who.DEVICE, _BOTH),
    "language": Door(Who.EVERYONE, _BOTH),
    "curtain-falling": Door(Who.DEVICE, _ACT),
    "passkey-curtain": Door(Who.DEVICE, _ACT),
    "you": Door(Who.SIGNED_IN, _BOTH),
    "comfort": Door(Who.SIGNED_IN, _BOTH),
    "comfort-default": Door(Who.SIGNED_IN, _ACT),
    "draft": Door(Who.DEVICE, _ACT),
    "codes": Door(Who.SAID_AGAIN, _BOTH),
    "passphrase": Door(Who.SAID_AGAIN, _BOTH),
    "passkeys": Door(Who.SAID_AGAIN, _BOTH),
    "passkey-adding": Door(Who.SAID_AGAIN, _READ),
    "passkey": Door(Who.OWN, _BOTH),
    "passkey-removal": Door(Who.OWN, _ACT),
    "devices": Door(Who.SAID_AGAIN, _READ),
    "other-devices-ending": Door(Who.SIGNED_IN, _ACT),
    "device": Door(Who.OWN, _BOTH),
    "device-ending": Door(Who.OWN, _ACT),
    # safety
    "support": Door(Who.EVERYONE, _SAFE),
    "safety": Door(Who.EVERYONE, _SAFE),
    "limits": Door(Who.EVERYONE, _SAFE),
    "limits-sheet": Door(Who.EVERYONE, _SAFE),
    "limits-version": Door(Who.SIGNED_IN, _READ),
    "limits-changes": Door(Who.SIGNED_IN, _BOTH),
    "away": Door(Who.EVERYONE, _SAFE),
    "exit": Door(Who.EVERYONE, _READ),
    "way-out": Door(Who.SIGNED_IN, _ACT),
    "boundaries": Door(Who.SAID_AGAIN, _READ),
    "boundary-lifting": Door(Who.OWN, _ACT),
    "kept": Door(Who.SAID_AGAIN, _READ),
    "kept-file": Door(Who.SAID_AGAIN, _READ),
    "kept-erasing": Door(Who.OWN, _ACT),
    "card": Door(Who.SAID_AGAIN, _BOTH),
    "card-showing": Door(Who.MEMBER, _ACT),
    # rooms
    "room": Door(Who.MEMBER, _BOTH),
    "topic": Door(Who.MEMBER, _BOTH),
    "signals": Door(Who.MEMBER, _ACT),
    "keeping": Door(Who.MEMBER, _ACT),
    "boundary": Door(Who.NEIGHBOUR, _BOTH),
    "place-card": Door(Who.NEIGHBOUR, _READ),
    "word": Door(Who.OWN, _BOTH),
    "withdrawal": Door(Who.OWN, _ACT),
    # groups
    "groups": Door(Who.SIGNED_IN, _READ),
    "starters": Door(Who.SIGNED_IN, _READ),
    "group-founding": Door(Who.SIGNED_IN, _BOTH),
    "group": Door(Who.MEMBER, _READ),
    "terms": Door(Who.MEMBER, _BOTH),
    "ledger": Door(Who.MEMBER, _READ),
    "group-leaving": Door(Who.MEMBER, _BOTH),
    "invitations": Door(Who.MEMBER, _BOTH),
    "invitations-closing": Door(Who.MEMBER, _ACT),
    "knocks": Door(Who.MEMBER, _READ),
    "knock-answers": Door(Who.MEMBER, _ACT),
    "spoken": Door(Who.EVERYONE, _BOTH),
    "invitation": Door(Who.BEARER, _BOTH),
    "knocking": Door(Who.BEARER, _BOTH),
    "knock": Door(Who.BEARER, _BOTH),
    "door": Door(Who.BEARER, _BOTH),
    "turning-away": Door(Who.EVERYONE, _ACT),
    "turned-away": Door(Who.EVERYONE, _READ),
    # meetings
    "meetings": Door(Who.MEMBER, _READ),
    "meeting-times": Door(Who.MEMBER, _BOTH),
    "meeting-manner": Door(Who.MEMBER, _BOTH),
    "meeting-dates": Door(Who.MEMBER, _READ),
    "meeting-date": Door(Who.MEMBER, _BOTH),
    "meeting-change": Door(Who.MEMBER, _ACT),
    "meeting-sheet": Door(Who.MEMBER, _READ),
    "meeting-opening": Door(Who.MEMBER, _ACT),
    "meeting-turns": Door(Who.MEMBER, _ACT),
    "meeting": Door(Who.MEMBER, _READ),
    "meeting-seats": Door(Who.MEMBER, _ACT),
    "meeting-stepping-out": Door(Who.SITTER, _ACT),
    "meeting-words": Door(Who.SITTER, _BOTH),
    "meeting-turn": Door(Who.SITTER, _ACT),
    "meeting-floor": Door(Who.SITTER, _ACT),
    "meeting-steps": Door(Who.SITTER, _ACT),
    "meeting-needs": Door(Who.SITTER, _ACT),
    "meeting-stops": Door(Who.SITTER, _ACT),
    "meeting-closing": Door(Who.SITTER, _ACT),
    "meeting-phone": Door(Who.SITTER, _ACT),
    # decisions
    "decisions": Door(Who.MEMBER, _READ),
    "subjects": Door(Who.MEMBER, _READ),
    "proposing": Door(Who.MEMBER, _BOTH),
    "decision": Door(Who.MEMBER, _READ),
    "acceptance": Door(Who.DECIDER, _BOTH),
    "objection": Door(Who.DECIDER, _BOTH),
    "wording": Door(Who.OWN, _BOTH),
    "taking-back": Door(Who.OWN, _BOTH),
    # the look
    "ui:style": Door(Who.EVERYONE, _SAFE),
    "ui:script": Door(Who.EVERYONE, _SAFE),
    "ui:sheet": Door(Who.EVERYONE, _SAFE),
    "ui:letters": Door(Who.EVERYONE, _SAFE),
    "ui:gallery": Door(Who.BUILDERS, _SAFE),
}
