"""Other limits for the whole place: proposed by anybody, in force once everybody who decides has accepted them.

No names are shown: people of different groups do not know of each other. One "not like this" ends it, and its author
proposes nothing again for a while, so that no one can put words before everyone against their will.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutuality.ballots import rolls, rules
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import FEWEST_VOICES, Ends, Stance
from mutuality.kit import batches
from mutuality.kit.locks import hold_still, operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.safety import operations, queries, terms
from mutuality.safety.models import Rewording, RewordingRest, RewordingVoice

RULE = rules.named("unopposed")


class OneAtATime(Refusal):
    """Somebody proposes other limits already."""


@operation
def change(answers: Mapping[str, Any], *, by: Person, now: datetime) -> bool:
    """State other limits at once if there is no one else here, or propose them to all who are. True if they hold.

    Raises OneAtATime, or Refusal for an empty line, or when nothing would change.
    """
    # Held, so that no one arrives at this moment and finds limits that they were not asked about.
    hold_still(Rewording)
    hold_still(Person)
    if not people_queries.is_alone():
        propose(answers, by=by, now=now)
        return False
    stated = operations.state_limits(answers=dict(answers), now=now)
    operations.note_read(stated.number, by=by, now=now)
    return True


@operation
def propose(answers: Mapping[str, Any], *, by: Person, now: datetime) -> Rewording:
    """Propose other limits to all who are here. Whoever proposes them accepts them.

    Raises OneAtATime, or Refusal for an empty line, when nothing would change, or soon after an objection.
    """
    hold_still(Rewording)
    rest = RewordingRest.objects.filter(person=by, until__gt=now.date()).first()
    if rest is not None:
        said = _("Someone could not agree with what you proposed. You can propose again from %(day)s.")
        raise Refusal(said % {"day": date_format(rest.until, _("j F"))})
    if queries.open_rewording(today=now.date()) is not None:
        raise OneAtATime(
            _("Someone has already proposed a change to what we promise. Please answer that first.")
        )
    told = operations.check_answers(answers)
    if told == {name: text for name, text in (queries.kept() or {}).items() if name not in terms.BESIDE}:
        raise Refusal(_("This is how it is already. Nothing was changed."))
    row = Rewording.add(
        author=by,
        answers=json.dumps(told),
        until=now.date() + timedelta(days=terms.REWORDING_DAYS),
    )
    rolls.make(row, voters=Person.objects.all(), by="person")
    RewordingVoice.objects.filter(rewording=row, person=by).update(answer=Stance.ACCEPT)
    return row


def own_voice(person: Person, *, rewording_id: str, now: datetime) -> RewordingVoice:
    """My voice about a proposal that is open. Raises NotHere."""
    open_now = RewordingVoice.objects.filter(rewording__until__gte=now.date())
    voice = open_now.select_related("rewording__key").filter(rewording=rewording_id, person=person).first()
    if voice is None:
        raise NotHere
    return voice


@operation
def accept(voice: RewordingVoice, *, by: Person, now: datetime) -> None:
    """Say yes to the wording I read. When everyone who was asked has, it is in force from that moment.

    If more people have arrived meanwhile than were asked, or fewer than three of many were asked, it ends instead.
    """
    hold_still(Rewording)
    hold_still(Person)
    if RewordingVoice.objects.filter(pk=voice.pk, person=by).update(answer=Stance.ACCEPT):
        _adopt_if_whole(voice.rewording, now=now)


def _adopt_if_whole(row: Rewording, *, now: datetime, leaving: Person | None = None) -> None:
    voices = RewordingVoice.objects.filter(rewording=row)
    said = rolls.said(voices, by="person_id")
    here = Person.objects.exclude(pk=leaving.pk) if leaving else Person.objects.all()
    ends = RULE.ends(Standing(said, here.values_list("pk", flat=True)))
    if ends == Ends.OPEN:
        return
    if ends == Ends.OTHERS_CAME:
        Rewording.objects.filter(pk=row.pk).delete()
        return
    readers = list(Person.objects.filter(pk__in=voices.values("person")))
    told = queries.rewording_answers(row)
    stated = operations.state_limits(answers=told, now=now)
    for reader in readers:
        operations.note_read(stated.number, by=reader, now=now)


@operation
def decline(voice: RewordingVoice, *, by: Person, now: datetime) -> None:
    """Not like this. The limits stay as they are, and the proposal is gone. Also how its author takes it back."""
    hold_still(Rewording)
    row = Rewording.objects.filter(voices=voice.pk, voices__person=by).first()
    if row is None:
        return
    if row.author_id != by.pk:
        until = now.date() + timedelta(days=terms.RESTS_DAYS)
        RewordingRest.objects.update_or_create(person=row.author, defaults={"until": until})
    Rewording.objects.filter(pk=row.pk).delete()


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
            _adopt_if_whole(row, now=now, leaving=by)


def sweep(*, now: datetime) -> None:
    """A proposal that not everybody has accepted in its days ends, and nothing changes."""
    # All people of the community decide, so there may be very many voices.
    batches.remove(RewordingVoice.objects.filter(rewording__until__lt=now.date()))
    batches.remove(Rewording.objects.filter(until__lt=now.date()))
    batches.remove(RewordingRest.objects.filter(until__lte=now.date()))
