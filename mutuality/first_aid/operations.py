"""Any two together: one asks, another agrees. Each step ends by itself, and opens a page on which it is looked at.

Source: DESIGN.md, rules that keep people safe, 6.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from mutuality.first_aid import queries, terms
from mutuality.first_aid.models import Answer, Asked, Ending, Step
from mutuality.first_aid.terms import Kind
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import batches, dates, prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.people.models import Person
from mutuality.rooms import first_aid as rooms_first_aid


class SomeoneElse(Refusal):
    """These two can't do it together: one of them invited the other, and there are others here."""


@operation
def ask(
    membership: Membership,
    *,
    kind: str,
    clause: str,
    about: str | None = None,
    word: str | None = None,
    by: Person,
    now: datetime,
) -> Asked | Step:
    """Ask for a step that takes two. Who asks for what another has asked for agrees to that.

    ``about``: whose word it is, or who is to wait. Raises NotHere in one's own matter, Refusal where it can't be now.
    """
    group = _held(membership)
    if about == by.pk:
        raise NotHere
    _check(membership, group, kind=kind, about=about, word=word, now=now)
    if clause not in queries.clauses(group):
        raise Refusal(_("Please choose the sentence of your agreement that this is about."), field="clause")
    same = Asked.objects.filter(group=group, kind=kind, about=about, word=word, ends_at__gt=now)
    mine = same.filter(by=membership).first()
    if mine is not None:
        return mine
    others = same.select_related("group", "by__person", "key")
    for other in others:
        if _are_two(group, membership, other.by):
            return _take(other, by=membership, now=now)
    if Asked.objects.filter(by=membership, ends_at__gt=now).count() >= terms.MOST_ASKED:
        raise Refusal(_("You have asked for three things already. Please wait for an answer."))
    ends_at = now + terms.ASKED_FOR
    told = {"group": group, "kind": Kind(kind), "about_id": about, "word_id": word}
    return Asked.add(**told, by=membership, clause=clause, ends_at=ends_at)


@operation
def agree(asked: Asked, *, membership: Membership, by: Person, now: datetime) -> Step:
    """Agree to what another asked for: it is done at once, and everyone can read it.

    Raises NotHere where it has faded or is one's own matter, SomeoneElse, and Refusal where it can't be now.
    """
    group = _held(membership)
    row = Asked.objects.filter(pk=asked.pk, ends_at__gt=now).select_related("by__person", "key").first()
    if row is None or row.about_id == by.pk:
        raise NotHere
    if row.by_id == membership.pk:
        raise SomeoneElse(_("You asked for this. Someone else needs to agree."))
    _check(membership, group, kind=row.kind, about=row.about_id, word=row.word_id, now=now)
    queries.require_voice(row.by, about=row.about_id, now=now)
    if not _are_two(group, membership, row.by):
        raise SomeoneElse(_("The two of you can't do this together. Someone else here needs to agree."))
    return _take(row, by=membership, now=now)


def _held(membership: Membership) -> Group:
    group = groups.hold(membership.group_id)
    if group is None or not Membership.objects.filter(pk=membership.pk).exists():
        raise NotHere
    return group


def _check(
    membership: Membership,
    group: Group,
    *,
    kind: str,
    about: str | None,
    word: str | None,
    now: datetime,
) -> None:
    queries.require_voice(membership, about=about, now=now)
    if kind != Kind.PAUSE and not Membership.objects.filter(group=group, person=about).exists():
        raise NotHere
    if kind == Kind.FOLD and (word is None or not queries.is_word_of(group, word, now=now)):
        raise NotHere
    if kind == Kind.WAIT and len(groups_queries.ids_in(group)) < terms.FEWEST_FOR_WAIT:
        raise Refusal(_("There are only two of you, so no two others can decide this."))
    before = queries.rests(group, kind=kind, about=about, word=word, now=now)
    if before is not None:
        day = dates.day_of(before.rests_until)
        raise Refusal(
            _("Two members have done this a short time ago. It can be done again from %(day)s.")
            % {"day": day}
        )


def _are_two(group: Group, one: Membership, other: Membership) -> bool:
    # Whoever it is about counts as the third who is there: an inviter and who they invited never decide over someone.
    return groups_queries.may_act_together([one.pk, other.pk], there=groups_queries.ids_in(group))


def _take(asked: Asked, *, by: Membership, now: datetime) -> Step:
    kind, clause, group = Kind(asked.kind), asked.text("clause"), by.group
    step = Step.add(
        group=group,
        kind=kind,
        about_id=asked.about_id,
        word_id=asked.word_id,
        one=asked.by,
        other=by,
        clause=clause,
        begun_at=now,
        ends_at=now + terms.LASTS[kind],
        rests_until=now + terms.RESTS[kind],
    )
    about, ends = asked.about_id, step.ends_at
    for act, person in ((terms.ASKED, asked.by.person_id), (terms.DONE, by.person_id)):
        _record(step, act=act, person=person, clause=clause, now=now)
    Asked.objects.filter(group=group, kind=kind, about=about, word=asked.word_id).delete()
    if kind == Kind.WAIT:
        # Who is held back takes no part in holding back those who did it.
        Asked.objects.filter(by__person=about, group=group, about__isnull=False).delete()
    _put(step, until=ends, now=now)
    return step


