"""Passkeys: a device knows its person, so that they come in without typing. The passphrase always remains.

What a passkey opens is the door. Own pages still ask for the passphrase: whoever knows how to unlock somebody's
phone could use the passkey on it.
"""

import json
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mutuality.fast.prepared import Prepared
from mutuality.kit import names
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import ceremony, operations, terms
from mutuality.people.ceremony import Known, NoFit
from mutuality.people.models import Passkey, Person, Session, SpentChallenge
from mutuality.vault import operations as vault


class Shown(NamedTuple):
    """A passkey as its person sees it. ``elsewhere`` is the other address it was made for, if it was."""

    row: Passkey
    label: str
    elsewhere: str


def shown_to(person: Person) -> list[Shown]:
    """My passkeys, oldest first."""
    rows = person.passkeys.select_related("life", "key").order_by("added_on", "id")
    return [Shown(row, label_of(row), _elsewhere(row)) for row in rows]


def _elsewhere(row: Passkey) -> str:
    if row.address == _mark_of_here():
        return ""
    host: str = _opened(row)["host"]
    return host


def label_of(row: Passkey) -> str:
    """What its person calls it."""
    if row.key is None:
        return _("A passkey")
    return row.text("label")


def mine(person: Person, *, passkey_id: str) -> Passkey:
    """One of my own passkeys. Raises NotHere for anybody else's."""
    row = person.passkeys.select_related("life", "key").filter(pk=passkey_id).first()
    if row is None:
        raise NotHere
    return row


def elsewhere_of(person: Person) -> int:
    """How many of my passkeys were made for another address, and open nothing at this one."""
    return len(_ELSEWHERE.all(person=person.pk, here=_mark_of_here()))


_ELSEWHERE: Prepared[str] = Prepared(
    lambda person, here: (
        Passkey.objects.filter(person=person).exclude(address=here).values_list("pk", flat=True)
    ),
    person=str,
    here=str,
)


def elsewhere() -> int:
    """How many passkeys of all people were made for another address. Whose they are is not looked at."""
    return Passkey.objects.exclude(address=_mark_of_here()).count()


def about_adding(session: Session) -> str:
    """For what a challenge is good: to add a passkey on this very device."""
    return f"add:{session.id}"


def handle_of(person: Person) -> bytes:
    """What a device calls its person: random to all who see it, and another one after leaving and coming back."""
    return bytes.fromhex(vault.mark(person.pk, about="people.passkey.handle"))


def ids_of(person: Person) -> list[bytes]:
    """Which passkeys a device need not make again."""
    rows = person.passkeys.select_related("life").filter(address=_mark_of_here())
    return [_known(row).id for row in rows]


def _opened(row: Passkey) -> dict[str, str]:
    kept: dict[str, str] = json.loads(row.text("kept"))
    return kept


def _known(row: Passkey) -> Known:
    return ceremony.unpacked(_opened(row))


def _packed(known: Known) -> str:
    return json.dumps(ceremony.packed(known) | {"host": ceremony.host()})


def _mark_of(credential_id: bytes) -> str:
    return vault.mark(credential_id.hex(), about="people.passkey")


def _mark_of_here() -> str:
    return vault.mark(ceremony.host(), about="people.passkey.address")


def add(*, answer: str, label: str, ticket: str, session: Session, by: Person, now: datetime) -> Passkey:
    """A further way in for me, under a name that I will know again. Raises NoFit, TooLate or Refusal."""
    called = names.clean(label)
    known = ceremony.made(answer, ticket=ticket, about=about_adding(session), now=now)
    return _add(known, called=called, ticket=ticket, session=session, by=by, now=now)


@operation
def _add(known: Known, *, called: str, ticket: str, session: Session, by: Person, now: datetime) -> Passkey:
    if not session.own_device:
        raise Refusal(_("This is not your own device, so no passkey is made here."))
    if Person.objects.select_for_update().get(pk=by.pk).passkeys.count() >= terms.MOST_PASSKEYS:
        raise Refusal(_("You have 12 passkeys, which is the limit. Please remove one first."))
    _spend(ticket)
    try:
        with transaction.atomic():
            return Passkey.add(
                person=by,
                label=called,
                kept=_packed(known),
                mark=_mark_of(known.id),
                address=_mark_of_here(),
                added_on=now.date(),
            )
    except IntegrityError:
        raise Refusal(_("This passkey has already been added.")) from None


@operation
def label(row: Passkey, *, label: str, by: Person, now: datetime) -> None:
    """Call one of my passkeys something else."""
    Passkey.objects.filter(pk=row.pk, person=by).reseal({"label": names.clean(label)})


@operation
def remove(row: Passkey, *, session: Session, by: Person, now: datetime) -> None:
    """This passkey opens nothing any more, and devices that came in with it are signed out; the present one stays."""
    if row.person_id != by.pk:
        return
    operations.end_sessions(row.sessions.exclude(id=session.id), by=by, now=now)
    operations.forget_passkeys(by.passkeys.filter(pk=row.pk), by=by, now=now)


def answered(answer: str, *, ticket: str, now: datetime) -> Passkey:
    """The passkey that gave this answer, with its person; the answer is good once. Raises NoFit or TooLate."""
    row = (
        Passkey.objects.select_related("life", "person", "person__key")
        .filter(mark=_mark_of(ceremony.id_in(answer)), address=_mark_of_here())
        .first()
    )
    if row is None:
        raise NoFit
    handle = handle_of(row.person)
    count = ceremony.count_in(answer, ticket=ticket, known=_known(row), handle=handle, now=now)
    _take(row, count=count, ticket=ticket, now=now)
    return row


@operation
def _take(row: Passkey, *, count: int, ticket: str, now: datetime) -> None:
    """Once only, and never behind what the device counted before: then there are two of it."""
    _spend(ticket)
    living = Passkey.objects.select_related("life").select_for_update(of=("self",)).filter(pk=row.pk).first()
    if living is None:
        raise NoFit
    known = _known(living)
    if (count or known.counter) and count <= known.counter:
        raise Refusal(
            _(
                "This passkey may have been copied, so it no longer works. Use your passphrase, then remove"
                " it."
            )
        )
    if count:
        # The same passkey with a higher count: under the same key, for as long as it lives.
        kept = living.seal_text("kept", _packed(known._replace(counter=count)))
        Passkey.objects.filter(pk=living.pk).update_leaving_keys(kept=kept)


def _spend(ticket: str) -> None:
    mark = vault.token_hash(f"passkey:{ticket}")
    _row, first = SpentChallenge.objects.get_or_create(pk=mark, defaults={"ends_at": ceremony.end_of(ticket)})
    if not first:
        raise NoFit


@operation
def lift_curtain(session: Session, *, token: str, passkey: Passkey, now: datetime) -> str:
    """Say again by a passkey who one is. Returns what the device has from now on. Raises NoFit for another's passkey.

    Own pages go on asking for the passphrase.
    """
    if passkey.person_id != session.person_id:
        raise NoFit
    return operations.renew(session, token=token, now=now)
