"""What is asked for, what two have done, and what the agreement says about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.first_aid import terms
from mutuality.first_aid.models import Asked, Step
from mutuality.first_aid.terms import Kind
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit.refusals import Refusal
from mutuality.people.models import Person
from mutuality.rooms import queries as rooms_queries
from mutuality.safety.queries import hidden_from

# A sentence ends here, or a line does.
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


def clauses(group: Group) -> list[str]:
    """Return the sentences of the group's agreement. A step rests on one of them, and on nothing anyone types."""
    said = groups_queries.terms_of(group)
    parts = [one.strip() for text in (said.agreement, said.our_limits) for one in _SENTENCES.split(text)]
    return [one for one in dict.fromkeys(parts) if one][: terms.MOST_CLAUSES]


def rests(group: Group, *, kind: str, about: str | None, word: str | None, now: datetime) -> Step | None:
    """Return the last step of this kind about the same, while it can't be taken again."""
    rows = Step.objects.filter(group=group, kind=kind, rests_until__gt=now)
    if kind == Kind.WAIT:
        rows = rows.filter(about=about)
    elif kind == Kind.FOLD:
        rows = rows.filter(word=word)
    return rows.order_by("-begun_at").first()


def is_held_back(membership: Membership, *, now: datetime) -> bool:
    """Whether this member can't write in the group now."""
    circle = membership.group.circle_id
    until = rooms_queries.writes_from(membership.person_id, circle_id=circle)
    return until is not None and until > now


def require_voice(membership: Membership, *, about: str | None, now: datetime) -> None:
    """Raise Refusal where this member can't take such a step: too new here, or held back themselves."""
    if membership.pk not in groups_queries.with_a_voice(membership.group, today=now.date()):
        raise Refusal(_("This is open to you from the 14th day after you joined."))
    if about is not None and is_held_back(membership, now=now):
        raise Refusal(_("While you can't write here, you can't do this to someone else."))


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asks for, as one member reads it."""

    row: Asked
    clause: str
    by: str
    about: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that two took, as one member reads it."""

    row: Step
    clause: str
    by: Sequence[str]
    about: str
    about_me: bool
    word: str
    answer: str
    running: bool


def _names(group: Group, reader: Person) -> Mapping[str, str]:
    """The names in a group by person; someone whom the reader hid is "Someone"."""
    hidden = hidden_from(reader.pk)
    return {
        m.person_id: _("Someone") if m.person_id in hidden else groups_queries.member_name(m)
        for m in groups_queries.members(group)
    }


def asked_in(membership: Membership, *, now: datetime) -> list[Request]:
    """Return what waits for a second person. Whom it is about reads it only once two have agreed."""
    me = membership.person_id
    open_now = Q(group=membership.group_id, ends_at__gt=now) & (Q(about=None) | ~Q(about=me))
    rows = Asked.objects.filter(open_now).select_related("key", "by", "word").order_by("ends_at", "id")
    names = _names(membership.group, membership.person) if rows else {}
    return [
        Request(
            row,
            row.text("clause"),
            names.get(row.by.person_id, ""),
            names.get(row.about_id or "", ""),
            row.by_id == membership.pk,
        )
        for row in rows
    ]


def steps_in(membership: Membership, *, now: datetime) -> list[Taken]:
    """Return the steps that are running, and those that ended a short time ago."""
    rows = Step.objects.filter(group=membership.group_id, rests_until__gt=now)
    rows = rows.select_related("key", "one", "other", "word__topic", "answer__key").order_by("-begun_at")
    names = _names(membership.group, membership.person) if rows else {}
    return [_taken(row, names, reader=membership.person_id, now=now) for row in rows]


def _taken(row: Step, names: Mapping[str, str], *, reader: str, now: datetime) -> Taken:
    two = [names.get(m.person_id, "") if m else "" for m in (row.one, row.other)]
    answer = getattr(row, "answer", None)
    word = reverse("topic", args=[row.word.topic_id]) + f"#w-{row.word_id}" if row.word else ""
    return Taken(
        row,
        row.text("clause"),
        [name or _("someone who has left") for name in two],
        names.get(row.about_id or "", _("someone who has left")) if row.about_id else "",
        row.about_id == reader,
        word,
        answer.text("words") if answer else "",
        running=not row.over and row.ends_at > now,
    )


def taken(membership: Membership, row: Step, *, now: datetime) -> Taken:
    """Return one step as this member reads it."""
    return _taken(row, _names(membership.group, membership.person), reader=membership.person_id, now=now)


def step_now(group: Group, *, kind: str, about: str | None, now: datetime) -> Step | None:
    """Return the running step of this kind, about this person where it is about one."""
    rows = Step.objects.filter(group=group, kind=kind, over=False, ends_at__gt=now)
    return (rows.filter(about=about) if about else rows).select_related("key").order_by("-ends_at").first()


def waits_for(membership: Membership, *, now: datetime) -> bool:
    """Whether something waits for this member to agree."""
    mine = Q(by=membership) | Q(about=membership.person_id)
    return Asked.objects.filter(group=membership.group_id, ends_at__gt=now).exclude(mine).exists()


def is_word_of(group: Group, word_id: str, *, now: datetime) -> bool:
    """Whether this word is said in a room of this group: its talk, or a meeting."""
    return rooms_queries.is_said_in(word_id, circle_id=group.circle_id, now=now)
