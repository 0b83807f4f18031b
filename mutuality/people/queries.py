"""Reading about people: only ever about oneself, or a name one may see."""

import json
import unicodedata
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from mutuality.fast.prepared import Prepared, Several
from mutuality.people import quiet, terms, unended_sessions
from mutuality.people.models import Community, Draft, Founding, Parked, Person, RecoveryCode, Session
from mutuality.people.quiet import QuietHours
from mutuality.vault import operations as vault


def community() -> Community | None:
    """The community of this installation, or None while it waits to be founded."""
    return _COMMUNITY.first()


_COMMUNITY: Prepared[Community] = Prepared(lambda: Community.objects.select_related("key").order_by("pk")[:1])


def may_start_groups(person: Person, *, today: date) -> bool:
    """Whether this person may start a group now, as all have settled it.

    Where only those who have been here for a while may, and fewer than three have, everyone may.
    """
    place = community()
    if place is None or place.starting != terms.Starting.LATER:
        return True
    since = today - terms.STARTING_AFTER
    return (
        person.joined_on <= since or Person.objects.filter(joined_on__lte=since).count() < terms.FEWEST_LONGER
    )


def place_language() -> str:
    """The language of the pages where a browser asks for none of ours; empty where nothing was settled."""
    with suppress(DatabaseError):
        place = community()
        return place.language if place else ""
    return ""


def place_settled(*, since: date) -> date | None:
    """Return the day on which all settled something about the place, if it is later than that day."""
    place = community()
    settled = place.settled_on if place else None
    return settled if settled and settled > since else None


def is_alone() -> bool:
    """Whether the community has one person, whose word still is its starting terms."""
    return len(_FIRST_TWO.all()) == 1


_FIRST_TWO: Prepared[str] = Prepared(lambda: Person.objects.values_list("pk", flat=True)[:2])


def community_name(row: Community) -> str:
    """The name the founders chose. Never part of an address or a page title."""
    return row.text("name")


def founding_for(token: str) -> Founding | None:
    """The founding that this one-time token opens."""
    return Founding.objects.select_related("key").filter(token_hash=vault.token_hash(token)).first()


def founding_answers(row: Founding) -> dict[str, Any]:
    """What was typed so far while founding."""
    answers: dict[str, Any] = json.loads(row.text("answers"))
    return answers


def name_of(person: Person) -> str:
    """The name this person goes by."""
    if person.key is None:
        return _("Someone")
    return person.text("name")


def line_of(person: Person, *, part: str) -> str:
    """A line a person says of themself: ``pronouns``, ``bound`` (paid, or bound to pass things on) or ``quiet``."""
    blob = getattr(person, part)
    if not blob or person.key is None:
        return ""
    return person.text(part)


def quiet_hours(person: Person) -> QuietHours | None:
    """When this person wants nothing new brought before them; known to nobody else."""
    return quiet.read(line_of(person, part="quiet"))


def zone_of(person: Person) -> str:
    """Return the zone of this person's clocks, where they said it; else nothing, and their device alone knows it."""
    hours = quiet_hours(person)
    return hours.zone if hours else ""


def zones(ids: Collection[str]) -> dict[str, str]:
    """Return the zone of the clocks of each of these people who said it, by person."""
    people = Person.objects.select_related("key").filter(pk__in=list(ids))
    return {person.pk: zone for person in people if (zone := zone_of(person))}


def quiet_from_now(person: Person, *, now: datetime) -> str:
    """When it is quiet on an open page: begin and end in seconds from now, so no clock there needs to be right."""
    hours = quiet_hours(person)
    if hours is None:
        return ""
    window = hours.window(now)
    return " ".join(str(round((moment - now).total_seconds())) for moment in (window.begins, window.ends))


def people_named(name_marks: Collection[str]) -> dict[str, Person]:
    """Who signs in with the names behind these keyed marks, by mark."""
    rows = Person.objects.select_related("key").filter(sign_in__in=name_marks)
    return {person.sign_in: person for person in rows}


def session_for(token: str | None, *, now: datetime) -> Session | None:
    """The living session of this token; one look-up, person and name key with it."""
    row = session_row(token)
    return row if row is not None and is_alive(row, now=now) else None


