"""Reading about groups, for the people in them and the people at their door."""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import Stance
from mutuality.fast.prepared import Prepared
from mutuality.groups import formats, hooks, terms
from mutuality.groups.models import Group, Invitation, Knock, Membership, Poster
from mutuality.kit import languages
from mutuality.ledger import queries as ledger_queries
from mutuality.people.models import Person
from mutuality.rooms import queries as rooms_queries
from mutuality.rooms import terms as rooms_terms
from mutuality.safety.queries import hidden_from
from mutuality.vault import operations as vault

TEXTS = ("name", "for_whom", "agreement", "in_danger", "our_limits")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a group agreed on, as people read it."""

    name: str
    for_whom: str
    agreement: str
    in_danger: str
    our_limits: str = ""


class Settings(NamedTuple):
    """Everything a group settles for itself: alone as starting terms, later only together."""

    name: str
    for_whom: str
    agreement: str
    in_danger: str
    retention_days: int
    meetings: int | None
    inviting: str
    starter: str
    our_limits: str = ""
    turns: Sequence[str] = ()
    own_turns: str = ""


class TurnKind(NamedTuple):
    """A turn that members of a group can take. ``slug``: a usual one's, or, for one of its own, chosen by lot."""

    slug: str
    name: str
    own: bool


class Turns(NamedTuple):
    """Which turns a group has: usual ones by their short names, and names of its own, one a line."""

    turns: Sequence[str]
    own_turns: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A knock as members read it."""

    row: Knock
    name: str
    words: str
    answered: bool
    welcomes: Sequence[str]


def membership_of(person: Person, *, group_id: str) -> Membership | None:
    """My membership in a group, with the group, its room and my place."""
    return _of(person, _IN_GROUP.first(group=group_id, person=person.pk))


def membership_in(person: Person, *, circle_id: str) -> Membership | None:
    """Return my membership in the group that is this circle, with the group, its room and my place."""
    return _of(person, _IN_CIRCLE.first(circle=circle_id, person=person.pk))


def _of(person: Person, membership: Membership | None) -> Membership | None:
    """The same, with the person who asks: nobody looks them up again."""
    if membership is not None:
        membership.person = membership.place.person = person
    return membership


def of_circle(circle_id: str) -> Group:
    """Return the group that is this circle."""
    group = _OF_CIRCLE.first(circle=circle_id)
    assert group is not None
    return group


def people_of_circle(circle_id: str) -> frozenset[str]:
    """Return who is a member of the group that is this circle; nobody where it has ended."""
    return frozenset(_PEOPLE_OF_CIRCLE.all(circle=circle_id))


_PEOPLE_OF_CIRCLE: Prepared[str] = Prepared(
    lambda circle: Membership.objects.filter(group__circle=circle).values_list("person", flat=True),
    circle=str,
)
_OF_CIRCLE: Prepared[Group] = Prepared(
    lambda circle: Group.objects.select_related("key", "room").filter(circle_id=circle), circle=str
)


def _with_all() -> QuerySet[Membership]:
    return Membership.objects.select_related(
        "group", "group__key", "group__room", "place", "place__key", "place__room"
    )


_IN_GROUP: Prepared[Membership] = Prepared(
    lambda group, person: _with_all().filter(group_id=group, person=person), group=str, person=str
)
_IN_CIRCLE: Prepared[Membership] = Prepared(
    lambda circle, person: _with_all().filter(group__circle=circle, person=person), circle=str, person=str
)


def memberships_of(person: Person) -> list[Membership]:
    """The groups I am in, by name."""
    return sorted(_OF_PERSON.all(person=person.pk), key=lambda m: group_name(m.group).casefold())


_OF_PERSON: Prepared[Membership] = Prepared(lambda person: _with_all().filter(person=person), person=str)


class Named(NamedTuple):
    """A group of mine as the frame of a page names it."""

    id: str
    circle: str
    room: str
    name: str


def named_of(person: Person) -> list[Named]:
    """The groups I am in by name, and nothing else of them: every page of a group asks for it."""
    groups = [membership.group for membership in _MINE.all(person=person.pk)]
    named = [Named(each.pk, each.circle_id, each.room_id, group_name(each)) for each in groups]
    return sorted(named, key=lambda each: each.name.casefold())


_MINE: Prepared[Membership] = Prepared(
    lambda person: Membership.objects.filter(person=person).select_related("group__key"), person=str
)


def circles_of(person_id: str) -> list[str]:
    """Return the circles of the groups that this person is in."""
    return _CIRCLES.all(person=person_id)


_CIRCLES: Prepared[str] = Prepared(
    lambda person: Membership.objects.filter(person=person).values_list("group__circle", flat=True),
    person=str,
)


def members(group: Group) -> list[Membership]:
    """Everybody in the group, in the order in which they came."""
    return _MEMBERS.all(group=group.pk)


_MEMBERS: Prepared[Membership] = Prepared(
    lambda group: _with_all().filter(group_id=group).order_by("place__floor"), group=str
)


def member_name(membership: Membership) -> str:
    """The name this member goes by in the group."""
    return rooms_queries.place_name(membership.place)


def place_bound(membership: Membership) -> str:
    """Whether this member is paid to be here or bound to pass things on."""
    return rooms_queries.place_bound(membership.place)


def retention_name(group: Group) -> str:
    """Return how long new messages are kept, worded for the middle of a sentence."""
    days = group.room.retention_days
    return str(dict(rooms_terms.RETENTIONS).get(days, days)).lower()


def group_name(group: Group) -> str:
    """The group's name. Never part of an address or a page title."""
    return _open(group, "name")


