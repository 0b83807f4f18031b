"""Reading proposals, for members of their group."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mutuality.ballots import effects as ballots_effects
from mutuality.ballots import rolls, rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.effects import Change, Effect, Payload
from mutuality.ballots.terms import Stance
from mutuality.decisions import terms
from mutuality.decisions.models import Decider, Deciding, InRoom, Position, Proposal, Untold
from mutuality.decisions.terms import Outcome
from mutuality.fast.prepared import Prepared, Several
from mutuality.groups import queries as groups_queries
from mutuality.groups.hooks import Line
from mutuality.groups.models import Group, Membership
from mutuality.people.models import Person
from mutuality.safety.queries import hidden_from
from mutuality.ui.templatetags.moments import last_moment, moment


@dataclass(frozen=True, slots=True)
class Said:
    """What one of those who decide has said to the present wording. ``came``: for the tint of their initial."""

    name: str
    me: bool
    stance: str
    because: str
    hidden: bool
    came: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposal as one line in a list. ``waits``: whether I was asked and have not answered."""

    row: Proposal
    label: str
    outcome: str
    sentence: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A proposal as one member reads it. Without ``readable`` it was worded before they came."""

    row: Proposal
    label: str
    about: str
    readable: bool
    sentence: str
    changes: Sequence[Change]
    same: Sequence[Change]
    whole: bool
    amended: Sequence[Change]
    why: str
    author: str
    folded: bool
    mine: bool
    decides: bool
    soon: bool
    may_say_in_room: bool
    in_room: Sequence[str]
    may_amend: bool
    my_stance: str
    said: Sequence[Said]
    open: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """Something that a group adopted, for one who has not read it.

    ``changes``: none once the words are gone; then ``today`` says how it is by now.
    """

    id: str
    group_id: str
    group: str
    label: str
    day: date | None
    changes: Sequence[Change]
    today: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Minute:
    """Something that has ended, as it is in the minutes: no name, no count; no ``changes`` once its words are gone."""

    day: date | None
    label: str
    changes: Sequence[Change]
    outcome: str
    adopted: bool


def _with_all() -> QuerySet[Proposal]:
    return Proposal.objects.select_related(
        "key", "circle__group__key", "circle__group__room", "author__place__key"
    )


def proposal_in_groups_of(person_id: str, *, proposal_id: str) -> Proposal | None:
    """A proposal in a group in which this person is a member."""
    mine = Membership.objects.filter(person=person_id).values("group__circle")
    return _with_all().filter(pk=proposal_id, circle__in=mine).first()


def fresh(proposal_id: str) -> Proposal | None:
    """The proposal as it stands at this moment."""
    return _with_all().filter(pk=proposal_id).first()


def proposed_already(mark: str) -> Proposal | None:
    """The proposal that this very form made before."""
    return Proposal.objects.filter(once=mark).first()


def open_in(group: Group, *, today: date) -> list[Proposal]:
    """What can still be decided in this group, the oldest first."""
    return _OPEN.all(circle=group.circle_id, today=today)


_OPEN: Prepared[Proposal] = Prepared(
    lambda circle, today: Proposal.objects.filter(circle=circle, closed_on=None, until__gte=today).order_by(
        "opened_on", "order"
    ),
    circle=str,
    today=date,
)


def past_in(group: Group, *, today: date, before: int | None = None) -> list[Entry]:
    """What has ended in this group, the latest wording first: one page and one more, to see whether more follow."""
    rows = _PAST.all(circle=group.circle_id, today=today, before=_LAST if before is None else before)
    return [entry(row) for row in rows]


_LAST = 2**62
_PAST: Prepared[Proposal] = Prepared(
    lambda circle, today, before: (
        Proposal.objects.filter(Q(closed_on__isnull=False) | Q(until__lt=today), circle=circle)
        .filter(order__lt=before)
        .order_by("-order")[: terms.ENDED_A_PAGE + 1]
    ),
    circle=str,
    today=date,
    before=int,
)


def entry(row: Proposal) -> Entry:
    """A proposal in one line."""
    return Entry(row, str(ballots_effects.named(row.effect).label), _outcome(row))


def open_for(membership: Membership, *, today: date) -> list[Entry]:
    """What can still be decided, in one sentence each where this member may read it, and whether it waits for them."""
    rows = open_in(membership.group, today=today)
    silent = set(_SILENT.all([row.pk for row in rows], membership=membership.pk))
    return [_open_entry(row, membership, waits=row.pk in silent) for row in rows]


_SILENT: Several[str] = Several(
    lambda ids, membership: Decider.objects.filter(
        proposal__in=ids, membership=membership, answer=""
    ).values_list("proposal", flat=True),
    membership=str,
)


def _open_entry(row: Proposal, membership: Membership, *, waits: bool) -> Entry:
    effect = ballots_effects.named(row.effect)
    readable = row.order > membership.place.floor
    sentence = _sentence(row, effect) if readable else ""
    return Entry(row, str(effect.label), "", sentence, waits and readable)


def _sentence(proposal: Proposal, effect: Effect) -> str:
    before, after = _both(proposal, effect)
    return effect.sentence(before, after) if before is not None and after is not None else ""


def _outcome(row: Proposal) -> str:
    return str(Outcome(row.outcome).label) if row.outcome else _("Time is up. The result will be here soon.")


def opened_by(membership: Membership) -> Proposal | None:
    """The open proposal that this member made, whoever reworded it since."""
    return Proposal.objects.filter(opener=membership, closed_on=None).first()


def way_of(group: Group) -> str:
    """Return the rule by which this group decides: consent, unless it has chosen another."""
    chosen = Deciding.objects.filter(circle=group.circle_id).values_list("rule", flat=True).first()
    return chosen or rules.CONSENT


def minutes(membership: Membership) -> list[Minute]:
    """What this group decided and in which words, the latest first, as far as this member may read it."""
    rows = _with_all().filter(circle=membership.group.circle_id, closed_on__isnull=False)
    latest = rows.order_by("-closed_on", "-order")[: terms.MOST_MINUTES]
    return [_minute(row, floor=membership.place.floor) for row in latest]


def _minute(row: Proposal, *, floor: int) -> Minute:
    effect = ballots_effects.named(row.effect)
    changes = changes_of(row, effect) if row.order > floor else []
    differ = [change for change in changes if change.before != change.after]
    return Minute(row.closed_on, str(effect.label), differ, _outcome(row), row.outcome == Outcome.ADOPTED)


def overdue(group: Group, *, today: date) -> list[Proposal]:
    """What nobody has looked at in this group since its last day."""
    rows = _with_all().filter(circle=group.circle_id, closed_on=None, until__lt=today)
    return list(rows.order_by("order"))


def settled_lately(group: Group, *, today: date) -> list[Proposal]:
    """What was adopted or declined in this group a short time ago, and changed or would have changed something."""
    since = today - ballots_terms.RESTS
    rows = Proposal.objects.filter(circle=group.circle_id, closed_on__gt=since).exclude(changed="")
    return list(rows.filter(outcome__in=[Outcome.ADOPTED, Outcome.DECLINED]).order_by("order"))


def voters(group: Group, *, effect: Effect, today: date) -> list[str]:
    """Return which memberships decide on this now. On what keeps people safe, who has just joined decides later.

    Where fewer than three have been here long enough, everyone decides.
    """
    everyone = dict(Membership.objects.filter(group=group).values_list("pk", "joined_on"))
    since = today - ballots_terms.SAFETY_AFTER
    longer = [voter for voter, joined_on in everyone.items() if joined_on <= since]
    return longer if effect.safety and len(longer) >= ballots_terms.ENOUGH_VOICES else list(everyone)


def touching(group: Group, *, effect: Effect, today: date) -> Proposal | None:
    """The open proposal that would change the same thing."""
    for row in open_in(group, today=today):
        if effect.touches & ballots_effects.named(row.effect).touches:
            return row
    return None


def adopted_on(group: Group, *, effect: str, since: date) -> date | None:
    """The last day since then on which a proposal of this kind was adopted."""
    return _ADOPTED_ON.first(circle=group.circle_id, effect=effect, since=since)


_ADOPTED_ON: Prepared[date | None] = Prepared(
    lambda circle, effect, since: (
        Proposal.objects.filter(circle=circle, effect=effect, outcome=Outcome.ADOPTED, closed_on__gte=since)
        .order_by("-closed_on")
        .values_list("closed_on", flat=True)[:1]
    ),
    circle=str,
    effect=str,
    since=date,
)


def decider_of(proposal: Proposal, *, membership: Membership) -> Decider | None:
    """This member's voice in the decision, if they were here when it was opened."""
    return (
        Decider.objects.select_related("position__key")
        .filter(proposal=proposal, membership=membership)
        .first()
    )


