"""Writing the limits statement; drawing a boundary, keeping a copy, writing one's card."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from mutuality.kit import batches, prose
from mutuality.kit.locks import hold_still, operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.live import operations as live
from mutuality.live.terms import SESSIONS, TURNED
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.safety import queries, terms
from mutuality.safety.models import (
    Boundary,
    Card,
    CardShown,
    ComeBack,
    Kept,
    ReadLimits,
    Rewording,
    Statement,
)
from mutuality.vault import operations as vault


def check_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The statement as it will be kept. Raises Refusal when the host is not named or a line is left empty."""
    kept: dict[str, Any] = {"agency": bool(answers.get("agency"))}
    for question in terms.QUESTIONS:
        text = str(answers.get(question.slug, ""))
        if not text.strip():
            raise Refusal(
                _("Please write something here. People read it before they write anything."),
                field=question.slug,
            )
        kept[question.slug] = prose.clean(text, most=terms.MOST_ANSWER, field=question.slug)
        mark = answers.get(f"{question.slug}_mark", question.mark)
        kept[f"{question.slug}_mark"] = mark if mark in {"", *dict(terms.MARKS)} else question.mark
    return kept


def check_numbers(numbers: list[terms.Number]) -> list[dict[str, str]]:
    """The numbers as they will be kept. Raises Refusal when there is none."""
    if not numbers:
        raise Refusal(
            _("Please keep at least one number, so that this page is never empty."), field="numbers"
        )
    return [number._asdict() for number in numbers]


@operation
def state_limits(
    *, answers: dict[str, Any], numbers: list[terms.Number] | None = None, now: datetime
) -> Statement:
    """Put a dated version of the limits in force. Earlier versions stay readable by number.

    Without ``numbers`` the support numbers stay as they are.
    Raises Refusal when a line or the list of numbers is empty.
    """
    # Held, so that a number that is put right at this moment is not lost.
    hold_still(Rewording)
    hold_still(Statement)
    standing = queries.kept() or {} if numbers is None else {"numbers": check_numbers(numbers)}
    kept = check_answers(answers) | {part: standing[part] for part in terms.BESIDE if part in standing}
    latest = Statement.objects.aggregate(latest=Max("number"))["latest"] or 0
    # What was proposed before was read beside other limits.
    Rewording.objects.filter(subject=terms.LIMITS).delete()
    return Statement.add(number=latest + 1, answers=json.dumps(kept), dated=now.date())


@operation
def state_facts(*, facts: Mapping[str, str], agency: bool | None, now: datetime) -> Statement:
    """Whoever runs the server says anew what only they can know of it; what all chose stays as it is.

    ``facts``: some of ``terms.FACTS``. Everybody is shown what changed. Raises NotHere before the founding.
    """
    stands = queries.kept()
    if stands is None or not set(facts) <= set(terms.FACTS):
        raise NotHere
    answers = stands | dict(facts) | ({} if agency is None else {"agency": agency})
    # What it says is in the limits, version by version; here it is written that no one else was asked.
    ledger.record(
        terms.PLACE_LEDGER,
        kind=terms.HOST_FACTS,
        by=None,
        about=None,
        text="",
        clause=terms.BY_HOST,
        now=now,
    )
    return state_limits(answers=answers, now=now)


@operation
def note_read(number: int, *, by: Person, now: datetime) -> None:
    """I have read the limits up to this version. Only I am shown what follows from it."""
    upto = min(number, queries.latest_number())
    if upto > queries.read_up_to(by.pk):
        ReadLimits.objects.update_or_create(person=by, defaults={"number": upto})


@operation
def draw_boundary(about: Person, *, name: str, by: Person, now: datetime) -> Boundary:
    """From now on I do not see this person's words, and they cannot reach me. Nobody is told.

    ``name``: the one I know them by. A second click changes nothing. Raises NotHere about oneself.
    """
    if about.pk == by.pk:
        raise NotHere
    people.hold(by)
    already = queries.boundary_for(by, about=about.pk, name=name)
    if already is not None:
        return already
    row = Boundary.add(
        by=by,
        about=about,
        name=name,
        name_mark=queries.name_mark(name, by=by.pk),
        day=now.date(),
    )
    turn_pages(by, now=now)
    return row


