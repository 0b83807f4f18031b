"""A way back for seven days: what a person takes along is kept under a code that only they have."""

import base64
import json
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mutuality.kit import batches, names
from mutuality.kit.locks import operation
from mutuality.kit.refusals import Refusal
from mutuality.people import queries, terms
from mutuality.people.models import Community, Person, WayBack
from mutuality.people.operations import NameTaken, free_mark, hold_community
from mutuality.vault import coded
from mutuality.vault import operations as vault

Kept: TypeAlias = dict[str, Any]

# What is not sealed in the row of a person, and comes back as it was.
PLAIN = (
    *("passphrase", "language", "theme", "comfort", "size", "face", "shift_leaves", "announce"),
    "first_days_over",
)


class NoWayBack(Refusal):
    """The code opens nothing: never did, has been used, or its days are over."""


def hold() -> None:
    """Until this change ends, nobody else comes back or leaves with a way back: each looks for the others."""
    Community.objects.select_for_update(no_key=True).values_list("pk").first()


def packed(by: Person, *, now: datetime) -> Kept:
    """Everything about a person that comes back with them."""
    return {
        "name": queries.name_of(by),
        "lines": {part: queries.line_of(by, part=part) for part in terms.LINES},
        "plain": {part: getattr(by, part) for part in PLAIN},
        "joined_on": by.joined_on.isoformat(),
    }


@operation
def keep(kept: Kept, *, lock: coded.Lock, now: datetime) -> None:
    """Keep it until the end of the seventh day. The row points to nobody, and the server cannot read it."""
    blob = base64.b64encode(coded.closed(json.dumps(kept), lock=lock)).decode()
    WayBack.add(
        code_hash=_mark(lock.code),
        kept=blob,
        ends_on=now.date() + terms.WAY_BACK_STAYS,
    )


def _mark(code: str) -> str:
    return vault.token_hash(f"way-back:{code}")


def opened(code: str, *, now: datetime) -> tuple[WayBack, Kept]:
    """What this code opens. Raises NoWayBack."""
    plain = queries.plain_code(code)
    row = (
        WayBack.objects.select_related("key").filter(code_hash=_mark(plain), ends_on__gte=now.date()).first()
    )
    if row is None:
        raise NoWayBack(_no_way_back(), field="code")
    kept: Kept = json.loads(coded.opened(base64.b64decode(row.text("kept")), code=plain))
    return row, kept


def _no_way_back() -> str:
    return _("This code doesn't work. It may have been used, or its seven days are over.")


@operation
def use_up(row: WayBack, *, now: datetime) -> None:
    """The way back is taken: it opens nothing any more, and no backup brings it back. Raises NoWayBack."""
    if not WayBack.objects.filter(pk=row.pk).delete()[0]:
        raise NoWayBack(_no_way_back(), field="code")


@operation
def bring_back(kept: Kept, *, name: str, now: datetime) -> Person:
    """The person is here again as someone new to every row, with the name and passphrase of before.

    ``name``: another one, for when theirs is taken by now. Raises NameTaken.
    """
    hold_community()
    shown = names.clean(name or kept["name"])
    try:
        with transaction.atomic():
            mark = free_mark(shown)
            person = Person.add(
                name=shown,
                sign_in=mark,
                joined_on=date.fromisoformat(kept["joined_on"]),
                **kept["lines"],
                **kept["plain"],
            )
    except (IntegrityError, NameTaken):
        raise NameTaken(
            _("Someone has taken your name since. Please choose another."), field="name"
        ) from None
    return person


def sweep(*, now: datetime) -> None:
    """Ways back whose days are over are erased."""
    batches.remove(WayBack.objects.filter(ends_on__lt=now.date()))