def _record(step: Step, *, act: str, person: str, clause: str, now: datetime) -> None:
    ledger.record(
        step.group_id,
        kind=terms.in_ledger(step.kind, act),
        by=person,
        about=step.about_id,
        text="",
        clause=clause,
        ends_on=step.ends_at.date(),
        now=now,
    )


def _put(step: Step, *, until: datetime | None, now: datetime) -> None:
    """Let the room do what the step says, or end it (no ``until``)."""
    group = step.group
    if step.kind == Kind.PAUSE:
        rooms_first_aid.pause(group.room, until=until, now=now)
    elif step.kind == Kind.WAIT and step.about_id:
        settle(group, person=step.about_id, now=now)
    elif step.kind == Kind.FOLD and step.word_id:
        rooms_first_aid.fold(step.word_id, folded=until is not None, now=now)


@operation
def take_back(asked: Asked, *, by: Person, now: datetime) -> None:
    """Take back what I asked for. Nothing of it stays."""
    Asked.objects.filter(pk=asked.pk, by__person=by).delete()


@operation
def wish_to_end(step: Step, *, membership: Membership, by: Person, now: datetime) -> bool:
    """Say that a step can end now. When two have said so it ends; return whether it has.

    Never in one's own matter: who it is about can answer, and not end it. Raises NotHere, and Refusal.
    """
    group = _held(membership)
    if step.about_id == by.pk:
        raise NotHere
    queries.require_voice(membership, about=None, now=now)
    row = (
        Step.objects.filter(pk=step.pk, over=False, ends_at__gt=now)
        .select_related("group__room", "key")
        .first()
    )
    if row is None:
        return True
    Ending.objects.get_or_create(step=row, membership=membership)
    wishing = list(row.endings.values_list("membership", flat=True))
    if not groups_queries.may_act_together(wishing, there=groups_queries.ids_in(group)):
        return False
    _record(row, act=terms.ENDED, person=by.pk, clause=row.text("clause"), now=now)
    _end(row, now=now)
    return True


def _end(step: Step, *, now: datetime) -> None:
    Step.objects.filter(pk=step.pk).update(over=True, ends_at=min(step.ends_at, now))
    Ending.objects.filter(step=step).delete()
    _put(step, until=None, now=now)


@operation
def answer(step: Step, *, words: str, by: Person, now: datetime) -> None:
    """Say something to a step that is about me, for everyone here. Nothing written takes the answer back."""
    if step.about_id != by.pk:
        raise NotHere
    own = Answer.objects.filter(step=step, person=by)
    if not words.strip():
        own.delete()
        return
    text = prose.clean(words, most=terms.MOST_ANSWER)
    if not own.reseal({"words": text}):
        Answer.add(step=step, person=by, words=text)


# Until when else someone can't write in a group, as an app above knows: a step that ends leaves the rest as it is.
also_held: list[Callable[[Group, str, datetime], datetime | None]] = []


def settle(group: Group, *, person: str, now: datetime) -> None:
    """Let someone write, or not, as all that was decided about them comes to."""
    step = queries.step_now(group, kind=Kind.WAIT, about=person, now=now)
    ends = [step.ends_at] if step else []
    ends += [until for ask in also_held if (until := ask(group, person, now))]
    latest = max(ends, default=None)
    rooms_first_aid.hold_back(person, circle_id=group.circle_id, until=latest, now=now)


def hold_back_again(membership: Membership, *, now: datetime) -> None:
    """Someone comes in while a step about them lasts: it holds on, so leaving and coming back is no way around it."""
    settle(membership.group, person=membership.person_id, now=now)


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Someone leaves: their answers go along. A running step stays until its day, known to no one who is not here."""
    Answer.objects.filter(step__group=membership.group_id, person=membership.person_id).delete()
    Asked.objects.filter(group=membership.group_id, about=membership.person_id).delete()
    done = {"over": True, "group": membership.group_id, "about": membership.person_id}
    Step.objects.filter(**done).delete()


def sweep(*, now: datetime) -> None:
    """What no one agreed to fades; what is over ends, and goes once the same could be done again."""
    batches.remove(Asked.objects.filter(ends_at__lte=now))
    over = Step.objects.filter(over=False, ends_at__lte=now).values_list("pk", flat=True)
    batches.in_batches(over, partial(_end_all, now=now))
    batches.remove(Step.objects.filter(over=True, rests_until__lte=now))


@operation
def _end_all(steps: list[str], *, now: datetime) -> None:
    rows = Step.objects.filter(pk__in=steps, over=False, ends_at__lte=now)
    for step in rows.select_related("group__room", "key"):
        _end(step, now=now)
        left = (
            step.about_id
            and not Membership.objects.filter(group=step.group_id, person=step.about_id).exists()
        )
        if left:
            Step.objects.filter(pk=step.pk).delete()
