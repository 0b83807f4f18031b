"""A way back for seven days: what a person takes along is kept under a code that only they have."""

import base64
import json
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mutuality.kit import names
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import Refusal
from mutuality.people import queries, terms
from mutuality.people.models import Community, Draft, Person, RecoveryCode, WayBack
from mutuality.people.operations import NameTaken, free_mark
from mutuality.vault import coded
from mutuality.vault import operations as vault
from mutuality.vault import queries as sealed

Kept: TypeAlias = dict[str, Any]

# What is not sealed in the row of a person, and comes back as it was.
PLAIN = ("passphrase", "language", "theme", "comfort", "size", "face", "shift_leaves", "announce")


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
        "codes": list(by.recovery_codes.values_list("code_hash", flat=True)),
        "drafts": [_packed_draft(row) for row in by.drafts.select_related("key").filter(ends_at__gt=now)],
    }


def _packed_draft(row: Draft) -> Kept:
    words = sealed.open_sealed(row.words, key=row.key, about=f"people.draft.words:{row.id}")
    return {"place": row.place, "words": words, "ends_at": row.ends_at.isoformat()}


@operation
def keep(kept: Kept, *, lock: coded.Lock, now: datetime) -> None:
    """Keep it until the end of the seventh day. The row points to nobody, and the server cannot read it."""
    row_id, key = new_id(), vault.new_key()
    blob = base64.b64encode(coded.closed(json.dumps(kept), lock=lock)).decode()
    WayBack.objects.create(
        id=row_id,
        key=key,
        code_hash=_mark(lock.code),
        kept=vault.seal(blob, key=key, about=f"people.wayback.kept:{row_id}"),
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
    blob = sealed.open_sealed(row.kept, key=row.key, about=f"people.wayback.kept:{row.id}")
    kept: Kept = json.loads(coded.opened(base64.b64decode(blob), code=plain))
    return row, kept


def _no_way_back() -> str:
    return _("This code does not open a way back. It may have been used, or its seven days are over.")


@operation
def use_up(row: WayBack, *, now: datetime) -> None:
    """The way back is taken: it opens nothing any more, and no backup brings it back. Raises NoWayBack."""
    vault.forget([row.key_id])
    if not WayBack.objects.filter(pk=row.pk).delete()[0]:
        raise NoWayBack(_no_way_back(), field="code")


@operation
def bring_back(kept: Kept, *, name: str, now: datetime) -> Person:
    """The person is here again as someone new to every row, with the name and passphrase of before.

    ``name``: another one, for when theirs is taken by now. Raises NameTaken.
    """
    shown = names.clean(name or kept["name"])
    row_id, key = new_id(), vault.new_key()
    lines = {
        part: vault.seal(text, key=key, about=f"people.person.{part}:{row_id}") if text else None
        for part, text in kept["lines"].items()
    }
    try:
        with transaction.atomic():
            mark = free_mark(shown)
            person = Person.objects.create(
                id=row_id,
                life=vault.new_key(),
                key=key,
                name=vault.seal(shown, key=key, about=f"people.person.name:{row_id}"),
                sign_in=mark,
                joined_on=date.fromisoformat(kept["joined_on"]),
                **lines,
                **kept["plain"],
            )
    except (IntegrityError, NameTaken):
        raise NameTaken(_("Your name is taken by now. Please choose another."), field="name") from None
    _bring_codes_and_drafts(kept, by=person, now=now)
    return person


def _bring_codes_and_drafts(kept: Kept, *, by: Person, now: datetime) -> None:
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=by, key=vault.new_key(), code_hash=code) for code in kept["codes"]
    )
    for draft in kept["drafts"]:
        row_id, key, ends_at = new_id(), vault.new_key(), datetime.fromisoformat(draft["ends_at"])
        words = vault.seal(draft["words"], key=key, about=f"people.draft.words:{row_id}")
        Draft.objects.create(
            id=row_id, person=by, place=draft["place"], key=key, words=words, ends_at=ends_at
        )


@operation
def sweep(*, now: datetime) -> None:
    """Ways back whose days are over are erased."""
    over = WayBack.objects.filter(ends_on__lt=now.date())
    vault.forget(over.values_list("key_id", flat=True))
    over.delete()