def stances(proposal: Proposal) -> dict[str, str]:
    """Return what each member who decides has said; empty where they said nothing."""
    return rolls.said(Decider.objects.filter(proposal=proposal), by="membership_id")


def payload_of(proposal: Proposal, *, part: str = "payload") -> Payload | None:
    """What is proposed, or an earlier or former state; nothing when its words are gone."""
    text = text_of(proposal, part=part)
    return ballots_effects.unpacked(text) if text else None


def text_of(proposal: Proposal, *, part: str) -> str:
    """A sealed text of a proposal, empty when there is none."""
    return proposal.text(part)


def because(position: Position) -> str:
    """Why this person said it, in their words; empty where they gave no reason."""
    return position.text("because")


def _said(proposal: Proposal, *, membership: Membership) -> list[Said]:
    rows = Decider.objects.select_related("position__key", "membership__place__key").filter(proposal=proposal)
    lines, hidden = [], hidden_from(membership.person_id)
    for row in rows:
        position = getattr(row, "position", None)
        name, me = groups_queries.member_name(row.membership), row.membership_id == membership.pk
        lines.append(
            Said(
                name,
                me,
                row.answer,
                because(position) if position else "",
                row.membership.person_id in hidden,
                row.membership.place.floor,
            )
        )
    return sorted(lines, key=lambda line: line.name.casefold())


