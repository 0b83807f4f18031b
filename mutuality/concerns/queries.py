"""Whose concern it is, who can be drawn, and what each of them may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from mutuality.concerns import terms
from mutuality.concerns.models import Along, Backing, Concern, Panel, Parting, Seat, Talk
from mutuality.concerns.terms import Stage
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.people.models import Person
from mutuality.safety import access as safety_access

ACTIVE = (terms.Seat.ASKED, terms.Seat.YES)


def parties(panel: Panel) -> frozenset[str]:
    """Return the ids of the people whose concern it is."""
    pairs = Concern.objects.filter(panel=panel).values_list("by", "about")
    return frozenset(person for pair in pairs for person in pair if person)


def pool(panel: Panel, *, now: datetime) -> list[Membership]:
    """Return who can be drawn: uninvolved, here for long enough, no boundary on either side, never asked before.

    Those whom one of the two invited, or who invited them, come only where there is no one else. Nobody is told who
    was left out, and why.
    """
    group, involved = panel.group, parties(panel)
    here = Membership.objects.filter(pk__in=groups_queries.with_a_voice(group, today=now.date()))
    asked = Seat.objects.filter(Q(panel=panel) | Q(panel__in=_earlier(panel)))
    rows = here.exclude(person__in=involved).exclude(pk__in=asked.values("membership"))
    rows = rows.filter(Q(place__writes_from=None) | Q(place__writes_from__lte=now)).select_related(
        "invited_by"
    )
    free = [row for row in rows if not _is_bounded(row.person_id, involved)]
    tied = set(
        Membership.objects.filter(group=group, person__in=involved).values_list("invited_by", flat=True)
    )
    apart = [
        r for r in free if r.pk not in tied and not (r.invited_by and r.invited_by.person_id in involved)
    ]
    return apart or free


def _earlier(panel: Panel) -> list[str]:
    """The circles whose decision an appeal of this one is about."""
    rows = Concern.objects.filter(panel=panel, first__isnull=False)
    return list(rows.values_list("first__panel", flat=True))


def _is_bounded(person: str, others: Collection[str]) -> bool:
    reach = safety_access.may_reach
    return any(not reach(person, to=other) or not reach(other, to=person) for other in others)


def could_be_drawn(group: Group, *, without: Collection[str], today: date) -> bool:
    """Whether the group has three others. Only what everyone sees counts, so that the answer tells of no boundary."""
    here = groups_queries.with_a_voice(group, today=today)
    others = Membership.objects.filter(pk__in=here).exclude(person__in=list(without))
    return others.count() >= terms.SEATS


def circle(panel: Panel) -> list[Seat]:
    """Return those of the circle who take part."""
    rows = Seat.objects.filter(panel=panel, said=terms.Seat.YES)
    return list(rows.select_related("membership__place__key").order_by("pk"))


def seat_of(concern: Concern, person: Person) -> Seat | None:
    """Return this person's place in the circle of a concern, if they take part."""
    return Seat.objects.filter(panel=concern.panel_id, said=terms.Seat.YES, membership__person=person).first()


def open_between(group: Group, one: str, other: str) -> Concern | None:
    """Return a concern between these two, whoever began, whose circle has not decided."""
    pair = Q(by=one, about=other) | Q(by=other, about=one)
    rows = Concern.objects.filter(pair, group=group, stage__in=terms.OPEN, first=None)
    return rows.select_related("panel").first()


@dataclass(frozen=True, slots=True)
class Read:
    """A concern as one of those whom it concerns reads it."""

    row: Concern
    role: str
    by: str
    about: str
    words: str
    clause: str
    attached: str
    answer: str
    reasons: str
    circle: Sequence[tuple[Seat, str]]
    may_strike: bool
    may_appeal: bool
    draft: "Suggested | None"


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is suggested in the circle, and whether I stand behind it."""

    id: str
    outcome: str
    days: int
    reasons: str
    mine: bool


def read(concern: Concern, person: Person, *, role: str, now: datetime) -> Read:
    """Return what this person may read. The draft is the circle's alone; a name is told only where it was chosen."""
    names = {m.person_id: groups_queries.member_name(m) for m in groups_queries.members(concern.group)}
    by_known = role != "about" or concern.named
    seat = seat_of(concern, person) if role == "circle" else None
    drawn = [(each, groups_queries.member_name(each.membership)) for each in circle(concern.panel)]
    decided = concern.stage == Stage.DECIDED
    side = role in ("by", "about")
    struck = Seat.objects.filter(panel=concern.panel_id, struck_by=person).exists()
    return Read(
        concern,
        role,
        names.get(concern.by_id or "", "") if by_known else "",
        names.get(concern.about_id, ""),
        concern.text("words"),
        concern.text("clause"),
        concern.text("attached"),
        concern.text("answer"),
        concern.text("reasons") if decided else "",
        drawn if concern.stage != Stage.DRAWING or role == "circle" else (),
        side and concern.stage == Stage.ANSWERING and not struck,
        role == "about"
        and decided
        and concern.first_id is None
        and concern.until > now
        and not _appealed(concern),
        _suggested(concern, seat) if seat else None,
    )


