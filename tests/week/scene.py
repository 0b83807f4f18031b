"""What is on while the cast is here: a walk of Bea's group, tea for everyone, and an appointment of Bea's own."""

from datetime import datetime, time
from typing import Any

from mutuality.occasions import operations
from mutuality.occasions.models import Feed, Occasion, OwnDate, Wish
from mutuality.vault import operations as vault
from tests.cast import Cast, Someone
from tests.meetings.table import first_on

WALK, TEA, OWN = "Walk along the river", "Tea and cards", "Dentist on Mill Road"
# What only Bea's calendar knows.
CALENDAR = "bea-has-a-calendar-of-her-own"


def parts(now: datetime, **other: Any) -> dict[str, Any]:
    """Something that is every week, for the first time in three days."""
    usual: dict[str, Any] = {
        "title": WALK,
        "kind": "activity",
        "rhythm": "weekly",
        "every": 1,
        "first_on": first_on(now),
        "at": time(14),
        "zone": "Europe/Berlin",
        "minutes": 90,
        "times": None,
        "way": "place",
        "where": "Behind the old mill",
        "access": ["step-free", "sober"],
        "opener": False,
        "languages": "",
        "bring": "Good shoes",
        "costs": "",
        "about": "",
    }
    return usual | other


def typed(now: datetime, **other: Any) -> dict[str, Any]:
    """The same as a browser sends it."""
    told = parts(now, **other)
    told |= {"first_on": str(told["first_on"]), "at": f"{told['at']:%H:%M}"}
    return {name: value for name, value in told.items() if value is not None and value is not False}


def add(cast: Cast, someone: Someone, *, everyone: bool = False, **other: Any) -> Occasion:
    """Let somebody add something for the group, or for everyone here."""
    assert someone.person is not None
    circle = None if everyone else cast.group.circle_id
    return operations.add(parts=parts(cast.now, **other), circle=circle, by=someone.person, now=cast.now)


def fill(cast: Cast) -> None:
    """The walk, which Ada asks to cancel once; the tea; Bea's appointment, and the address of her calendar."""
    assert cast.bea.person is not None and cast.ada.person is not None
    walk = add(cast, cast.bea, opener=True)
    add(cast, cast.cy, everyone=True, title=TEA, opener=True)
    operations.change(walk, told={"do": "off", "on": first_on(cast.now)}, by=cast.ada.person, now=cast.now)
    operations.keep_own(parts=parts(cast.now, title=OWN), by=cast.bea.person, now=cast.now)
    Feed.add(person=cast.bea.person, token_hash=vault.token_hash(CALENDAR))


def names(cast: Cast) -> dict[str, str]:
    """What stands in the addresses of all this."""
    walk = Occasion.objects.filter(circle=cast.group.circle_id).first()
    here = {"occasion_id": walk.pk if walk else "", "change_wish_id": "", "own_id": "", "feed_id": ""}
    for name, model in {"change_wish_id": Wish, "own_id": OwnDate, "feed_id": Feed}.items():
        here[name] = model.objects.values_list("pk", flat=True).first() or ""
    return {name: found or "0000000000000000" for name, found in here.items()}