def is_alive(session: Session, *, now: datetime) -> bool:
    """Whether it opens anything: its time is not over, and nobody has left it."""
    return session.ends_at > now and not unended_sessions.was_left(
        session.id, session.token_hash, session.earlier_hash
    )


def session_row(token: str | None) -> Session | None:
    """The session of this token even if it has just ended, so that words written meanwhile find their writer."""
    if not token or len(token) > 64:
        return None
    return _SESSION.first(token_hash=vault.token_hash(token))


_SESSION: Prepared[Session] = Prepared(
    lambda token_hash: Session.objects.select_related("person", "person__key").filter(token_hash=token_hash),
    token_hash=str,
)


def earlier_session(token: str | None, *, now: datetime) -> Session | None:
    """The session that had this token until its person said again who they are, with nothing that this opened since.

    A request under way, or a second tap, still carries it. For a moment it opens what it opened before: on a device
    that is not one's own, the curtain. Later it only finds the writer of words that were on their way, and ends the
    session of whoever leaves with it.
    """
    if not token or len(token) > 64:
        return None
    row = _EARLIER.first(earlier_hash=vault.token_hash(token))
    if row is None:
        return None
    row.confirmed_until = None
    row.curtain_at = None if row.own_device else now
    row.ends_at = min(row.ends_at, row.earlier_until or now)
    return row


_EARLIER: Prepared[Session] = Prepared(
    lambda earlier_hash: Session.objects.select_related("person", "person__key").filter(
        earlier_hash=earlier_hash
    ),
    earlier_hash=str,
)


def sessions_of(person: Person, *, now: datetime) -> list[Session]:
    """Where I am signed in, newest use first."""
    return list(person.sessions.select_related("key").filter(ends_at__gt=now).order_by("-used_on", "id"))


def session_label(row: Session) -> str:
    """What I called this device."""
    return row.text("label")


def codes_left(person: Person) -> int:
    """How many printed codes are still good."""
    return len(_CODES.all(person=person.pk))


_CODES: Prepared[str] = Prepared(
    lambda person: RecoveryCode.objects.filter(person=person).values_list("pk", flat=True), person=str
)


def person_with_code(code: str) -> RecoveryCode | None:
    """The person whose printed code this is."""
    return (
        RecoveryCode.objects.select_related("person", "person__key")
        .filter(code_hash=vault.token_hash(f"recovery:{plain_code(code)}"))
        .first()
    )


def plain_code(code: str) -> str:
    """Return a printed code as it was made, however it was read and typed: only its letters and digits count."""
    typed = unicodedata.normalize("NFKC", code).lower()
    bare = "".join(letter for letter in typed if letter.isascii() and letter.isalnum())
    return bare.replace("o", "0").replace("i", "1").replace("l", "1")


def printed_code(code: str) -> str:
    """A code in four parts, as people read and copy it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def parked_for(token: str | None, *, person: Person, now: datetime) -> dict[str, Any] | None:
    """Words of mine that met an ended session on this device, while they are kept."""
    if not token:
        return None
    row = (
        Parked.objects.select_related("key")
        .filter(token_hash=vault.token_hash(token), person=person, ends_at__gt=now)
        .first()
    )
    if row is None:
        return None
    kept: dict[str, Any] = json.loads(row.text("answers"))
    # Words that were parked before an update know one page.
    return {"pages": [kept.get("path")], **kept}


def drafts_among(places: Iterable[str], *, by: Person) -> set[str]:
    """In which of these places somebody has a draft."""
    return set(_DRAFTS_AMONG.all(places, by=by.pk))


_DRAFTS_AMONG: Several[str] = Several(
    lambda ids, by: Draft.objects.filter(person_id=by, place__in=ids).values_list("place", flat=True), by=str
)


def draft_of(person: Person, *, place: str, now: datetime) -> str:
    """What I began to write here, on a device that is not mine."""
    row = Draft.objects.select_related("key").filter(person=person, place=place, ends_at__gt=now).first()
    return row.text("words") if row else ""
