"""What belongs to the whole place, its limits and itself: proposed by anybody, decided by consent among all here.

No names are shown: people of different groups do not know of each other. Who can't agree says why, and that is shown
without a name. An author whose proposal could not be agreed on proposes nothing again for a while, so that no one can
put words before everyone against their will.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mutuality.ballots import rolls, rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import FEWEST_VOICES, Ends, Stance
from mutuality.kit import batches, dates, prose
from mutuality.kit.locks import hold_still, operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.safety import queries, terms
from mutuality.safety.models import Rewording, RewordingReason, RewordingRest, RewordingVoice
from mutuality.safety.subjects import SUBJECTS

# What the ledger says a change rests on where no one else was here.
ALONE = rules.named(rules.EVERYONE).clause
AreTwo = Callable[[Collection[str]], bool]
_are_two: list[AreTwo] = []


class OneAtATime(Refusal):
    """Somebody has a proposal about the same thing open already."""


def let_tell_two(asked: AreTwo) -> None:
    """Ask this function whether some people are enough for what takes two; the app that knows who invited whom."""
    _are_two[:] = [asked]


@operation
def change(answers: Mapping[str, Any], *, by: Person, now: datetime, subject: str = terms.LIMITS) -> bool:
    """Change it at once if there is no one else here, or propose it to all who are. True if it holds.

    Raises OneAtATime, or Refusal for an empty line, or when nothing would change.
    """
    # Held, so that no one arrives at this moment and finds limits that they were not asked about.
    hold_still(Rewording)
    hold_still(Person)
    if not people_queries.is_alone():
        propose(answers, by=by, now=now, subject=subject)
        return False
    about = SUBJECTS[subject]
    about.apply(about.check(answers), agreed=[by.pk], clause=ALONE, now=now)
    return True


@operation
def propose(
    answers: Mapping[str, Any], *, by: Person, now: datetime, subject: str = terms.LIMITS
) -> Rewording:
    """Propose something else to all who are here, or other words for what I have proposed. Whoever proposes accepts it.

    Raises OneAtATime, or Refusal for an empty line, when nothing would change, or soon after an objection.
    """
    hold_still(Rewording)
    _end_overdue(now=now)
    row = queries.open_rewording(today=now.date(), subject=subject)
    if row is not None and row.author_id != by.pk:
        raise OneAtATime(_("Someone has already proposed something about this. Please answer that first."))
    told = _checked(answers, by=by, now=now, subject=subject)
    if row is None:
        return _open(told, by=by, now=now, subject=subject)
    _reword(row, told, now=now)
    _say_yes(row, by=by)
    return row


def _checked(answers: Mapping[str, Any], *, by: Person, now: datetime, subject: str) -> dict[str, Any]:
    rest = RewordingRest.objects.filter(person=by, until__gt=now.date()).first()
    if rest is not None:
        said = _("Someone could not agree with what you proposed. You can propose again from %(day)s.")
        raise Refusal(said % {"day": dates.day_of(rest.until)})
    if by.pk not in queries.voters(today=now.date()):
        day = dates.day_of(by.joined_on + ballots_terms.SAFETY_AFTER)
        said = _("This keeps people safe, so you decide on it from 14 days after joining: from %(day)s.")
        raise Refusal(said % {"day": day})
    about = SUBJECTS[subject]
    told = about.check(answers)
    if told == about.current():
        raise Refusal(_("This is how it is already. Nothing was changed."))
    return told


def _open(told: Mapping[str, Any], *, by: Person, now: datetime, subject: str) -> Rewording:
    today = now.date()
    row = Rewording.add(
        subject=subject,
        author=by,
        answers=json.dumps(told),
        kind=rules.EVERYONE if SUBJECTS[subject].rests(today=today) else rules.CONSENT,
        opened_on=today,
        worded_on=today,
        counted_on=today,
        until=today + timedelta(days=terms.REWORDING_DAYS),
    )
    _make_roll(row, today=today)
    _say_yes(row, by=by)
    return row


def _reword(row: Rewording, told: Mapping[str, Any], *, now: datetime) -> None:
    today, latest = now.date(), queries.latest_day(row)
    if queries.rewording_answers(row) == told:
        return
    if today + ballots_terms.WINDOW > latest:
        raise Refusal(
            _("It ends too soon for other words. When it has ended, it can be proposed again in other words.")
        )
    if row.round > terms.WORDINGS_AT_ONCE and row.worded_on >= today:
        raise Refusal(
            _("It was reworded several times. From now on that is possible once a day: again tomorrow.")
        )
    objected = row.voices.filter(answer=Stance.NOT_THIS).exists()
    Rewording.objects.filter(pk=row.pk).reseal(
        {"answers": json.dumps(told)},
        round=row.round + 1,
        met=row.met + objected,
        worded_on=today,
        until=min(max(row.until, today + timedelta(days=terms.REWORDING_DAYS)), latest),
    )
    _make_roll(row, today=today)


def _make_roll(row: Rewording, *, today: date) -> None:
    rolls.make(row, voters=queries.voters(today=today), by="person")


def _say_yes(row: Rewording, *, by: Person) -> None:
    RewordingReason.objects.filter(voice__rewording=row, voice__person=by).delete()
    RewordingVoice.objects.filter(rewording=row, person=by).update(answer=Stance.ACCEPT)


def own_voice(
    person: Person, *, rewording_id: str, round: int | None = None, now: datetime
) -> RewordingVoice:
    """My voice about a proposal that is open, in the wording of this round. Raises NotHere."""
    open_now = RewordingVoice.objects.filter(rewording__until__gte=now.date())
    voice = open_now.select_related("rewording__key").filter(rewording=rewording_id, person=person).first()
    if voice is None or round not in (None, voice.rewording.round):
        raise NotHere
    return voice


@operation
def accept(voice: RewordingVoice, *, by: Person, now: datetime) -> None:
    """Say yes to the wording I read. If everyone who was asked has, it is in force from that moment.

    If more people have arrived meanwhile than were asked, or fewer than three of many were asked, it ends instead.
    """
    hold_still(Rewording)
    hold_still(Person)
    row = _still(voice, by=by)
    if row is not None:
        _say_yes(row, by=by)
        _decide(row, now=now)


@operation
def object_to(voice: RewordingVoice, *, because: str, by: Person, now: datetime) -> None:
    """Say that I can't agree, and why. It is shown without a name, and stops this wording. Raises Refusal.

    On the last days the proposal gets some more, so that there is time for other words.
    """
    hold_still(Rewording)
    row = _still(voice, by=by)
    if row is None:
        return
    reason = prose.clean(because, most=terms.MOST_BECAUSE, field="because")
    RewordingReason.objects.filter(voice=voice).delete()
    RewordingVoice.objects.filter(pk=voice.pk).update(answer=Stance.NOT_THIS)
    RewordingReason.add(voice=voice, because=reason)
    if row.kind == rules.CONSENT and row.met < ballots_terms.MOST_MET:
        longer = min(now.date() + ballots_terms.TO_REWORD, queries.latest_day(row))
        Rewording.objects.filter(pk=row.pk, until__lt=longer).update(until=longer)


@operation
def take_back(voice: RewordingVoice, *, by: Person, now: datetime) -> None:
    """Take my own proposal back. The limits stay as they are, and the proposal is gone."""
    hold_still(Rewording)
    Rewording.objects.filter(voices=voice.pk, author=by).delete()


def _still(voice: RewordingVoice, *, by: Person) -> Rewording | None:
    """Return the proposal as it is once nobody else acts on it, if this voice is still asked and theirs."""
    asked = RewordingVoice.objects.filter(pk=voice.pk, person=by, rewording__round=voice.rewording.round)
    found = asked.select_related("rewording__key").first()
    return found.rewording if found else None


def _decide(row: Rewording, *, now: datetime, leaving: Person | None = None) -> None:
    """What the answers come to by now holds."""
    voices = RewordingVoice.objects.filter(rewording=row)
    said = rolls.said(voices, by="person_id")
    standing = _standing(row, said, now=now, leaving=leaving)
    match rules.named(row.kind).ends(standing):
        case Ends.YES:
            _adopt(row, said, now=now)
        case Ends.OPEN if not standing.over:
            return
        case Ends.LONGER if (longer := row.until + ballots_terms.WINDOW) <= queries.latest_day(row):
            Rewording.objects.filter(pk=row.pk).update(until=longer)
        case _:
            if Stance.NOT_THIS in said.values():
                until = now.date() + ballots_terms.RESTS
                RewordingRest.objects.update_or_create(person=row.author, defaults={"until": until})
            Rewording.objects.filter(pk=row.pk).delete()


def _standing(
    row: Rewording, said: Mapping[str, str], *, now: datetime, leaving: Person | None = None
) -> Standing:
    here = [voter for voter in queries.voters(today=now.date()) if leaving is None or voter != leaving.pk]
    return Standing(
        said,
        here,
        _are_two[0],
        over=row.until < now.date(),
        long=row.until - row.worded_on >= 2 * ballots_terms.WINDOW,
        met=row.met,
    )


def _adopt(row: Rewording, said: Mapping[str, str], *, now: datetime) -> None:
    agreed = [voter for voter, answer in said.items() if answer == Stance.ACCEPT]
    answers = queries.rewording_answers(row)
    Rewording.objects.filter(pk=row.pk).delete()
    SUBJECTS[row.subject].apply(answers, agreed=agreed, clause=rules.clause_of(row.kind, said), now=now)


@operation
def depart(*, by: Person, now: datetime) -> None:
    """Somebody leaves: their proposal goes with them, and those who remain decide without them."""
    Rewording.objects.filter(author=by).delete()
    RewordingVoice.objects.filter(person=by).delete()
    RewordingRest.objects.filter(person=by).delete()
    for row in Rewording.objects.select_related("key").filter(until__gte=now.date()):
        if row.voices.count() < FEWEST_VOICES:
            Rewording.objects.filter(pk=row.pk).delete()
        else:
            # Their own row goes last, so they are still there and are not counted.
            _decide(row, now=now, leaving=by)


def sweep(*, now: datetime) -> None:
    """A proposal whose days are over is decided by its rule. Days on which the server was away are given back."""
    if Rewording.objects.exists():
        _end_all_overdue(now=now)
    batches.remove(RewordingRest.objects.filter(until__lte=now.date()))


@operation
def _end_all_overdue(*, now: datetime) -> None:
    hold_still(Rewording)
    hold_still(Person)
    _end_overdue(now=now)


def _end_overdue(*, now: datetime) -> None:
    today = now.date()
    for row in Rewording.objects.select_related("key").filter(counted_on__lt=today):
        away = today - row.counted_on - timedelta(days=1)
        row.until, row.worded_on, row.counted_on = row.until + away, row.worded_on + away, today
        row.save(update_fields=["until", "worded_on", "counted_on"])
    for row in Rewording.objects.select_related("key").filter(until__lt=today):
        _decide(row, now=now)
