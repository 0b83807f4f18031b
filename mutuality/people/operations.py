"""Coming in, staying in, and going: the acts of people about themselves."""

import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mutuality.kit import batches, languages, names
from mutuality.kit.clock import coarse
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.live import operations as live
from mutuality.live.terms import RENEWED, SESSIONS, TURNED
from mutuality.people import passphrases, queries, terms, unended_sessions
from mutuality.people.models import (
    Community,
    Draft,
    Founding,
    Parked,
    Passkey,
    Person,
    RecoveryCode,
    Session,
    SpentChallenge,
)
from mutuality.people.quiet import QuietHours
from mutuality.vault import operations as vault
from mutuality.vault.queries import Gone


class NameTaken(Refusal):
    """Another person here already goes by this name, or one that looks like it."""


class WrongPassphrase(Refusal):
    """The name and the passphrase do not belong together."""


class AlreadyFounded(Refusal):
    """This place has been founded; its founding link opens nothing any more."""


def hold(person: Person) -> None:
    """Until this change ends, nothing else that is this person's own changes. Raises NotHere once they have left."""
    if not Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first():
        raise NotHere


def hold_community() -> None:
    """Until this change ends, the community does not end. Raises NotHere once nobody is left of it.

    Whoever arrives holds it before they are a person, and the end of a community waits for them: without this, the
    last one to leave and the next one to come could meet, and all that the next one made would be erased.
    """
    if not Community.objects.select_for_update(no_key=True).values_list("pk").first():
        raise NotHere


@operation
def await_founding(*, now: datetime) -> str:
    """Make the one-time link by which the first person comes in; earlier links stop working. Returns its token."""
    if Community.objects.exists():
        raise AlreadyFounded(_("This community has already been created."))
    Founding.objects.all().delete()
    token = secrets.token_urlsafe(24)
    _begin_founding(token=token)
    return token


def _begin_founding(*, token: str) -> Founding:
    return Founding.add(answers="{}", token_hash=vault.token_hash(token))


@operation
def open_founding(founding: Founding, *, now: datetime) -> str:
    """Use the founding link up: the address stops working, and the token returned lives in a cookie instead."""
    token = secrets.token_urlsafe(24)
    changed = Founding.objects.filter(pk=founding.pk, opened=False).update(
        opened=True, token_hash=vault.token_hash(token)
    )
    if not changed:
        raise AlreadyFounded(_("This link has been used. Start the program again to get a new one."))
    return token


@operation
def note_founding(founding: Founding, *, answers: dict[str, Any], now: datetime) -> None:
    """Keep what was typed so far, sealed, so that a closed window loses nothing."""
    kept = queries.founding_answers(founding) | answers
    Founding.objects.filter(pk=founding.pk).reseal({"answers": json.dumps(kept)})


@operation
def found_community(*, name: str, now: datetime) -> Community:
    """The place gets a name. There is one community in an installation."""
    if Community.objects.exists():
        raise AlreadyFounded(_("This community has already been created."))
    called = names.clean(name)
    Founding.objects.all().delete()
    return Community.add(name=called, founded_on=now.date())


def name_mark(name: str) -> str:
    """A keyed mark of how a name looks, so that look-alikes are the same name and nobody can read it back."""
    return name_marks(name)[0]


def name_marks(name: str) -> list[str]:
    """Under which marks someone with this name is found: today's, and that of the first version if it differs."""
    return [vault.mark(skeleton, about="people.sign_in") for skeleton in names.skeletons(name)]


def hashed(passphrase: str, *, known: tuple[str, ...]) -> str:
    """What is kept of a new passphrase. Raises Refusal for one that others would guess.

    Slow on purpose: asked for before a change begins, so that nobody waits to write meanwhile.
    """
    passphrases.check(passphrase, known=known)
    return passphrases.digest(passphrase)


def arrive(
    *, name: str, passphrase: str, now: datetime, community_name: str = "", language: str = ""
) -> Person:
    """A new person, by the name they chose. No e-mail, no other name.

    Raises Refusal for an unusable name or passphrase, NameTaken for a name in use or one that looks like it.
    """
    kept = hashed(passphrase, known=(names.clean(name), community_name))
    return arrive_hashed(name=name, hashed=kept, language=language, now=now)


@operation
def arrive_hashed(*, name: str, hashed: str, now: datetime, language: str = "") -> Person:
    """The same as part of a larger change, whose passphrase was hashed before it began."""
    hold_community()
    shown = names.clean(name)
    free = free_mark(shown)
    try:
        with transaction.atomic():
            return Person.add(
                name=shown,
                sign_in=free,
                passphrase=hashed,
                joined_on=now.date(),
                language=language,
            )
    except IntegrityError:
        raise _taken() from None


