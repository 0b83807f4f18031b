"""Saying that an entry is wrong, without an account; and settling it, by any two members."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.kit import batches, prose
from mutuality.kit.locks import hold_still, operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.shelf import terms
from mutuality.shelf.entries import Entry
from mutuality.shelf.models import Remark, Suggestion, Wrong
from mutuality.shelf.terms import Outcome
from mutuality.vault import operations as vault

MayAct = Callable[[str, str], bool]
_may_act: list[MayAct] = []


class SomeoneElse(Refusal):
    """These two cannot do it together: one of them invited the other, and there are others here."""


def let_tell_two(asked: MayAct) -> None:
    """Ask this function whether two people may act together; the app that knows who invited whom says it."""
    _may_act[:] = [asked]


@operation
def say_wrong(entry: Entry, *, line: str, now: datetime) -> None:
    """Keep a line about what is wrong with an entry. Nothing of its writer is kept, and the same line twice is one.

    Raises Refusal for an empty or long line, or when so many wait already that one more would help no one.
    """
    text = prose.line(line, most=terms.MOST_LINE, field="line")
    mark = vault.mark(f"{entry.slug}:{text.casefold()}", about="shelf.wrong")
    hold_still(Wrong)
    waiting = Wrong.objects.filter(entry=entry.slug)
    if waiting.filter(mark=mark).exists():
        return
    if waiting.count() >= terms.MOST_LINES_AN_ENTRY or Wrong.objects.count() >= terms.MOST_LINES:
        raise Refusal(
            _("Several people have said this already. It waits for members, so your line isn't kept."),
            field="line",
        )
    Wrong.add(entry=entry.slug, line=text, mark=mark, ends_on=now.date() + timedelta(days=terms.LINE_DAYS))


@operation
def suggest(entry: Entry, *, outcome: str, note: str, by: Person, now: datetime) -> bool:
    """Say what should be said about an entry. A second member agrees; who is alone here needs no one else.

    It takes the place of what the same person suggested before. Returns whether it holds already. Raises Refusal.
    """
    # A support number is changed where it is kept, and everyone sees that under "Get support now".
    if (outcome == Outcome.GONE and not entry.state) or (entry.mend and outcome != Outcome.NOTHING):
        raise NotHere
    said = prose.clean(note, most=terms.MOST_NOTE, field="note") if outcome == Outcome.NOTE else ""
    hold_still(Suggestion)
    Suggestion.objects.filter(entry=entry.slug, author=by).delete()
    row = Suggestion.add(
        entry=entry.slug,
        author=by,
        outcome=outcome,
        note=said,
        answers=",".join(Wrong.objects.filter(entry=entry.slug).values_list("pk", flat=True)),
        ends_on=now.date() + timedelta(days=terms.SUGGESTED_DAYS),
    )
    if people_queries.is_alone():
        _settle(row, by=by, now=now)
        return True
    return False


@operation
def agree(suggestion_id: str, *, by: Person, now: datetime) -> None:
    """Agree to what another member suggests: it holds at once, for everyone. Raises NotHere or SomeoneElse."""
    hold_still(Suggestion)
    row = _open(suggestion_id, now=now)
    if row.author == by:
        raise NotHere
    if not _may_act[0](row.author.pk, by.pk):
        raise SomeoneElse(_("The two of you can't do this together. Someone else here needs to agree."))
    _settle(row, by=by, now=now)


@operation
def take_back(suggestion_id: str, *, by: Person, now: datetime) -> None:
    """Take back what I suggested. Nothing changes."""
    Suggestion.objects.filter(pk=suggestion_id, author=by).delete()


def _open(suggestion_id: str, *, now: datetime) -> Suggestion:
    rows = Suggestion.objects.filter(pk=suggestion_id, ends_on__gte=now.date())
    row = rows.select_related("key", "author").first()
    if row is None:
        raise NotHere
    return row


def _settle(row: Suggestion, *, by: Person, now: datetime) -> None:
    """Show it next to the entry. What was said and suggested about it has been answered, and is erased."""
    Remark.objects.filter(entry=row.entry).delete()
    Remark.add(entry=row.entry, outcome=row.outcome, note=row.text("note"), on=now.date())
    for kind, who in ((terms.ASKED, row.author_id), (terms.SETTLED, by.pk)):
        ledger.record(terms.LEDGER, kind=kind, by=who, about=None, text=row.entry, clause="two", now=now)
    Wrong.objects.filter(entry=row.entry, pk__in=row.answers.split(",")).delete()
    Suggestion.objects.filter(entry=row.entry).delete()


def sweep(*, now: datetime) -> None:
    """What no one answered in its days goes."""
    batches.remove(Wrong.objects.filter(ends_on__lt=now.date()))
    batches.remove(Suggestion.objects.filter(ends_on__lt=now.date()))