def _both(proposal: Proposal, effect: Effect) -> tuple[Payload | None, Payload | None]:
    """Return what holds now, or held when it was adopted, and what is proposed; nothing once the text is erased."""
    after = payload_of(proposal)
    if after is None:
        return None, None
    before = (
        effect.current(proposal.group) if proposal.closed_on is None else payload_of(proposal, part="before")
    )
    return before, after


def changes_of(proposal: Proposal, effect: Effect) -> list[Change]:
    """Return all that is proposed, beside what holds now; nothing once the text is erased."""
    before, after = _both(proposal, effect)
    return effect.describe(before or after, after) if after is not None else []


def _to_compare(changes: Sequence[Change], *, sentence: str) -> list[Change]:
    """Return what differs and is not already said by the sentence: one short change, or a short one out of nothing."""
    differ = [change for change in changes if change.before != change.after and change.after != sentence]
    if len(differ) == 1 and differ[0].short:
        return []
    return [change for change in differ if not (change.short and change.begins)]


def _amended(proposal: Proposal, effect: Effect, *, floor: int) -> list[Change]:
    if proposal.earlier_order is None or proposal.earlier_order <= floor:
        return []
    earlier, after = payload_of(proposal, part="earlier"), payload_of(proposal)
    if earlier is None or after is None:
        return []
    return [change for change in effect.describe(earlier, after) if change.before != change.after]


def may_amend(proposal: Proposal, *, decider: Decider | None) -> bool:
    """Whether this member may reword it now: the one who proposed it, or one who can't agree, so many times in all.

    Where that is nobody, or the group itself, each who decides may.
    """
    if decider is None:
        return False
    if proposal.by_itself or proposal.opener_id in (None, decider.membership_id):
        return True
    return decider.answer == Stance.NOT_THIS and proposal.by_others < terms.MOST_BY_OTHERS


def may_say_in_room(proposal: Proposal, *, decider: Decider | None) -> bool:
    """Whether this member may say that it was agreed where people met: by consent only, and while they don't object."""
    return decider is not None and proposal.kind == rules.CONSENT and decider.answer != Stance.NOT_THIS


def _said_in_room(proposal: Proposal) -> list[str]:
    rows = InRoom.objects.filter(proposal=proposal).select_related("membership__place__key")
    return sorted((groups_queries.member_name(row.membership) for row in rows), key=str.casefold)


def is_mine(proposal: Proposal, *, membership: Membership) -> bool:
    """Whether this member proposed it and its present words are theirs, so that they may take it back."""
    return not proposal.by_itself and proposal.author_id == proposal.opener_id == membership.pk


def latest_day(proposal: Proposal) -> date:
    """Return the day on which it ends for good, however often it is reworded until then."""
    return max(proposal.opened_on + terms.LONGEST_OPEN, proposal.until)


def is_open(proposal: Proposal, *, today: date) -> bool:
    """Whether it can still be decided, also while no duty has looked at its date."""
    return proposal.closed_on is None and proposal.until >= today


