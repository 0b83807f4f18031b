"""Putting a support number right: any two people do it together, everyone is shown it, anyone can ask for it back.

A dead number on "Get support now" is wrong and dangerous, so it waits for no decision of all.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from mutuality.fast.prepared import Prepared
from mutuality.kit import batches, prose
from mutuality.kit.ids import new_id
from mutuality.kit.locks import hold_still, operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.ledger import queries as ledger_queries
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.safety import operations, queries, terms
from mutuality.safety.models import NumberChange, Statement
from mutuality.safety.terms import Number

# The ledger of the whole place, and what its entries are called.
LEDGER = "place"
ASKED, DONE = "number-asked", "number-changed"
MayAct = Callable[[str, str], bool]


class Elsewhere(Refusal):
    """The number isn't what it was when the change was asked for."""


class SomeoneElse(Refusal):
    """These two cannot do it together: one of them invited the other, and there are others here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that someone asked for, or that was made, as one person reads it."""

    row: NumberChange
    before: Number | None
    after: Number | None
    by: str
    also: str
    mine: bool
    folded: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the open record: what was done, on which day, by whom if they are still here."""

    kind: str
    day: date
    by: str
    text: str


def checked(parts: Mapping[str, Any], *, slug: str) -> Number:
    """Return a number as it will be kept. Raises Refusal, with the field, for a line that is empty or too long."""
    kept = {
        part: prose.clean(str(parts[part]), most=most, field=part)
        for part, most in terms.MOST_NUMBER.items()
        if part != "about" or str(parts[part]).strip()
    }
    traces = "says-not" if parts.get("traces") == "says-not" else "may"
    return Number(**{"slug": slug, "about": "", "traces": traces} | kept)


@operation
def ask(*, slug: str, number: Mapping[str, Any] | None, by: Person, now: datetime) -> NumberChange:
    """Ask for one number to be corrected, or removed (no ``number``), or added (no ``slug``).

    Who is alone here needs no one else. Raises NotHere for an unknown number, or Refusal for what cannot be.
    """
    hold_still(Statement)
    before = _standing(slug) if slug else None
    after = None if number is None else checked(_unread(number, before), slug=slug or new_id())
    if before == after:
        raise Refusal(_("Please change something first."))
    operations.check_numbers(_changed(queries.numbers(), before, after))
    if NumberChange.objects.filter(author=by, done_on=None).count() >= terms.MOST_NUMBER_CHANGES:
        raise Refusal(
            _("You have asked for three changes already. Please wait for an answer, or take one back.")
        )
    row = NumberChange.add(
        author=by,
        change=json.dumps([before and before._asdict(), after and after._asdict()]),
        ends_on=now.date() + timedelta(days=terms.NUMBER_CHANGE_DAYS),
    )
    if people_queries.is_alone():
        _make(row, by=by, now=now)
    return row


@operation
def agree(change_id: str, *, by: Person, may_act: MayAct, now: datetime) -> None:
    """Agree to a change that someone else asked for: it is made at once, for everyone.

    ``may_act`` tells whether two people may act together. Raises NotHere, SomeoneElse, or Elsewhere when the number
    was changed meanwhile.
    """
    hold_still(Statement)
    row = _open(change_id, now=now)
    if row.author is None or row.author == by:
        raise NotHere
    if not may_act(row.author.pk, by.pk):
        raise SomeoneElse(_("The two of you can't do this together. Someone else here needs to agree."))
    _make(row, by=by, now=now)


@operation
def take_back(change_id: str, *, by: Person, now: datetime) -> None:
    """Take back what I asked for. Nothing changes."""
    NumberChange.objects.filter(pk=change_id, author=by, done_on=None).delete()


@operation
def put_back(change_id: str, *, by: Person, now: datetime) -> NumberChange:
    """Ask for a change that was made to be undone. It takes two again. Raises NotHere or Elsewhere."""
    row = NumberChange.objects.filter(pk=change_id, done_on__isnull=False).select_related("key").first()
    if row is None:
        raise NotHere
    before, after = _told(row)
    if after is not None and after not in queries.numbers():
        raise Elsewhere(_changed_since())
    if after is None:
        assert before is not None
        return ask(slug="", number=before._asdict(), by=by, now=now)
    return ask(slug=after.slug, number=before._asdict() if before else None, by=by, now=now)


def _unread(number: Mapping[str, Any], before: Number | None) -> Mapping[str, Any]:
    """The parts as they are kept, where someone left them as they read them in their own language."""
    if before is None:
        return number
    read = terms.as_read(before)
    return {
        part: getattr(before, part) if said == getattr(read, part, None) else said
        for part, said in number.items()
    }


def _changed_since() -> str:
    return _("This number has been changed since. Please look at it again.")


def _standing(slug: str) -> Number:
    found = next((number for number in queries.numbers() if number.slug == slug), None)
    if found is None:
        raise NotHere
    return found


def _open(change_id: str, *, now: datetime) -> NumberChange:
    rows = NumberChange.objects.filter(pk=change_id, done_on=None, ends_on__gte=now.date())
    row = rows.select_related("key", "author").first()
    if row is None:
        raise NotHere
    return row


def _make(row: NumberChange, *, by: Person, now: datetime) -> None:
    before, after = _told(row)
    numbers = queries.numbers()
    if before is not None and before not in numbers:
        raise Elsewhere(_changed_since())
    _keep_numbers(_changed(numbers, before, after), today=now.date())
    NumberChange.objects.filter(pk=row.pk).update(
        done_on=now.date(), also=by, ends_on=now.date() + timedelta(days=terms.NUMBER_CHANGE_SHOWN)
    )
    text = f"{_in_short(before)} → {_in_short(after)}"
    ledger.record(LEDGER, kind=ASKED, by=row.author_id, about=None, text="", clause="two", now=now)
    ledger.record(LEDGER, kind=DONE, by=by.pk, about=None, text=text, clause="two", now=now)


def _changed(numbers: Sequence[Number], before: Number | None, after: Number | None) -> list[Number]:
    """The list with one number other than it was. A new one goes beside those of its country."""
    kept = [after if number == before else number for number in numbers]
    if before is None and after is not None:
        same = [place for place, number in enumerate(numbers) if number.country == after.country]
        kept.insert(same[-1] + 1 if same else len(kept), after)
    return [number for number in kept if number is not None]


def _keep_numbers(numbers: list[Number], *, today: date) -> None:
    """Put the numbers beside the limits in force. Their version stays, so no one has to read the limits again."""
    row = Statement.objects.select_related("key").latest("number")
    kept = queries.answers(row) | {
        "numbers": operations.check_numbers(numbers),
        "numbers_on": today.isoformat(),
    }
    # Under the same key: else a backup from before would come back without the limits.
    blob = row.seal_text("answers", json.dumps(kept))
    Statement.objects.filter(pk=row.pk).update_leaving_keys(answers=blob)


def _in_short(number: Number | None) -> str:
    return f"{number.name}: {number.reach}" if number else "–"


def _told(row: NumberChange) -> tuple[Number | None, Number | None]:
    before, after = json.loads(row.text("change"))
    return (Number(**before) if before else None, Number(**after) if after else None)


def asked(person: Person, *, today: date) -> list[Asked]:
    """Return the changes that wait for a second person, the oldest first."""
    return _read(Q(done_on=None, ends_on__gte=today), person=person)


def made(person: Person, *, today: date) -> list[Asked]:
    """Return the changes of the last 30 days."""
    return _read(Q(done_on__isnull=False, ends_on__gt=today), person=person)


def _read(which: Q, *, person: Person) -> list[Asked]:
    rows = NumberChange.objects.filter(which).select_related("key", "author__key", "also__key")
    hidden = queries.hidden_from(person.pk)
    return [_as_read(row, person=person, hidden=hidden) for row in rows.order_by("ends_on", "id")]


def _as_read(row: NumberChange, *, person: Person, hidden: queries.Hidden) -> Asked:
    before, after = _told(row)
    return Asked(
        row,
        before=terms.as_read(before) if before else None,
        after=terms.as_read(after) if after else None,
        by=people_queries.name_of(row.author) if row.author else "",
        also=people_queries.name_of(row.also) if row.also else "",
        mine=row.author_id == person.pk,
        folded=row.author_id in hidden,
    )


def news(person: Person, *, today: date) -> tuple[bool, date | None]:
    """Return whether a change waits for this person's answer, and the day of the last change of the past two weeks."""
    found, since = _NOW.all(today=today), today - timedelta(days=terms.NUMBER_CHANGE_NEWS)
    waits = any(done is None and author != person.pk for author, done in found)
    return waits, max((done for _author, done in found if done and done > since), default=None)