def terms_of(group: Group) -> Terms:
    """What the group agreed on."""
    return Terms(*(_open(group, part) for part in TEXTS))


def settings_of(group: Group) -> Settings:
    """How everything stands that the group settles for itself."""
    texts = terms_of(group)
    return Settings(
        texts.name,
        texts.for_whom,
        texts.agreement,
        texts.in_danger,
        group.room.retention_days,
        group.meetings,
        group.inviting,
        group.starter,
        texts.our_limits,
        *turns_of(group),
    )


def turn_kinds(group: Group) -> list[TurnKind]:
    """The turns that members of this group can take, the usual ones first."""
    if group.turns is None or group.key is None:
        # Also after a restore of what was said anew since: the usual ones, so that a meeting has its turns.
        return [_usual(role) for role in terms.Role]
    kept = json.loads(_open(group, "turns"))
    usual = [_usual(role) for role in terms.Role if role.value in kept["usual"]]
    return [*usual, *(TurnKind(slug, name, own=True) for slug, name in kept["own"])]


def _usual(role: terms.Role) -> TurnKind:
    return TurnKind(role.value, str(role.label), own=False)


def turns_of(group: Group) -> Turns:
    """The same as it is asked on a form."""
    kinds = turn_kinds(group)
    own = "\n".join(kind.name for kind in kinds if kind.own)
    return Turns([kind.slug for kind in kinds if not kind.own], own)


def starter_turns(slug: str) -> Turns:
    """The turns with which a group of this format begins."""
    chosen = formats.every().get(slug)
    if chosen is None:
        return Turns(terms.Role.values, "")
    return Turns([role.value for role in chosen.turns], "\n".join(str(name) for name in chosen.own_turns))


def _open(group: Group, part: str) -> str:
    blob = getattr(group, part)
    if blob is None:
        return ""
    if group.key is None:
        return (
            _("A group")
            if part == "name"
            else _("This was changed after the backup from which this community was restored.")
        )
    return group.text(part)


def wording_mark(group: Group) -> str:
    """A mark of all that somebody reads at the door: another one as soon as any of it is settled anew."""
    read = f"{group.pk}:{group.key_id}:{group.room.retention_days}"
    return vault.mark(read, about="groups.door")[:16]


def invitation_for(token: str | None, *, now: datetime) -> Invitation | None:
    """The open invitation of this token. Looking at it uses nothing up."""
    if not token or len(token) > 200:
        return None
    return (
        Invitation.objects.select_related("key", "group", "group__key", "group__room")
        .filter(token_hash=vault.token_hash(token), ends_at__gt=now)
        .first()
    )


def spoken_form(words: str) -> str:
    """Return four words as they are compared, however they were typed: only their letters count."""
    return "spoken " + " ".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", words).casefold()))


def answer_token(words: str) -> str:
    """Return what a device keeps of the four words that find the answer to a knock, however they were typed."""
    return ".".join((_ANSWER, *spoken_form(words).split()[1:]))


def answer_words(token: str) -> str:
    """Return the four words that find the answer on another device; nothing for what was kept before there were any."""
    kind, _dot, words = token.partition(".")
    return words.replace(".", " ") if kind == _ANSWER else ""


_ANSWER = "knock"


