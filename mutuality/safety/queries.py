"""Reading the limits statement, the support numbers, and what a person keeps for their own safety."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from mutuality.ballots import terms as ballots_terms
from mutuality.fast.prepared import Prepared, Several
from mutuality.kit import languages, names
from mutuality.people.models import Person
from mutuality.safety import terms
from mutuality.safety.models import (
    Boundary,
    Card,
    CardShown,
    Kept,
    ReadLimits,
    Rewording,
    RewordingReason,
    RewordingVoice,
    Statement,
)
from mutuality.vault import operations as vault

Hidden = frozenset[str]
NOBODY: Hidden = frozenset()


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the statement as people read it."""

    asks: str
    says: str
    mark: str
    mark_name: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The statement in force: which version, from which day, and what it says."""

    number: int
    dated: date
    host: str
    agency: bool
    clauses: Sequence[Clause]
    numbers: Sequence[terms.Number]
    numbers_on: date | None


def limits() -> Limits | None:
    """The limits statement in force, or None before the founding."""
    row = _IN_FORCE.first()
    return _read(row) if row else None


_IN_FORCE: Prepared[Statement] = Prepared(
    lambda: Statement.objects.select_related("key").order_by("-number")[:1]
)


def kept() -> dict[str, Any] | None:
    """What stands in the statement in force, field by field, or None before the founding."""
    row = _IN_FORCE.first()
    return answers(row) if row else None


def numbers() -> list[terms.Number]:
    """The support numbers of this community."""
    found = kept()
    return [terms.Number(**number) for number in found["numbers"]] if found else []


def statement(number: int) -> Limits | None:
    """An earlier version, or the one in force."""
    row = Statement.objects.select_related("key").filter(number=number).first()
    return _read(row) if row else None


def versions() -> list[tuple[int, date]]:
    """Every version with its day, the newest first."""
    return _VERSIONS.all()


_VERSIONS: Prepared[tuple[int, date]] = Prepared(
    lambda: Statement.objects.order_by("-number").values_list("number", "dated")
)


def latest_number() -> int:
    """The number of the version in force, or 0 before the founding."""
    return Statement.objects.order_by("-number").values_list("number", flat=True).first() or 0


def read_up_to(person_id: str) -> int:
    """Up to which version this person has read. Whoever came in by a door read the first one at least."""
    return ReadLimits.objects.filter(person=person_id).values_list("number", flat=True).first() or FIRST


def has_changed(person_id: str) -> bool:
    """Whether the limits changed since this person read them: one small question, asked by many pages."""
    return _CHANGED.first(person=person_id) is not None


FIRST = 1
_CHANGED: Prepared[Statement] = Prepared(
    lambda person: Statement.objects.filter(
        number__gt=Coalesce(Subquery(ReadLimits.objects.filter(person_id=person).values("number")), FIRST)
    )[:1],
    person=str,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that is not the same in two wordings."""

    asks: str
    before: Clause
    after: Clause


def changes(before: Limits, after: Limits) -> list[Change]:
    """Clause by clause, what differs. Both have every clause of the fixed form."""
    found = [Change(a.asks, b, a) for b, a in zip(before.clauses, after.clauses, strict=True) if a != b]
    if before.agency != after.agency:
        found.insert(0, Change(str(terms.AGENCY_ASKS), *(_agency(one.agency) for one in (before, after))))
    return found


def _agency(hosts: bool) -> Clause:
    says = terms.AGENCY_LINE if hosts else terms.NO_AGENCY
    return Clause(str(terms.AGENCY_ASKS), str(says), "", "")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why someone could not agree. No name is shown, so all are folded alike, also those of someone the reader hid."""

    words: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """Other limits as somebody proposes them, for one who is here. Nobody's name is shown."""

    row: Rewording
    changes: Sequence[Any]
    mine: bool
    decides: bool
    answer: str
    reasons: Sequence[Reason]


def voters(*, today: date) -> list[str]:
    """Return who decides on other limits now: they keep people safe, so who has just joined decides later.

    Where fewer than three have been here long enough, everyone decides.
    """
    everyone = dict(Person.objects.values_list("pk", "joined_on"))
    longer = [voter for voter, on in everyone.items() if on <= today - ballots_terms.SAFETY_AFTER]
    return longer if len(longer) >= ballots_terms.ENOUGH_VOICES else list(everyone)