_NOW: Prepared[tuple[str | None, date | None]] = Prepared(
    lambda today: NumberChange.objects.filter(ends_on__gte=today).values_list("author_id", "done_on"),
    today=date,
)


def record() -> list[Entry]:
    """Return every change that was ever made, the newest first, with the names of those who are still here."""
    lines = [line for line in ledger_queries.entries(LEDGER) if line.kind in (ASKED, DONE)]
    names = {
        row.pk: people_queries.name_of(row)
        for row in Person.objects.filter(pk__in=[line.by for line in lines if line.by]).select_related("key")
    }
    return [Entry(line.kind, line.day, names.get(line.by or "", ""), line.text) for line in reversed(lines)]


@operation
def depart(*, by: Person, now: datetime) -> None:
    """Someone leaves: what they asked for and no one has agreed to goes; what was made stays, without their name."""
    NumberChange.objects.filter(author=by, done_on=None).delete()
    NumberChange.objects.filter(author=by).update(author=None)
    NumberChange.objects.filter(also=by).update(also=None)


def sweep(*, now: datetime) -> None:
    """What no one agreed to in its days goes, and what was made once its 30 days are over."""
    batches.remove(NumberChange.objects.filter(done_on=None, ends_on__lt=now.date()))
    batches.remove(NumberChange.objects.filter(done_on__isnull=False, ends_on__lte=now.date()))