def follow_name(about: Person, *, earlier: str, name: str, among: Collection[str], now: datetime) -> None:
    """Keep someone hidden under a new name for those who hid them under the earlier one and saw it change.

    ``among``: who shares a room with them. For all others the names stay two, as if of two people.
    """
    for row in Boundary.objects.select_related("by").filter(about=about, by__in=among):
        if row.name_mark == queries.name_mark(earlier, by=row.by_id):
            mark = queries.name_mark(name, by=row.by_id)
            told = {"about": about, "name": name, "name_mark": mark, "day": row.day}
            if not Boundary.objects.filter(by=row.by_id, about=about, name_mark=mark).exists():
                Boundary.add(by=row.by, **told)
                turn_pages(row.by, now=now)


@operation
def lift_boundary(boundary: Boundary, *, by: Person, now: datetime) -> None:
    """I see their words again, also those said meanwhile that are still here. Nobody is told."""
    if Boundary.objects.filter(pk=boundary.pk, by=by).delete()[0]:
        turn_pages(by, now=now)


def turn_pages(person: Person, *, now: datetime) -> None:
    """Open pages of this person are made anew, as somebody is hidden from them now, or no longer."""
    # Not in a room's own order: there, a count that moves on would tell the others.
    live.append(SESSIONS, kind=TURNED, ref=person.pk, now=now)


@operation
def keep_copy(
    words: str, *, note: str, name: str, said_on: date, mark: str, by: Person, now: datetime
) -> Kept:
    """Set words I can read aside for myself: sealed, dated, 90 days, shown to nobody else.

    ``mark`` names these very words, so that a second click keeps them once. Raises Refusal for one more than very many.
    """
    people.hold(by)
    own_mark = vault.mark(f"{by.pk}:{mark}", about="safety.kept")
    already = Kept.objects.filter(person=by, mark=own_mark).first()
    if already is not None:
        return already
    if Kept.objects.filter(person=by).count() >= terms.MOST_KEPT:
        raise Refusal(
            _("You've saved 500 copies, which is the limit. Please download them, then erase some.")
        )
    copy = json.dumps({"name": name, "said_on": said_on.isoformat(), "note": note, "words": words})
    return Kept.add(
        person=by,
        copy=copy,
        mark=own_mark,
        day=now.date(),
        ends_on=now.date() + timedelta(days=terms.KEPT_DAYS),
    )


@operation
def erase_copy(kept: Kept, *, by: Person, now: datetime) -> None:
    """I do not need this copy any more; it is gone."""
    Kept.objects.filter(pk=kept.pk, person=by).delete()


@operation
def write_card(*, lines: Mapping[str, str], by: Person, now: datetime) -> None:
    """What helps me when I struggle. Empty lines stay empty; a card without a line is gone.

    Raises Refusal for broken or over-long lines.
    """
    kept = {
        part: prose.clean(lines[part], most=terms.MOST_CARD_LINE, field=part)
        if lines.get(part, "").strip()
        else ""
        for part in terms.CARD_LINES
    }
    people.hold(by)
    own = Card.objects.filter(person=by)
    if not any(kept.values()):
        own.delete()
        return
    lines_now = json.dumps(kept)
    if not own.reseal({"lines": lines_now}):
        Card.add(person=by, lines=lines_now)


@operation
def show_card(place_id: str, *, by: Person, now: datetime) -> None:
    """Show my card to those who share this place's room with me. A second click changes nothing."""
    people.hold(by)
    card = Card.objects.filter(person=by).first()
    if card is None:
        raise NotHere
    CardShown.objects.get_or_create(place_id=place_id, defaults={"card": card})


@operation
def take_card_away(place_id: str, *, by: Person, now: datetime) -> None:
    """Show my card there no longer, from now on."""
    CardShown.objects.filter(place=place_id, card__person=by).delete()


def sweep(*, now: datetime) -> None:
    """Copies whose 90 days are over go, and who somebody was once nobody can come back any more."""
    batches.remove(Kept.objects.filter(ends_on__lt=now.date()))
    batches.remove(ComeBack.objects.filter(ends_on__lt=now.date()))