def latest_day(row: Rewording) -> date:
    """Return the day on which it ends for good, however often it is reworded until then."""
    return max(row.opened_on + timedelta(days=terms.MOST_REWORDING_DAYS), row.until)


def open_rewording(*, today: date, subject: str = terms.LIMITS) -> Rewording | None:
    """The proposal to all about this that is open, if there is one."""
    return _OPEN.first(today=today, subject=subject)


def waits_for(person: Person, *, today: date) -> Rewording | None:
    """The first open proposal to all to which this person has not answered, though they decide on it."""
    voice = _SILENT.first(person=person.pk, today=today)
    return voice.rewording if voice else None


_OPEN: Prepared[Rewording] = Prepared(
    lambda today, subject: (
        Rewording.objects.select_related("key").filter(until__gte=today, subject=subject).order_by("pk")[:1]
    ),
    today=date,
    subject=str,
)
_SILENT: Prepared[RewordingVoice] = Prepared(
    lambda person, today: (
        RewordingVoice.objects.filter(person=person, answer="", rewording__until__gte=today)
        .select_related("rewording")
        .order_by("pk")[:1]
    ),
    person=str,
    today=date,
)


def rewording_answers(row: Rewording) -> dict[str, Any]:
    """What is proposed, field by field."""
    told: dict[str, Any] = json.loads(row.text("answers"))
    return told


def proposed(row: Rewording, *, person: Person) -> Proposed:
    """The proposal as this person reads it, beside what is in force."""
    stands = Statement.objects.select_related("key").latest("number")
    before, after = _read(stands), _told(rewording_answers(row), number=stands.number, dated=stands.dated)
    return _proposed(row, changes(before, after), person=person)


def place_proposed(row: Rewording, *, differ: Sequence[Any], person: Person) -> Proposed:
    """A proposal about the place itself as this person reads it; ``differ``: what would be different, in words."""
    return _proposed(row, differ, person=person)


def _proposed(row: Rewording, differ: Sequence[Any], *, person: Person) -> Proposed:
    voice = RewordingVoice.objects.filter(rewording=row, person=person).first()
    mine, answer = row.author_id == person.pk, voice.answer if voice else ""
    return Proposed(row, differ, mine, voice is not None, answer, _reasons(row, person=person))


def _reasons(row: Rewording, *, person: Person) -> list[Reason]:
    """In no order that says who wrote which, or when."""
    rows = RewordingReason.objects.select_related("key", "voice").filter(voice__rewording=row)
    return [Reason(one.text("because"), one.voice.person_id == person.pk) for one in rows.order_by("id")]


def answers(row: Statement) -> dict[str, Any]:
    """What was written, field by field."""
    kept: dict[str, Any] = json.loads(row.text("answers"))
    return kept


def _read(row: Statement) -> Limits:
    return _told(answers(row), number=row.number, dated=row.dated)


def _told(kept: Mapping[str, Any], *, number: int, dated: date) -> Limits:
    names = dict(terms.MARKS)
    clauses = [
        Clause(
            str(q.asks),
            languages.unless_changed(kept[q.slug], ours=q.starter),
            kept.get(f"{q.slug}_mark", q.mark),
            str(names.get(kept.get(f"{q.slug}_mark", q.mark), "")),
            q.slug,
        )
        for q in terms.QUESTIONS
    ]
    numbers = [terms.as_read(terms.Number(**line)) for line in kept.get("numbers", ())]
    changed = date.fromisoformat(kept["numbers_on"]) if "numbers_on" in kept else None
    return Limits(number, dated, kept["run_by"], bool(kept.get("agency")), clauses, numbers, changed)


def starter() -> dict[str, str]:
    """The starter text of every line, to change before it is used."""
    kept = {q.slug: str(q.starter) for q in terms.QUESTIONS}
    return kept | {f"{q.slug}_mark": q.mark for q in terms.QUESTIONS}


# Boundaries


def hidden_from(person_id: str) -> Hidden:
    """Whom this person does not want to hear; their ids. Nobody else is ever told."""
    return frozenset(_HIDDEN_FROM.all(person=person_id))