def poster_of(group: Group) -> Poster | None:
    """Return the poster of a group, if it has one."""
    return Poster.objects.select_related("key").filter(group=group).first()


def poster_for(code: str) -> Poster | None:
    """Return the poster that has this in its address."""
    return _posters().filter(code_hash=vault.token_hash(code)).first() if code and len(code) <= 40 else None


def poster_with(words: str) -> Poster | None:
    """Return the poster with these four words, as they are compared."""
    return _posters().filter(four_hash=vault.token_hash(words)).first() if len(words) <= 200 else None


def _posters() -> QuerySet[Poster]:
    return Poster.objects.select_related("key", "group", "group__key", "group__room")


def is_open(poster: Poster) -> bool:
    """Whether someone can ask to join by it now."""
    return not poster.paused and poster.group.inviting == terms.Inviting.MEMBERS


def open_invitations(group: Group, *, after: str = "", most: int, now: datetime) -> list[Invitation]:
    """At most so many of the ways into the group that are open now; ``after``: those that come behind this one."""
    rows = Invitation.objects.filter(group=group, ends_at__gt=now)
    last = rows.filter(pk=after).values_list("ends_at", flat=True).first() if after else None
    if last is not None:
        rows = rows.filter(Q(ends_at__gt=last) | Q(ends_at=last, pk__gt=after))
    return list(rows.select_related("by__place__key").order_by("ends_at", "pk")[:most])


def inviter_name(invitation: Invitation) -> str:
    """Who made this invitation."""
    return rooms_queries.place_name(invitation.by.place) if invitation.by else ""


def knocked_as(invitation: Invitation) -> str:
    """Return the name under which someone knocked before this door was opened, or nothing."""
    return invitation.text("name")


def knock_for(token: str | None, *, now: datetime) -> Knock | None:
    """The knock this device made."""
    if not token or len(token) > 200:
        return None
    return (
        Knock.objects.select_related("group", "group__key", "key")
        .filter(token_hash=vault.token_hash(token), ends_at__gt=now)
        .first()
    )


def knocks(membership: Membership, *, now: datetime) -> list[Asking]:
    """Who is at the door, for a member who may answer."""
    rows = Knock.objects.select_related("key").filter(group=membership.group, ends_at__gt=now)
    return [_asking(row, membership) for row in rows.order_by("on", "id")]


def _asking(row: Knock, membership: Membership) -> Asking:
    answers = list(row.answers.select_related("by__place__key"))
    hidden = hidden_from(membership.person_id)
    return Asking(
        row=row,
        name=row.text("name"),
        words=row.text("words"),
        answered=any(a.by_id == membership.pk for a in answers),
        welcomes=[
            _("Someone") if a.by.person_id in hidden else member_name(a.by)
            for a in answers
            if a.answer == Stance.ACCEPT
        ],
    )


def asking_to_join(membership: Membership, *, now: datetime) -> list[str]:
    """Return the names under which someone knocks and waits for my answer."""
    waiting = _WAITING.all(group=membership.group_id, membership=membership.pk, now=now)
    return [row.text("name") for row in waiting]


_WAITING: Prepared[Knock] = Prepared(
    lambda group, membership, now: (
        Knock.objects.filter(group_id=group, ends_at__gt=now)
        .exclude(answers__by=membership)
        .select_related("key")
        .order_by("on", "id")
    ),
    group=str,
    membership=str,
    now=datetime,
)


def someone_knocks(membership: Membership, *, now: datetime) -> bool:
    """Whether a knock waits that I have not answered."""
    return (
        Knock.objects.filter(group=membership.group, ends_at__gt=now).exclude(answers__by=membership).exists()
    )


def may_act_together(saying: Collection[str], *, there: Collection[str]) -> bool:
    """Return whether these members are enough for what takes two. Both are ids of memberships.

    Where a third is there, two of whom one invited the other count as one: they may be one person with two accounts.
    Who is there alone is enough. ``there`` is everyone who could take part, such as the members or those in a room.
    """
    if len(there) <= terms.ANSWERS_NEEDED:
        return len(set(saying)) >= min(terms.ANSWERS_NEEDED, max(len(there), 1))
    invited = dict(Membership.objects.filter(pk__in=list(saying)).values_list("pk", "invited_by_id"))
    return any(invited[a] != b and invited[b] != a for a, b in combinations(invited, 2))


