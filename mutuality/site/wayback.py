"""Leaving with a way back: everything leaves all pages as when leaving for good, and one code brings it back.

To the others, and to the server, the two are the same leaving. The code is shown once and kept nowhere.
"""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mutuality.kit.locks import operation
from mutuality.kit.refusals import Refusal
from mutuality.people import queries as people_queries
from mutuality.people import wayback as people_wayback
from mutuality.people.models import Person, WayBack
from mutuality.site import ending, joined
from mutuality.vault import coded, life


class NobodyElse(Refusal):
    """The place ends when its only person leaves, so there is nothing to come back to."""


def leave(*, by: Person, now: datetime) -> str:
    """Leave now and be able to come back for seven days. Returns the code. Raises NobodyElse."""
    lock = coded.new_lock()
    _leave(by, lock=lock, now=now)
    return people_queries.printed_code(lock.code)


@operation
def _leave(by: Person, *, lock: coded.Lock, now: datetime) -> None:
    people_wayback.hold()
    if people_queries.is_alone():
        raise NobodyElse(_("You are the only person here. The community ends when you leave."))
    kept: dict[str, Any] = {"person": people_wayback.packed(by, now=now)}
    kept |= {name: way.pack(by, now=now) for name, way in joined.WAYS_BACK.items()}
    kept["rows"] = life.packed(by.pk)
    ending.leave_community(by=by, now=now)
    people_wayback.keep(kept, lock=lock, now=now)


def come_back(*, code: str, name: str = "", now: datetime) -> Person:
    """Be here again, with everything that has not run out meanwhile. The code is used up.

    Raises NoWayBack, or NameTaken when somebody goes by the name now and no other one was given.
    """
    row, kept = people_wayback.opened(code, now=now)
    return _come_back(row, kept=kept, name=name, now=now)


@operation
def _come_back(row: WayBack, *, kept: dict[str, Any], name: str, now: datetime) -> Person:
    people_wayback.hold()
    people_wayback.use_up(row, now=now)
    person = people_wayback.bring_back(kept["person"], name=name, now=now)
    for part, way in joined.WAYS_BACK.items():
        way.bring_back(kept[part], by=person, now=now)
    life.bring_back(kept.get("rows") or _rows_told_apart(kept), owner=person)
    return person


def _rows_told_apart(kept: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What was taken along before rows were packed by themselves; such a way back ends seven days after the update."""
    card = kept["safety"].get("card")
    return {
        "people.recoverycode": [{"code_hash": code} for code in kept["person"].get("codes", [])],
        "people.draft": kept["person"].get("drafts", []),
        "safety.card": [{"lines": json.dumps(card)}] if card else [],
    }