def reading(proposal: Proposal, *, membership: Membership, today: date) -> Reading:
    """The proposal as this member may read it now."""
    effect, decider = ballots_effects.named(proposal.effect), decider_of(proposal, membership=membership)
    readable = proposal.order > membership.place.floor
    changes = changes_of(proposal, effect) if readable else []
    said = _said(proposal, membership=membership) if readable else []
    still = is_open(proposal, today=today)
    sentence = _sentence(proposal, effect) if readable else ""
    return Reading(
        row=proposal,
        label=str(effect.label),
        about=str(effect.about),
        readable=readable,
        sentence=sentence,
        changes=_to_compare(changes, sentence=sentence),
        same=[change for change in changes if change.before == change.after],
        whole=all(change.before == change.after for change in changes),
        amended=_amended(proposal, effect, floor=membership.place.floor) if decider and still else [],
        why=text_of(proposal, part="why") if readable else "",
        author=groups_queries.member_name(proposal.author) if proposal.author and readable else "",
        folded=bool(proposal.author and proposal.author.person_id in hidden_from(membership.person_id)),
        mine=is_mine(proposal, membership=membership),
        decides=decider is not None,
        soon=decider is None and readable,
        may_say_in_room=still and not proposal.in_room and may_say_in_room(proposal, decider=decider),
        in_room=_said_in_room(proposal) if readable and proposal.kind == rules.CONSENT else [],
        may_amend=still and may_amend(proposal, decider=decider),
        my_stance=next((line.stance for line in said if line.me), ""),
        said=said,
        open=still,
        outcome="" if still else _outcome(proposal),
    )


def lines(membership: Membership, now: datetime) -> list[Line]:
    """What is open, and what the group wanted to look at again about now."""
    today = now.date()
    rows = _NOW.all(circle=membership.group.circle_id, today=today, since=today - terms.REVIEW_SHOWN)
    return [_line(row) for row in rows]


_NOW: Prepared[Proposal] = Prepared(
    lambda circle, today, since: (
        Proposal.objects.filter(circle=circle)
        .filter(
            Q(closed_on=None, until__gte=today)
            | Q(outcome=Outcome.ADOPTED, review_on__lte=today, review_on__gt=since)
        )
        .order_by("opened_on", "order")
    ),
    circle=str,
    today=date,
    since=date,
)


def _line(row: Proposal) -> Line:
    what = str(ballots_effects.named(row.effect).label)
    if row.closed_on is None:
        until = moment(last_moment(row.until))
        text: str = format_html(_("A proposal is open until {until}: {what}"), until=until, what=what)
    else:
        text = _("You wanted to look at this again about now: %(what)s") % {"what": what}
    return Line(text, reverse("decision", args=[row.pk]))


def at_the_door(group: Group, now: datetime) -> list[str]:
    """Say to someone at the door what may soon be different from what they read there."""
    return [
        format_html(
            _("A proposal is open until {until}: {what}. If it is adopted, it applies to you too."),
            until=moment(last_moment(row.until)),
            what=str(ballots_effects.named(row.effect).label),
        )
        for row in open_in(group, today=now.date())
    ]


def is_untold(person_id: str) -> bool:
    """Whether something was adopted that this person has not read yet: one small question, asked by many pages."""
    return _UNTOLD.first(person=person_id) is not None


_UNTOLD: Prepared[Untold] = Prepared(
    lambda person: Untold.objects.filter(membership__person=person)[:1], person=str
)


def untold(person: Person) -> list[Adopted]:
    """What was adopted in this person's groups without their yes, the oldest first."""
    rows = Untold.objects.filter(membership__person=person).select_related(
        "proposal__key", "proposal__circle__group__key", "proposal__circle__group__room"
    )
    return [
        _adopted(row) for row in rows.order_by("proposal__closed_on", "proposal__order")[: terms.READ_A_PAGE]
    ]


def _adopted(row: Untold) -> Adopted:
    proposal = row.proposal
    effect = ballots_effects.named(proposal.effect)
    changes = [each for each in changes_of(proposal, effect) if each.before != each.after]
    group, day = proposal.group, proposal.closed_on
    stands = effect.current(group) if not changes else {}
    today = [each for each in effect.describe(stands, stands) if each.after] if stands else []
    return Adopted(row.pk, group.pk, groups_queries.group_name(group), str(effect.label), day, changes, today)


def not_counted(*, today: date) -> list[Proposal]:
    """What is open, and whose days of today have not been counted yet."""
    return list(Proposal.objects.filter(closed_on=None, counted_on__lt=today))


def past_due(*, today: date) -> Collection[Proposal]:
    """What was open on its last day, and that day is over."""
    return list(
        Proposal.objects.filter(closed_on=None, until__lt=today).order_by("circle__group__room_id", "id")
    )