def standing(group: Group, *, said: Mapping[str, str]) -> Standing:
    """Return how a ballot among the members of a group stands: what each said, and who is in now."""
    here = ids_in(group)
    return Standing(said, here, lambda saying: may_act_together(saying, there=here))


def people_may_act_together(one: str, other: str) -> bool:
    """Return whether these two people are enough for what takes two in the whole place. Both are ids of people."""
    if one == other:
        return False
    invited = Q(person=one, invited_by__person=other) | Q(person=other, invited_by__person=one)
    return Person.objects.count() <= terms.ANSWERS_NEEDED or not Membership.objects.filter(invited).exists()


def people_are_two(saying: Collection[str]) -> bool:
    """Return whether some of these people are enough for what takes two in the whole place. All are ids of people.

    Where a third is here, two of whom one invited the other, in any group, count as one.
    """
    voters = set(saying)
    if Person.objects.count() <= terms.ANSWERS_NEEDED:
        return len(voters) == terms.ANSWERS_NEEDED
    rows = Membership.objects.filter(person__in=voters, invited_by__person__in=voters)
    invited = {frozenset(pair) for pair in rows.values_list("person", "invited_by__person")}
    return len(voters) * (len(voters) - 1) // 2 > len({pair for pair in invited if len(pair) > 1})


def ids_in(group: Group) -> list[str]:
    """Return the ids of all memberships in the group."""
    return list(Membership.objects.filter(group=group).values_list("pk", flat=True))


def with_a_voice(group: Group, *, today: date) -> list[str]:
    """Return the memberships that have a voice in what keeps people safe: from the fourteenth day after joining.

    Where fewer than three have been here so long, everyone has.
    """
    everyone = dict(Membership.objects.filter(group=group).values_list("pk", "joined_on"))
    since = today - ballots_terms.SAFETY_AFTER
    longer = [member for member, joined_on in everyone.items() if joined_on <= since]
    return longer if len(longer) >= ballots_terms.ENOUGH_VOICES else list(everyone)


def decides_alone(group: Group) -> bool:
    """Whether the group has one member, whose word still is the starting terms."""
    return len(_FIRST_TWO.all(group=group.pk)) == 1


_FIRST_TWO: Prepared[str] = Prepared(
    lambda group: Membership.objects.filter(group_id=group).values_list("pk", flat=True)[:2], group=str
)


def alone_unnoticed() -> list[str]:
    """Return the groups in which one person is alone without its being written down, as after a restore."""
    return _alone_in(Group.objects.filter(alone_since=None))


def alone_since(day: date) -> list[str]:
    """Return the groups in which one person has been alone since that day or longer."""
    return _alone_in(Group.objects.filter(alone_since__lte=day, founded_on__lte=day))


def _alone_in(groups: QuerySet[Group]) -> list[str]:
    # One look at all memberships: asked group by group, ten thousand groups took seconds.
    with_one = Membership.objects.values("group").annotate(here=Count("pk")).filter(here=1).order_by()
    return list(groups.filter(pk__in=with_one.values("group")).values_list("pk", flat=True))


def ends_on(group: Group) -> date | None:
    """The day on which a group ends in which one person is alone; none as soon as somebody else is in."""
    if group.alone_since is None:
        return None
    return max(group.alone_since, group.founded_on) + timedelta(days=terms.ALONE_DAYS)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A use of power as members read it."""

    number: int
    says: str
    clause: str
    day: date
    by: str
    text: str
    together: bool
    told: hooks.Told | None = None


def _in_words(act: str, clause: str) -> hooks.Words:
    return hooks.in_words(act, clause) or hooks.Words(
        terms.ACTS.get(act, act), terms.CLAUSES.get(clause, clause)
    )


def _decided_together(act: str, clause: str) -> bool:
    words = hooks.in_words(act, clause)
    return words is not None and words.together


def ledger_lines(group: Group, *, before: int | None = None, most: int | None = None) -> list[LedgerLine]:
    """A page of the group's ledger, newest first, with the names of those who are still here."""
    names = {m.person_id: member_name(m) for m in members(group)}
    return [
        LedgerLine(
            line.number,
            str(_in_words(line.kind, line.clause).act),
            str(_in_words(line.kind, line.clause).clause),
            line.day,
            names.get(line.by or "", ""),
            languages.as_read(line.text),
            _decided_together(line.kind, line.clause),
            hooks.told(line, names, group),
        )
        for line in ledger_queries.newest(group.pk, before=before, most=most)
    ]