def free_mark(name: str, *, but: Person | None = None) -> str:
    """The mark under which someone can have this name from now on. Raises NameTaken."""
    marks = name_marks(name)
    if any(other != but for other in queries.people_named(marks).values()):
        raise _taken()
    return marks[0]


def _taken() -> NameTaken:
    return NameTaken(
        _("Someone here already uses this name, or one that looks like it. Please choose another."),
        field="name",
    )


def check_passphrase(*, name: str, passphrase: str) -> Person:
    """Who this is, if name and passphrase belong together. Takes equally long when they do not.

    Two people may be meant: since the table of look-alikes grew, what used to be two names can look like one.
    """
    marks = name_marks(name)
    found = queries.people_named(marks)
    for mark in marks:
        person = found.get(mark)
        if person is None:
            passphrases.matches_nobody(passphrase)
        elif passphrases.matches(passphrase, person.passphrase):
            return person
    raise _does_not_belong()


def renew_name_marks(*, now: datetime) -> None:
    """Find each name by how it looks today. Where two look alike by now, the later one keeps the mark it has.

    A name that cannot be opened since a restore keeps its mark: nothing else tells who comes in by it.
    """
    for person in batches.paged(Person.objects.select_related("key")):
        if person.key is None:
            continue
        try:
            mark = name_mark(queries.name_of(person))
        except Gone:
            continue
        if mark != person.sign_in:
            _renew_name_mark(person, mark=mark, now=now)


