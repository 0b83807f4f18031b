"""Reading what was said about entries of the shelf."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mutuality.fast.prepared import Prepared
from mutuality.ledger import queries as ledger_queries
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.shelf import beside, entries, terms
from mutuality.shelf.entries import Entry
from mutuality.shelf.models import Remark, Suggestion, Wrong
from mutuality.vault import rows


@dataclass(frozen=True, slots=True)
class Found:
    """What two members found about an entry."""

    outcome: str
    note: str
    on: date


@dataclass(frozen=True, slots=True)
class Suggested:
    """What one member suggests, for another one. It has no name: people of different groups don't know each other."""

    id: str
    outcome: str
    says: str
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits for two members: what was said about it, and what members suggest."""

    entry: Entry
    lines: list[str]
    suggested: list[Suggested]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line of the open record: what was done, on which day, by whom if they are still here."""

    kind: str
    day: date
    by: str
    entry: Entry | None


def found_about(slug: str) -> Found | None:
    """Return what two members found about this entry, if they looked at it."""
    row = _REMARK.first(entry=slug)
    return Found(row.outcome, row.text("note"), row.on) if row else None


_REMARK: Prepared[Remark] = Prepared(
    lambda entry: Remark.objects.filter(entry=entry).select_related("key"), entry=str
)


def noted(some: Iterable[Entry]) -> list[tuple[Entry, Found | None]]:
    """Return these entries as they are known here, each with what two members found about it: for paper too."""
    rows = {row.entry: row for row in Remark.objects.select_related("key")}
    known = {slug: Found(row.outcome, row.text("note"), row.on) for slug, row in rows.items()}
    return [(as_found(each, found), found) for each in some for found in [known.get(each.slug)]]


def as_found(entry: Entry, found: Found | None) -> Entry:
    """Return an entry as two members found it: a work of others may be gone by now."""
    gone = found is not None and found.outcome == terms.Outcome.GONE and entry.state
    return replace(entry, state="gone") if gone else entry


def as_known(some: Iterable[Entry]) -> list[Entry]:
    """Return these entries as they are known here: those whose address two members found gone are gone."""
    gone = dict(_GONE.all(outcome=terms.Outcome.GONE))
    return [replace(each, state="gone") if each.slug in gone and each.state else each for each in some]


_GONE: Prepared[tuple[str, date]] = Prepared(
    lambda outcome: Remark.objects.filter(outcome=outcome).values_list("entry", "on"), outcome=str
)


def someone_waits(person: Person, *, today: date) -> bool:
    """Return whether an entry waits for this person: someone said it is wrong, or another member suggests something."""
    return bool(_LINES.first(today=today) or _OF_OTHERS.first(today=today, person=person.pk))


_LINES: Prepared[str] = Prepared(
    lambda today: Wrong.objects.filter(ends_on__gte=today).values_list("entry", flat=True)[:1], today=date
)
_OF_OTHERS: Prepared[str] = Prepared(
    lambda today, person: (
        Suggestion.objects.filter(ends_on__gte=today)
        .exclude(author=person)
        .values_list("entry", flat=True)[:1]
    ),
    today=date,
    person=str,
)


def waiting(person: Person, *, today: date) -> list[Waiting]:
    """Return all entries that wait for two members, in the order of the shelf."""
    lines, suggested = Wrong.objects.filter(ends_on__gte=today), Suggestion.objects.filter(ends_on__gte=today)
    slugs = {*lines.values_list("entry", flat=True), *suggested.values_list("entry", flat=True)}
    return [
        about(each, person=person, today=today)
        for slug, each in {**entries.every(), **beside.every()}.items()
        if slug in slugs
    ]


def about(entry: Entry, *, person: Person, today: date) -> Waiting:
    """Return what was said about one entry, for one member. Lines are in no order that tells when they came."""
    lines = Wrong.objects.filter(entry=entry.slug, ends_on__gte=today).select_related("key").order_by("pk")
    made = (
        Suggestion.objects.filter(entry=entry.slug, ends_on__gte=today).select_related("key").order_by("pk")
    )
    return Waiting(
        entry,
        [line for line in rows.texts(lines, "line") if line],
        [
            Suggested(
                row.pk,
                row.outcome,
                str(terms.Outcome(row.outcome).label),
                row.text("note"),
                row.author_id == person.pk,
            )
            for row in made
        ],
    )


def record() -> list[Recorded]:
    """Return everything that members settled, the newest first, with the names of those who are still here."""
    lines = ledger_queries.newest(terms.LEDGER, before=None, most=terms.MOST_RECORDED)
    named = Person.objects.filter(pk__in=[line.by for line in lines if line.by]).select_related("key")
    names = {row.pk: people_queries.name_of(row) for row in named}
    return [
        Recorded(line.kind, line.day, names.get(line.by or "", ""), entries.every().get(line.text))
        for line in lines
    ]