_HIDDEN_FROM: Prepared[str] = Prepared(
    lambda person: Boundary.objects.filter(by=person).values_list("about", flat=True), person=str
)


def view_of(hidden: Hidden) -> str:
    """A mark of whom an open page leaves out: a page made for another view is made anew. Empty for nobody."""
    return vault.mark(",".join(sorted(hidden)), about="safety.view")[:16] if hidden else ""


def is_hidden(person_id: str, *, author: str) -> Exists:
    """For a query: whether this person hid whoever stands in the column ``author`` of the row."""
    return Exists(Boundary.objects.filter(by=person_id, about=OuterRef(author)))


def who_hid(about: Collection[str]) -> Mapping[str, Hidden]:
    """Of these people, whom each reader hid, by reader: one question for a whole room."""
    found: dict[str, set[str]] = {}
    for by, whom in _WHO_HID.all(about):
        found.setdefault(by, set()).add(whom)
    return {by: frozenset(hidden) for by, hidden in found.items()}


_WHO_HID: Several[tuple[str, str]] = Several(
    lambda ids: Boundary.objects.filter(about__in=ids).values_list("by", "about")
)


def name_mark(name: str, *, by: str) -> str:
    """A mark of a name as one person met it.

    It is compared with itself only, so it keeps the skeleton it began with: no boundary is lost when tables grow.
    """
    return vault.mark(f"{by}:{names.earlier_skeleton(name)}", about="safety.boundary")


def marks_of(person_id: str) -> frozenset[tuple[str, str]]:
    """Whom I hid under which mark of a name: only that name is shown to me as hidden, wherever it is."""
    return frozenset(_MARKS_OF.all(person=person_id))


_MARKS_OF: Prepared[tuple[str, str]] = Prepared(
    lambda person: Boundary.objects.filter(by=person).values_list("about", "name_mark"), person=str
)


@dataclass(frozen=True, slots=True)
class Hiding:
    """A boundary of mine, with the name under which I met the other."""

    row: Boundary
    name: str


def boundaries_of(person: Person) -> list[Hiding]:
    """My boundaries, by name."""
    rows = Boundary.objects.filter(by=person).select_related("key")
    found = [Hiding(r, r.text("name")) for r in rows]
    return sorted(found, key=lambda h: h.name.casefold())


def boundary_for(person: Person, *, about: str, name: str) -> Boundary | None:
    """My boundary about whoever goes by this name, if I set one under it."""
    mark = name_mark(name, by=person.pk)
    return Boundary.objects.filter(by=person, about=about, name_mark=mark).first()


# Kept for me


@dataclass(frozen=True, slots=True)
class Copy:
    """Words I set aside: whose they were, what they said, and until when I have them."""

    row: Kept
    name: str
    said_on: date
    note: str
    words: str


def kept_by(person: Person, *, today: date) -> list[Copy]:
    """Everything I set aside, the newest first."""
    rows = Kept.objects.filter(person=person, ends_on__gte=today).select_related("key")
    return [_copy(row) for row in rows.order_by("-day", "-id")]


def _copy(row: Kept) -> Copy:
    copy = json.loads(row.text("copy"))
    return Copy(row, copy["name"], date.fromisoformat(copy["said_on"]), copy["note"], copy["words"])


# The card


def card_of(person_id: str) -> dict[str, str]:
    """What stands on this person's card, line by line; nothing when they have none."""
    row = Card.objects.select_related("key").filter(person=person_id).first()
    if row is None:
        return {}
    lines: dict[str, str] = json.loads(row.text("lines"))
    return lines


def shown_among(places: Collection[str]) -> frozenset[str]:
    """In which of these places a card is shown."""
    return frozenset(_SHOWN.all(places))


_SHOWN: Several[str] = Several(
    lambda ids: CardShown.objects.filter(place__in=ids).values_list("place", flat=True)
)


def card_lines(card: Mapping[str, str]) -> list[tuple[str, str]]:
    """The lines of a card that say something, each with its heading."""
    return [(str(heading), card[part]) for part, heading in terms.CARD_LINES.items() if card.get(part)]