@operation
def _renew_name_mark(person: Person, *, mark: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            # A person who chose another name meanwhile has another key, and a mark of that name.
            Person.objects.filter(pk=person.pk, key=person.key_id).update(sign_in=mark)
    except IntegrityError:
        return


def _does_not_belong() -> WrongPassphrase:
    return WrongPassphrase(
        _("This name and passphrase don't match. You can also sign in with a printed code."),
        field="passphrase",
    )


@operation
def sign_in(
    person: Person, *, said: bool, own_device: bool, label: str, passkey: Passkey | None = None, now: datetime
) -> tuple[Session, str]:
    """Open a session on this device and give its token; only the hash is kept. Beyond forty, the oldest ends.

    ``said``: whether the passphrase itself was just typed. A passkey, or a code that anyone could hold, opens the
    door; own pages ask for the passphrase then. Raises WrongPassphrase when the passphrase has been changed since
    this person was found by it.
    """
    standing = Person.objects.select_for_update(no_key=True).filter(pk=person.pk)
    if standing.values_list("passphrase", flat=True).first() != person.passphrase:
        raise _does_not_belong()
    token = secrets.token_urlsafe(32)
    stays = terms.OWN_DEVICE_STAYS if own_device else terms.OTHER_DEVICE_STAYS
    session = Session.add(
        token_hash=vault.token_hash(token),
        person=person,
        label=label,
        own_device=own_device,
        used_on=now.date(),
        ends_at=coarse(now, minutes=60) + stays,
        curtain_at=None if own_device else now + terms.CURTAIN_AFTER,
        confirmed_until=now + terms.CONFIRMED_FOR if said else None,
        passkey=passkey,
    )
    others = person.sessions.exclude(id=session.id).order_by("-used_on", "-ends_at", "id")
    end_sessions(others[terms.MOST_DEVICES - 1 :], by=person, now=now)
    return session, token


@operation
def keep_session(session: Session, *, now: datetime) -> None:
    """Remember that this device is in use: by the day on one's own, by the minute where a curtain must fall.

    What was asked before the last page went can be answered after it; a curtain that has fallen stays.
    """
    row = Session.objects.filter(id=session.id, ends_at__gt=now)
    if session.own_device:
        row.update(used_on=now.date(), ends_at=coarse(now, minutes=60) + terms.OWN_DEVICE_STAYS)
    else:
        row.filter(curtain_at__gt=now).update(used_on=now.date(), curtain_at=now + terms.CURTAIN_AFTER)


@operation
def show_page(session: Session, *, page: str, now: datetime) -> None:
    """Remember which page this device was given last, where a curtain must fall when that page goes."""
    Session.objects.filter(id=session.id, own_device=False, ends_at__gt=now).update(page=page)


@operation
def let_curtain_fall(session: Session, *, page: str, now: datetime) -> None:
    """The last page of this device was closed or left: whoever opens it again says who they are.

    ``page`` is the mark of the page that goes; when another has been given since, nothing falls.
    """
    here = Session.objects.filter(id=session.id, own_device=False, curtain_at__gt=now)
    here.filter(page=page).exclude(page="").update(curtain_at=now)


@operation
def know_way_out(session: Session, *, by: Person, now: datetime) -> None:
    """On this device the person has been told how to leave quickly, and is not told again."""
    Session.objects.filter(id=session.id, person=by).update(knows_way_out=True)


def lift_curtain(session: Session, *, token: str, passphrase: str, now: datetime) -> str:
    """Say again who one is, on a device that others may reach. Returns what the device has from now on.

    A copy of what it had before opens nothing of what this opens. Raises WrongPassphrase.
    """
    if not passphrases.matches(passphrase, session.person.passphrase):
        raise _does_not_fit()
    return _lift_curtain(session, token=token, now=now)


@operation
def _lift_curtain(session: Session, *, token: str, now: datetime) -> str:
    """Compared before the change, which keeps everyone else from writing; and again, if it has changed since."""
    same = Person.objects.select_for_update(no_key=True).filter(pk=session.person_id)
    if same.values_list("passphrase", flat=True).first() != session.person.passphrase:
        raise _does_not_fit()
    return renew(session, token=token, now=now, confirmed_until=now + terms.CONFIRMED_FOR)


def _does_not_fit() -> WrongPassphrase:
    return WrongPassphrase(
        _("This passphrase doesn't match. Nothing was lost. Please try again."), field="passphrase"
    )


@operation
def renew(session: Session, *, token: str, now: datetime, at_once: bool = False, **also: datetime) -> str:
    """A new token for a session that goes on: its row and its open pages stay. Returns it, "" for another's.

    It is made from the old one with a key that only the server has, so that a second tap gets the same, and nothing
    but hashes is kept. The old one stays for a moment, for whatever is under way; ``at_once``, it opens nothing more.
    """
    row = Session.objects.select_for_update().filter(id=session.id).first()
    given, new = vault.token_hash(token), vault.mark(token, about="people.session.renewed")
    if row is None or given not in (row.token_hash, row.earlier_hash):
        return ""
    fields: dict[str, Any] = {"curtain_at": None if row.own_device else now + terms.CURTAIN_AFTER, **also}
    if given == row.token_hash:
        stays = timedelta(0) if at_once else terms.EARLIER_TOKEN_STAYS
        fields["token_hash"] = vault.token_hash(new)
        fields |= {"earlier_hash": given, "earlier_until": now + stays}
    Session.objects.filter(id=row.id).update(**fields)
    return new


@operation
def label_session(session: Session, *, label: str, by: Person, now: datetime) -> None:
    """Give one of my devices a name that I will know again. Raises NotHere for one that is signed out."""
    own = Session.objects.filter(id=session.id, person=by)
    if not own.reseal({"label": names.clean(label)}):
        raise NotHere


@operation
def end_sessions(sessions: Iterable[Session], *, by: Person, now: datetime) -> None:
    """Sign out: the rows go, and pages still open there close with the next frame."""
    for session in sessions:
        if session.person_id != by.pk:
            continue
        Session.objects.filter(id=session.id).delete()
        live.append("sessions", kind="ended", ref=session.id, now=now)


def end_at_once(session: Session, *, now: datetime) -> None:
    """End a session at once. Raises nothing: while it cannot go, it opens nothing all the same, and goes later."""
    if unended_sessions.was_left(session.id):
        # Whoever asks again and again while nothing can be written holds up nobody else who goes.
        return
    unended_sessions.note(session.id)
    with suppress(Exception):
        end_sessions([session], by=session.person, now=now)
        unended_sessions.gone(frozenset({session.id}))


def end_unseen(token: str) -> None:
    """The same where nothing could be looked up, and so not even which session it is. Raises nothing."""
    with suppress(Exception):
        unended_sessions.note_unseen(vault.token_hash(token))


@operation
def end_all_left(*, now: datetime) -> None:
    """End what was left while nothing could be written."""
    waiting = unended_sessions.all_left()
    if not waiting:
        return
    named = Q(id__in=waiting) | Q(token_hash__in=waiting) | Q(earlier_hash__in=waiting)
    for session in Session.objects.select_related("person").filter(named):
        end_sessions([session], by=session.person, now=now)
    transaction.on_commit(lambda: unended_sessions.gone(waiting))


@operation
def end_other_sessions(session: Session, *, token: str, by: Person, now: datetime) -> str:
    """Sign out everywhere else, and wherever a copy of this device's token is. Returns what the device has from now."""
    end_sessions(by.sessions.exclude(id=session.id), by=by, now=now)
    new = renew(session, token=token, at_once=True, now=now)
    if new:
        # A stream that a copy has open knows nothing of tokens: all are made anew, and the copy gets none.
        live.append(SESSIONS, kind=RENEWED, ref=session.id, now=now)
    return new


def change_passphrase(session: Session, *, token: str, passphrase: str, by: Person, now: datetime) -> str:
    """A new passphrase; every other device is signed out, and passkeys go: one may be somebody else's.

    Returns what this device has from now on.
    """
    kept = hashed(passphrase, known=(queries.name_of(by),))
    return _change_passphrase(session, token=token, hashed=kept, by=by, now=now)


@operation
def _change_passphrase(session: Session, *, token: str, hashed: str, by: Person, now: datetime) -> str:
    Person.objects.filter(pk=by.pk).update(passphrase=hashed)
    forget_passkeys(by.passkeys.all(), by=by, now=now)
    return end_other_sessions(session, token=token, by=by, now=now)


@operation
def settle_place(*, name: str, language: str, starting: str, together: bool, now: datetime) -> None:
    """The place has another name, language or way to start groups. All who are here decided it, or the one there is.

    ``together``: more than one decided it, so that it rests for a while.
    """
    row = Community.objects.select_related("key").get()
    # Under the same key: else a backup from before would come back without a name.
    blob = row.seal_text("name", names.clean(name))
    Community.objects.filter(pk=row.pk).update_leaving_keys(
        name=blob, language=language, starting=starting, settled_on=now.date() if together else None
    )


@operation
def rename(*, name: str, by: Person, now: datetime) -> None:
    """Choose another name to sign in with. Names inside groups are changed there. Raises NameTaken."""
    shown = names.clean(name)
    mark = free_mark(shown, but=by)
    try:
        with transaction.atomic():
            Person.objects.filter(pk=by.pk).update(sign_in=mark)
    except IntegrityError:
        raise _taken() from None
    _say_anew({**_lines_of(by), "name": shown}, by=by)


@operation
def describe(*, pronouns: str, bound: str, by: Person, now: datetime) -> None:
    """Say of oneself: pronouns, and whether one is paid to be here or bound to pass things on."""
    new = {**_lines_of(by), "pronouns": pronouns.strip(), "bound": bound.strip()}
    if new != _lines_of(by):
        _say_anew(new, by=by)


def _lines_of(person: Person) -> dict[str, str]:
    row = Person.objects.select_related("key").select_for_update(of=("self",)).get(pk=person.pk)
    own = {part: queries.line_of(row, part=part) for part in terms.LINES}
    return {"name": queries.name_of(row), **own}


def _say_anew(lines: dict[str, str], *, by: Person) -> None:
    """Under a new key: with the old one, what one called oneself before could be opened in old copies for ever."""
    Person.objects.filter(pk=by.pk).reseal(lines)


@operation
def settle_comfort(
    *,
    theme: str,
    comfort: str,
    size: str,
    face: str,
    shift_leaves: bool,
    announce: str,
    quiet: QuietHours | None,
    by: Person,
    now: datetime,
) -> None:
    """How pages look, what they announce and when they bring nothing new, for this person and nobody else."""
    Person.objects.filter(pk=by.pk).update(
        theme=theme, comfort=comfort, size=size, face=face, shift_leaves=shift_leaves, announce=announce
    )
    lines = _lines_of(by)
    new = {**lines, "quiet": quiet.text() if quiet else ""}
    if new != lines:
        _say_anew(new, by=by)


@operation
def put_comfort_back(*, by: Person, now: datetime) -> None:
    """Pages look and sound as for somebody who never chose."""
    settle_comfort(
        theme="",
        comfort="",
        size="",
        face="",
        shift_leaves=True,
        announce="words",
        quiet=None,
        by=by,
        now=now,
    )


@operation
def settle_language(*, language: str, by: Person, now: datetime) -> None:
    """In which language this person reads, on all their devices; empty: as each browser asks. Open pages follow."""
    Person.objects.filter(pk=by.pk).update(language=languages.spoken(language))
    live.append(SESSIONS, kind=TURNED, ref=by.pk, now=now)


@operation
def put_first_days_away(*, by: Person, now: datetime) -> None:
    """Don't show the cards of the first days on Home any more."""
    Person.objects.filter(pk=by.pk).update(first_days_over=True)


@operation
def print_codes(*, by: Person, now: datetime) -> list[str]:
    """New printed codes; the old ones stop working. Shown once, kept only as hashes, each enough alone."""
    hold(by)
    _forget_codes(by.recovery_codes.all())
    codes = [new_id() for _place in range(terms.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode.begin(person=by, code_hash=vault.token_hash(f"recovery:{code}")) for code in codes
    )
    return ["-".join(code[i : i + 4] for i in range(0, 16, 4)) for code in codes]


def _forget_codes(codes: QuerySet[RecoveryCode]) -> int:
    return codes.delete()[0]


@operation
def forget_passkeys(rows: QuerySet[Passkey], *, by: Person, now: datetime) -> None:
    """These passkeys of mine open nothing any more, here or in any backup."""
    rows.filter(person=by).delete()


def recover(*, code: str, passphrase: str, now: datetime) -> Person:
    """Come back in with one printed code and a new passphrase.

    The code is used up; other devices are signed out, and passkeys go, as whenever the passphrase is a new one.
    """
    row = queries.person_with_code(code)
    if row is None:
        raise Refusal(
            _("This code doesn't open anything. Each code works once. Please try another."), field="code"
        )
    return _recover(row, hashed=hashed(passphrase, known=(queries.name_of(row.person),)), now=now)


@operation
def _recover(row: RecoveryCode, *, hashed: str, now: datetime) -> Person:
    person = row.person
    if not _forget_codes(RecoveryCode.objects.filter(pk=row.pk)):
        raise Refusal(_("This code has just been used. Please try another."), field="code")
    person.passphrase = hashed
    Person.objects.filter(pk=person.pk).update(passphrase=hashed)
    forget_passkeys(person.passkeys.all(), by=person, now=now)
    end_sessions(person.sessions.all(), by=person, now=now)
    return person


@operation
def park(*, pages: list[str], answers: dict[str, str], by: Person, now: datetime) -> str:
    """Keep words that met an ended session, sealed, fifteen minutes, for the same person. Returns a token.

    ``pages``: where they were written and where they were sent; on either they come back.

    Ten at most: who goes on sending to an ended session would else fill the disk.
    """
    hold(by)
    token = secrets.token_urlsafe(24)
    kept = Parked.add(
        person=by,
        token_hash=vault.token_hash(token),
        answers=json.dumps({"pages": pages, "answers": answers}),
        ends_at=now + terms.PARKED_FOR,
    )
    newest = by.parked.order_by("-ends_at", "id").exclude(pk=kept.pk)
    by.parked.filter(pk__in=[row.pk for row in newest[terms.MOST_PARKED - 1 :]]).delete()
    return token


@operation
def hand_back_parked(token: str, *, by: Person, now: datetime) -> None:
    """The parked words have been given back; nothing of them stays."""
    Parked.objects.filter(token_hash=vault.token_hash(token), person=by).delete()


@operation
def keep_draft(*, place: str, words: str, by: Person, now: datetime) -> None:
    """Keep what is being written on a device that is not one's own: sealed here, nothing there."""
    hold(by)
    Draft.objects.filter(person=by, place=place).delete()
    if not words.strip():
        return
    Draft.add(person=by, place=place, words=words, ends_at=now + terms.DRAFT_STAYS)
    oldest = Draft.objects.filter(person=by).order_by("-ends_at", "id")[terms.MOST_DRAFTS :]
    Draft.objects.filter(pk__in=[draft.pk for draft in oldest]).delete()


@operation
def forget_drafts(places: Iterable[str], *, by: Person | None = None, now: datetime) -> None:
    """What was begun on these pages, by one person or by everybody, is gone with the pages."""
    rows = Draft.objects.filter(place__in=list(places))
    (rows.filter(person=by) if by else rows).delete()


def sweep(*, now: datetime) -> None:
    """Remove what has run out: ended sessions, parked words, old drafts, and when a device last got a new token.

    Sessions that were left while nothing could be written go as well.
    """
    end_all_left(now=now)
    batches.remove(Session.objects.filter(ends_at__lte=now - terms.PARKED_FOR))
    for rows in (Parked.objects, Draft.objects, SpentChallenge.objects):
        batches.remove(rows.filter(ends_at__lte=now))
    earlier = Session.objects.filter(earlier_until__lte=now)
    batches.change(earlier, earlier_until=None)


@operation
def depart(*, by: Person, now: datetime) -> None:
    """Leave the community: sessions, codes, passkeys, drafts, name and the row itself are gone."""
    hold(by)
    end_sessions(by.sessions.all(), by=by, now=now)
    Person.objects.filter(pk=by.pk).delete()
