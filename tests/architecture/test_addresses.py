"""An address is a noun; a new act is a new noun."""

import re

from django.urls import resolve

from mutuality.site import context
from tests.architecture.reading import addresses

VERBS = frozenset(
    word
    for line in (
        "accept add answer approve ask change close confirm create decline delete destroy disable do edit",
        "enable enter erase execute fetch find get give go invite join knock leave list login logout make",
        "mark move open post put read reject remove rename reopen reset restore reword say save send set",
        "share show start stop submit take toggle try undo unsubscribe update upload use verify view",
        "withdraw write",
    )
    for word in line.split()
)
# Said the same way as a noun.
NOUNS_TOO = {"answer", "knock", "share", "post", "use", "change", "move", "view", "list"}


def verbs_in(pattern: str) -> list[str]:
    """The parts of an address that tell to do something instead of naming something."""
    plain = re.sub(r"<[^>]*>", "", pattern)
    return [part for part in re.split(r"[/^$]", plain) if part.split("-")[0] in VERBS - NOUNS_TOO]


def test_every_address_is_a_noun():
    found = [f"{address.file}: {address.pattern}" for address in addresses() if verbs_in(address.pattern)]
    assert not found, "\n".join(found)


def test_a_verb_would_be_found():
    assert verbs_in("groups/<str:group>/leave/") == ["leave"]
    assert verbs_in("delete-me/") == ["delete-me"]
    assert verbs_in("groups/<str:leave>/leaving/") == []


def test_the_places_in_the_frame_lead_where_they_say():
    for name, address, _icon in context._PLACES:
        assert resolve(address).func.route.place == name