def _appealed(concern: Concern) -> bool:
    return Concern.objects.filter(first=concern).exists()


def _suggested(concern: Concern, seat: Seat) -> Suggested | None:
    draft = getattr(concern, "draft", None)
    if draft is None:
        return None
    mine = Backing.objects.filter(draft=draft, seat=seat).exists()
    return Suggested(draft.pk, draft.get_outcome_display(), draft.days, draft.text("reasons"), mine)


def role_of(concern: Concern, person: Person) -> str:
    """Return what someone is to a concern: by, about, circle, or nothing.

    Whom it is about learns of it when three sit; of an appeal, which is theirs, at once.
    """
    if concern.by_id == person.pk:
        return "by"
    if concern.about_id == person.pk:
        untold = concern.stage == Stage.DRAWING or _never_told(concern)
        return "" if untold and concern.first_id is None else "about"
    return "circle" if seat_of(concern, person) and concern.stage != Stage.OVER else ""


def _never_told(concern: Concern) -> bool:
    """Whether it ended before three were willing: no one has read it, and the other never hears of it."""
    return concern.stage == Stage.OVER and len(circle(concern.panel)) < terms.SEATS


def mine_in(group: Group, person: Person) -> list[Concern]:
    """Return the concerns of a group that are this person's to read."""
    rows = Concern.objects.filter(group=group).select_related("panel__group").order_by("-opened_on", "pk")
    here = Q(by=person) | Q(about=person) | Q(panel__seats__membership__person=person)
    return [row for row in rows.filter(here).distinct() if role_of(row, person)]


def seats_waiting(person: Person, *, now: datetime) -> list[Seat]:
    """Return where this person was drawn and has not answered."""
    rows = Seat.objects.filter(membership__person=person, said=terms.Seat.ASKED, until__gt=now)
    return list(rows.select_related("panel__group", "membership"))


def talks_of(person: Person, *, today: date) -> list[Talk]:
    """Return the talks that this person asked for, or is asked to."""
    mine = Q(by__person=person) | Q(about__person=person) | Q(beside__person=person)
    rows = Talk.objects.filter(mine, ends_on__gte=today)
    return list(
        rows.select_related("by__place__key", "about__place__key", "beside__place__key", "by__group__key")
    )


def alongs_of(person: Person, *, today: date) -> list[Along]:
    """Return who asks this person to come along. Someone whom they hid doesn't reach them."""
    rows = Along.objects.filter(to__person=person, ends_on__gte=today).select_related(
        "key", "by__group", "to"
    )
    return [row for row in rows if safety_access.may_reach(row.by.person_id, to=person.pk)]


def parted(group: Group, person: Person, *, today: date) -> Parting | None:
    """Return until when a circle parted ways with this person, if that lasts."""
    return Parting.objects.filter(group=group, person=person, review_on__gt=today).first()


def held(group: Group, person_id: str, *, now: datetime) -> Concern | None:
    """Return the decision by which this person can't write in a group now."""
    rows = Concern.objects.filter(group=group, about=person_id, held_until__gt=now).select_related("key")
    return rows.order_by("-held_until").first()


def is_asked(membership: Membership, *, now: datetime) -> bool:
    """Whether something waits for this member: a seat, an answer, a decision of their circle, or a talk."""
    me, group = membership.person, membership.group_id
    if Seat.objects.filter(membership=membership, said=terms.Seat.ASKED, until__gt=now).exists():
        return True
    mine = Q(about=me, stage=Stage.ANSWERING) | Q(
        stage=Stage.DECIDING, panel__seats__membership=membership, panel__seats__said=terms.Seat.YES
    )
    if Concern.objects.filter(mine, group=group).exists():
        return True
    waiting = Q(about=membership, about_yes=False) | Q(beside=membership, beside_yes=False)
    talks = Talk.objects.filter(waiting, ends_on__gte=now.date()).select_related("by")
    return any(safety_access.may_reach(talk.by.person_id, to=me.pk) for talk in talks)
